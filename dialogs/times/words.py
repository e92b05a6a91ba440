"""The words that stand round days and hours, and a text made plain enough to look for them."""

from __future__ import annotations

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DASHES = re.compile("[‐‑‒–—−]")
ALL_DAY = re.compile(
    r"\bganztae?gig\w*|\bganztags\b|\b(?:den |einen )?ganzen tag\b|\ball[ -]day\b|\bwhole day\b"
)
EVENING = re.compile(r"\b(?:abends?|evening|tonight|nachmittags?|afternoon)\b")
NOON, MIDNIGHT = re.compile(r"\b(?:mittags?|noon)\b"), re.compile(r"\b(?:mitternacht|midnight)\b")
PARTS = "abends?|nachmittags?|vormittags?|morgens?|mittags?|nachts?|frueh|s"
"""What may stick to the name of a weekday: Samstagabend, samstags."""


def made_plain(text: str) -> str:
    """Lower case, umlauts as two letters, one kind of dash, single spaces; punctuation stays."""
    said = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    return " ".join(_DASHES.sub("-", said).split())


def without(text: str, found: re.Match[str]) -> str:
    """The text with blanks in the place of what was found."""
    return f"{text[: found.start()]} {text[found.end() :]}"
