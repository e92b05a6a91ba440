"""What people type, made harmless before anything reads it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 10_000
"""Characters that are looked at; anything longer is too long for every question."""

# Control characters, surrogates, private use, and the marks that reorder or hide text. The
# zero-width joiner stays: families and flags among the emoji are made with it.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_PILE = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean(text: str) -> str:
    """The text without control characters, reordering marks and piled-up accents."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text.strip()
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _HIDDEN.sub("", text)
    return _PILE.sub(r"\1", unicodedata.normalize("NFC", text)).strip()


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in it: emoji alone are no answer in words."""
    return any(character.isalnum() for character in text)
