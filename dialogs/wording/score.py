"""How easily a text reads, by Flesch's formula and Amstad's for German (E12)."""

from __future__ import annotations

import re

from .sentences import bare, sentences, words

FEWEST = 5
"""Words from which a score says something."""
_VOWELS = re.compile(r"[aeiouyäöü]+", re.IGNORECASE)
_APART = re.compile(r"i[aou]|e[ao]", re.IGNORECASE)
"""Vowels that stand side by side in two syllables: “Region”, “Theater”."""
_SILENT = re.compile(r"[^aeiouyl]e$", re.IGNORECASE)


def score(text: str, language: str) -> int | None:
    """0 (very hard) to 100 (very easy); nothing for a text of a few words.

    German: 180 - words a sentence - 58.5 × syllables a word (Amstad 1978); English: 206.8 -
    1.015 × words a sentence - 84.6 × syllables a word (Flesch 1948). A syllable is a group of
    vowels: hyphenation would take “Abend” for one.
    """
    all_ = words(text)
    if len(all_) < FEWEST:
        return None
    long = len(all_) / max(1, len([part for part in sentences(bare(text)) if words(part)]))
    many = sum(syllables(word, language) for word in all_) / len(all_)
    if language.startswith("en"):
        easy = 206.835 - 1.015 * long - 84.6 * many
    else:
        easy = 180 - long - 58.5 * many
    return max(0, min(100, round(easy)))


def level(score: int) -> str:
    """The score in a word."""
    for least, word in ((80, "sehr leicht"), (60, "leicht"), (40, "mittel"), (20, "schwer")):
        if score >= least:
            return word
    return "sehr schwer"


def syllables(word: str, language: str) -> int:
    """At least one."""
    groups = len(_VOWELS.findall(word))
    if language.startswith("en"):
        return max(1, groups - bool(_SILENT.search(word)))
    return max(1, groups + len(_APART.findall(word)))
