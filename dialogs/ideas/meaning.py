"""What a text is about: weighted concepts or stems, and the places that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from .compounds import parts
from .naming import named
from .stems import plain, said, stem
from .vocabulary import vocabulary

SETTING, LITTLE, UNKNOWN, BROADER = 0.7, 0.35, 0.8, 0.4
"""What a word counts that tells where, says little, is not known, is meant in a wider sense."""
BESIDE, PART = 0.6, 0.85
"""Its share of that beside a preposition, or as a part of a compound."""


class Meaning(Struct, frozen=True):
    """`weights` by concept (`bus`) or by stem where none is known (`=flieder`)."""

    weights: Mapping[str, float]
    places: frozenset[str]


def meaning(text: str) -> Meaning:
    """What a text is about."""
    spoken = [piece for word in said(text) for piece in _pieces(word)]
    places, taken = named(spoken)
    weights: dict[str, float] = {}
    for token, weight in _weighed([plain(word) for word in spoken], taken):
        weights[token] = max(weight, weights.get(token, 0))
    return Meaning(weights, frozenset(places))


def _pieces(word: str) -> list[str]:
    """`S-Bahn` and `Co-Working` are one word, `Radweg-Bau` is two."""
    joined = word.replace("-", "")
    return [joined] if vocabulary().concept(plain(joined)) else word.split("-")


def _weighed(words: Sequence[str], taken: set[int]) -> Iterator[tuple[str, float]]:
    known = vocabulary()
    beside = False
    for place, word in enumerate(words):
        if place in taken:
            beside = False
        elif word in known.where:
            beside = True
        elif word not in known.none:
            yield from _tokens(word, BESIDE if beside else 1)
            beside = beside and word in known.little


def _tokens(word: str, weight: float) -> Iterator[tuple[str, float]]:
    known = vocabulary()
    made_of = parts(word)
    weight *= PART if len(made_of) > 1 else 1
    for part in made_of:
        if concept := known.concept(part):
            yield concept, weight * (SETTING if concept in known.settings else 1)
            for wider in known.broader.get(concept, ()):
                yield wider, weight * BROADER
        elif part in known.little or part.isdecimal():
            yield f"={stem(part)}", weight * LITTLE
        elif len(part) > 1 and part not in known.none:
            yield f"={stem(part)}", weight * UNKNOWN
