"""What words of ideas mean, from `data/words.toml`: concepts and their topics."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct

from .stems import stem, words

STEMMED = 4
"""Letters from which on a word is also known by its stem."""


class Words(Struct, frozen=True):
    """Some words, known as they stand and by their stems."""

    exact: frozenset[str]
    stems: frozenset[str]

    def __contains__(self, word: object) -> bool:
        return word in self.exact or (len(str(word)) >= STEMMED and stem(str(word)) in self.stems)


class Vocabulary(Struct, frozen=True):
    """Which plain words say nothing or little, and what others mean, and of what topic.

    `concepts` has words and stems: `parken` is one thing and `park`, its stem, another.
    """

    none: frozenset[str]
    little: Words
    where: frozenset[str]
    concepts: Mapping[str, str]
    topics: Mapping[str, str]
    broader: Mapping[str, tuple[str, ...]]
    settings: frozenset[str]
    parts: Words
    waters: Mapping[str, str]

    def concept(self, word: str) -> str:
        """What a plain word means; empty where that is not known."""
        if found := self.concepts.get(word):
            return found
        if word in self.little.exact or len(word) < STEMMED:
            return ""
        return self.concepts.get(f"{stem(word)}-", "")

    def knows(self, word: str) -> bool:
        """Whether a plain word is not to be taken apart."""
        said = word in self.none and len(word) >= STEMMED
        return said or bool(self.concept(word)) or word in self.little or word in self.parts


@cache
def vocabulary() -> Vocabulary:
    read = tomllib.loads(files(__package__).joinpath("data/words.toml").read_text("utf-8"))
    concepts: dict[str, str] = {}
    topics: dict[str, str] = {}
    for topic, group in read["topics"].items():
        for concept, listed in group.items():
            topics[concept] = topic
            for word in words(listed):
                concepts.setdefault(word, concept)
                concepts.setdefault(f"{stem(word)}-", concept)
    return Vocabulary(
        frozenset(words(read["none"])),
        _some(words(read["little"])),
        frozenset(words(read["where"])),
        concepts,
        topics,
        {concept: tuple(listed.split()) for concept, listed in read["broader"].items()},
        frozenset(read["settings"].split()),
        _some(words(read["parts"])),
        {word: name for name, listed in read["waters"].items() for word in words(listed)},
    )


def _some(listed: Iterable[str]) -> Words:
    exact = frozenset(listed)
    return Words(exact, frozenset(map(stem, exact)))
