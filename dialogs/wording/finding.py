"""What the rules look at, and what they find."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["message", "question", "note", "button"]
LONGEST = 4000
"""Characters of a text that are looked at."""


class Said(Struct, frozen=True):
    """One text in one language; `choices` are what a question lets people pick one of.

    `harmless` questions ask for facts, and `optional` ones can be skipped: neither needs a
    “weiß nicht” of its own.
    """

    text: str
    language: str = "de"
    kind: Kind = "message"
    choices: tuple[str, ...] = ()
    harmless: bool = False
    optional: bool = False

    @property
    def german(self) -> bool:
        return self.language.startswith("de")

    @property
    def simple(self) -> bool:
        return self.language == "de-simple"

    @property
    def asked(self) -> bool:
        return self.kind == "question"


class Finding(Struct, frozen=True):
    """A doubtful word or sentence of a text: why, and what would be better (or nothing)."""

    rule: str
    why: str
    word: str = ""
    sentence: str = ""
    suggestion: str = ""
    place: str = ""

    def __str__(self) -> str:
        better = f" {self.suggestion}" if self.suggestion else ""
        return f"{self.why}{better}"
