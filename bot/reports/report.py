"""A result as it goes out: with its code book, its method note and what tells it from others."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.markup import words
from dialogs.surveys.survey import Survey
from dialogs.texts import chain, load

from ..results.breakdown import Breakdown
from ..results.comparing import Comparison
from ..results.result import Result
from .codebook import CodeBook, code_book

R = load("report")
Made = Result | Breakdown | Comparison


class Report(Struct, frozen=True, dict=True):
    """Made from what the gate gives out and from nothing else."""

    made: Made
    code_book: CodeBook
    language: str

    @property
    def languages(self) -> tuple[str, ...]:
        return chain(self.language)

    @cached_property
    def sha256(self) -> str:
        """Of all that is told: the same whatever format it is told in, and on any day."""
        return hashlib.sha256(msgspec.json.encode(self._told())).hexdigest()

    @property
    def note(self) -> tuple[str, ...]:
        """The method note, and the hash by which two files can be compared."""
        line = words(R["sha256"].fill(self.languages, hash=self.sha256))
        return (*self.made.note, line)

    def data(self) -> dict[str, Any]:
        """All of it for programs; `count` is null where it is withheld."""
        made: dict[str, Any] = msgspec.to_builtins(self.made)
        code = msgspec.to_builtins(self.code_book)
        note = "\n".join(self.note)
        return {**made, "note": note, "code_book": code, "sha256": self.sha256}

    def _told(self) -> tuple[Any, ...]:
        return self.made, self.code_book, self.language


def report(made: Made, survey: Survey, language: str) -> Report:
    """Of the survey's version that the result is of."""
    assert (made.id, made.version) == (survey.id, survey.version)
    return Report(made, code_book(survey), language)
