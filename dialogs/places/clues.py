"""What a text says about a place: names, postal codes, and words round them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from ..understanding.matching import fold
from .names import Name, Names
from .vocabulary import vocabulary

MOST_WORDS, MOST_LETTERS = 24, 160
"""Of a text; whoever tells more tells a story."""
_LONGEST = 6
"""Words in a name."""
_BESIDE = ("plate", "district", "country")
_IDLE = (*_BESIDE, "filler", "word")
"""Kinds of word beside which a licence plate stands, and beside which one in capitals does."""
_CODE = re.compile(
    r"(?<![\w])(?:d\s?-?\s?|plz\s*:?\s*)?([0-9oOlI](?:\s?[0-9oOlI]){3,4})(?!\d)", re.IGNORECASE
)
_STREET = re.compile(
    r"\b[\w-]+er\s+(?:stra(?:ß|ss)e|str\b\.?|weg|platz|allee|chaussee)(?:\s+\d+\w?\b)?"
    r"|\b[\w.-]*(?:stra(?:ß|ss)e|str\.?|weg|platz|gasse|allee)\s+\d+\w?\b",
    re.IGNORECASE,
)
_PLATE = re.compile(r"^\s*([A-ZÄÖÜ]{1,3})[- ][A-Z]{1,2}[- ]?\d{1,4}[EH]?\s*$")
_CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{1,3}\b")
_DIGITS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "i": "1", " ": ""})
_SHORT = {"gr": "gross", "kl": "klein", "ob": "ober", "nd": "nieder", "grosz": "gross"}


class Clue(Struct, frozen=True):
    """A name (with all that it may stand for), a kind of word round it, or an unknown word."""

    kind: str
    words: tuple[str, ...]
    names: tuple[Name, ...] = ()
    value: str = ""


class Said(Struct, frozen=True):
    """A text taken apart: postal codes first, then clues in order."""

    codes: tuple[str, ...]
    clues: tuple[Clue, ...]
    too_long: bool = False
    asks: bool = False


def taken_apart(text: str, names: Names) -> Said:
    """The clues in a text, the longest names first."""
    cut = text[:MOST_LETTERS]
    codes = []

    def code(found: re.Match[str]) -> str:
        digits = found[1].translate(_DIGITS)
        if not digits.isdecimal() or not any(c.isdecimal() for c in found[1]):
            return found[0]
        if len(digits) == 4:
            # A lost zero, as all our codes begin with 04, 06 or 07, or else a year.
            if digits[0] not in "467":
                return found[0]
            digits = f"0{digits}"
        codes.append(digits)
        return " "

    cut = _STREET.sub(" ", _PLATE.sub(r"\1", cut))
    capitals = frozenset(fold(word) for word in _CAPITALS.findall(cut))
    words = [_SHORT.get(word, word) for word in fold(_CODE.sub(code, cut)).split()]
    long = len(text) > MOST_LETTERS or len(words) > MOST_WORDS
    clues = _clues(words[:MOST_WORDS], names, capitals)
    return Said(tuple(codes), clues, long, "?" in text)


def _clues(words: Sequence[str], names: Names, capitals: frozenset[str]) -> tuple[Clue, ...]:
    found: list[Clue] = []
    place = 0
    while place < len(words):
        for many in range(min(_LONGEST, len(words) - place), 0, -1):
            some = tuple(words[place : place + many])
            others = (*words[:place], *words[place + many :])
            around = {vocabulary().get(word, ("",))[0] for word in others}
            written = capitals.issuperset(some) and around <= set(_IDLE)
            alone = around <= set(_BESIDE) or written
            if clue := _clue(some, names, alone, capitals):
                break
        else:
            some = (words[place],)
            clue = Clue("unknown", some)
        found.append(clue)
        place += len(some)
    return tuple(found)


def _clue(
    words: tuple[str, ...], names: Names, alone: bool, capitals: frozenset[str]
) -> Clue | None:
    known = vocabulary().get("".join(words))
    if words[0].isdecimal():
        return Clue("word", words) if len(words) == 1 else None
    named = names.exactly(words)
    kinds = [vocabulary().get(word, ("",))[0] for word in words]
    if not known and len(words) > 1 and all(kind in ("filler", "word") for kind in kinds):
        # "Zentrum Nord" is one of ours; "will ich" is not the town of Willich.
        named = tuple(name for name in named if name.kind == "city_quarter")
    if alone and known and known[0] == "filler" and (some := [n for n in named if n.ours]):
        plates = [name for name in some if name.kind == "plate"]
        return Clue("name", words, tuple(plates or some), "" if plates else "unsure")
    if known:
        return Clue(known[0], words, value=known[1])
    if not alone:
        named = tuple(name for name in named if name.kind != "plate" or len(name.name) == 3)
    if not capitals.issuperset(words):
        # SK and sk are known here; who means Dresden by DD writes it as on the plate.
        named = tuple(name for name in named if name.kind != "plate" or name.ours)
    return Clue("name", words, named) if named else None
