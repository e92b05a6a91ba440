"""Sentences, clauses and words of a text."""

from __future__ import annotations

import re
from functools import lru_cache

# It begins where a word does and its parts have the lengths of RFC 1035: whatever is not an
# address is left after one look.
_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)\S{1,64}@\S{1,200}\.\w+"
    r"|(?<![\w-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.(?:de|org|com|net|eu|example)\b[/\w.-]*"
)
_FIELD = re.compile(r"\{[a-z_]+\}")
_QUOTED = re.compile("„[^“]{0,80}“|“[^”]{0,80}”")
_MONTH = "Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|January|March|May|Oct|Dec"
_SHORT = re.compile(
    r"\b((?:[A-Za-z]\.\s?)+[A-Za-z]|usw|bzw|ca|inkl|exkl|evtl|ggf|vgl|vsl|Nr|Abs|Tel|Dr|Prof|zzgl"
    r"|max|sog|etc|Mio|Mrd|Buchst|e\.g|i\.e|approx|Str|Hr|Fr)\.(?=\s+\S)"
)
_END = re.compile(rf"(?<=[.!?:…])[“”\"»)]?\s+(?!(?:{_MONTH})|[a-zäöüß])|\n+|(?<=[!?:])\s+")
_WORD = re.compile(r"[^\W_]+(?:[-’'·][^\W_]+)*")


@lru_cache(256)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; a colon ends one, a date or an abbreviation does not."""
    kept = _SHORT.sub(lambda found: found[0].replace(".", "\u2024"), text.replace("**", ""))
    parts = (part.replace("\u2024", ".").strip() for part in _END.split(kept))
    return tuple(part for part in parts if part)


@lru_cache(256)
def bare(text: str) -> str:
    """The text with one short word for an address, something quoted, or something filled in."""
    return _FIELD.sub("X", _QUOTED.sub("X", _ADDRESS.sub("X", text.replace("**", ""))))


def words(text: str) -> list[str]:
    """The words of a text; what is filled in, quoted or an address counts as one."""
    return _WORD.findall(bare(text))


def clauses(sentence: str) -> list[str]:
    """What stands between the commas of a sentence."""
    return [part.strip() for part in re.split(r"[,;–]\s", sentence)]
