"""Long words, and where they may be divided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from .finding import Finding, Said
from .sentences import bare, sentences
from .vocabulary import listed

LETTERS, SIMPLE_LETTERS = 25, 15
"""Most letters of a word without a hyphen, and of one in Einfache Sprache."""
LONGEST = 60
_LONG = re.compile(rf"(?<![\w-])[A-Za-zÄÖÜäöüß]{{{SIMPLE_LETTERS + 1},{LONGEST}}}(?![\w-])")
_LINK = re.compile(r"(?:ungs|heits|keits|schafts|ions|täts|ums|lings|tums|ings)$")
_SHORTEST = 4


def long_words(said: Said) -> Iterator[Finding]:
    """Words that are hard to read in one piece."""
    if not said.german:
        return
    for sentence in sentences(said.text):
        for found in _LONG.finditer(bare(sentence)):
            word = found[0]
            if len(word) > (SIMPLE_LETTERS if said.simple else LETTERS):
                parted = "-".join(_capital(divided(word), word))
                why = f"„{word}“ hat {len(word)} Buchstaben."
                better = f"Teilen Sie es, zum Beispiel „{parted}“."
                yield Finding("compound", why, word, sentence, better if "-" in parted else "")


def _capital(parts: tuple[str, ...], word: str) -> list[str]:
    return [part.capitalize() if word[0].isupper() else part for part in parts]


@lru_cache(512)
def divided(word: str) -> tuple[str, ...]:
    """The parts of a compound: where a part ends in -ungs- or the like or a known one begins.

    Where neither is so, the two halves at the syllable nearest to the middle.
    """
    # It takes half a second and 24 MB to load, and few texts have long words.
    import pyphen  # noqa: PLC0415

    points = [int(point) for point in pyphen.Pyphen(lang="de_DE").positions(word)]
    points = [point for point in points if _SHORTEST <= point <= len(word) - 3]
    chosen = [point for point in points if _joins(word.lower(), point)]
    if not chosen and points:
        chosen = [min(points, key=lambda point: abs(point - len(word) // 2))]
    ends = [0, *chosen, len(word)]
    return tuple(word[start:end] for start, end in pairwise(ends))


def _joins(word: str, point: int) -> bool:
    rest = word[point:]
    known = any(rest.startswith(part) for part in listed("de", "parts"))
    return known or bool(_LINK.search(word[:point]))
