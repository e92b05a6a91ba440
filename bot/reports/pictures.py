"""What a chat shows beside the numbers of a result: a few charts, a map, each told in words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dialogs.markup import words
from dialogs.texts import shortened

from ..printing import Document, Map
from ..results.question import QuestionResult
from ..results.result import Result
from .layout import Layout
from .report import R, Report

TOGETHER, MOST = 4, 4
"""Questions in a picture, and pictures of a result: a chat is no place for more."""


class Sketch(Struct, frozen=True):
    """A picture that is still to be drawn; `alt` says in words what will be in it."""

    name: str
    alt: str
    document: Document


def sketches(report: Report) -> tuple[Sketch, ...]:
    """Only of questions that have numbers; () where none has, and of breakdowns."""
    if not isinstance(report.made, Result):
        return ()
    groups = list(_groups(report.made))[:MOST]
    return tuple(_sketch(report, number, some) for number, some in enumerate(groups, 1))


def _groups(made: Result) -> Iterator[list[QuestionResult]]:
    """Questions in their order, places by themselves because of the map."""
    there = [question for question in made.questions if question.options and not question.why]
    plain = [question for question in there if question.kind != "place"]
    for first in range(0, len(plain), TOGETHER):
        yield plain[first : first + TOGETHER]
    yield from ([question] for question in there if question.kind == "place")


def _sketch(report: Report, number: int, questions: list[QuestionResult]) -> Sketch:
    document = Layout(report).some(questions)
    mapped = next((block.alt for block in document.blocks if isinstance(block, Map)), "")
    named = " · ".join(shortened(question.text, 100) for question in questions)
    alt = mapped or words(R["picture"].fill(report.languages, questions=named))
    return Sketch(f"{report.made.id}-{number}.png", alt, document)
