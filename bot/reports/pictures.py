"""What a chat shows beside the numbers of a result: a few charts, a map, each told in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dialogs.markup import words
from dialogs.texts import shortened

from ..printing import Document, Map
from ..results.comparing import Compared, Comparison
from ..results.question import QuestionResult
from ..results.result import Result
from .layout import Layout
from .report import R, Report

COMPARED = "compared"
"""The view of a survey that shows it beside its earlier rounds."""
TOGETHER, MOST = 4, 4
"""Questions in a picture, and pictures of a result: a chat is no place for more."""


class Sketch(Struct, frozen=True):
    """A picture that is still to be drawn; `alt` says in words what will be in it."""

    name: str
    alt: str
    document: Document


def view(report: Report) -> str:
    """What of a survey a report shows; empty for its result."""
    return COMPARED if isinstance(report.made, Comparison) else ""


def sketches(report: Report) -> tuple[Sketch, ...]:
    """Only of questions that have numbers; () where none has, and of breakdowns."""
    match report.made:
        case Result() as made:
            groups = list(_groups(made))[:MOST]
            return tuple(_sketch(report, number, some) for number, some in enumerate(groups, 1))
        case Comparison() as made:
            return tuple(_side_by_side(report, made))
        case _:
            return ()


def _side_by_side(report: Report, made: Comparison) -> Iterator[Sketch]:
    told = [question for question in made.questions if question.lines]
    first = [told[n : n + TOGETHER] for n in range(0, len(told), TOGETHER)][:MOST]
    for number, some in enumerate(first, 1):
        document = Layout(report).compared(some)
        alt = _alt("picture_rounds", some, report)
        yield Sketch(f"{made.id}-rounds-{number}.png", alt, document)


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
    alt = mapped or _alt("picture", questions, report)
    return Sketch(f"{report.made.id}-{number}.png", alt, document)


def _alt(name: str, questions: Sequence[QuestionResult | Compared], report: Report) -> str:
    named = " · ".join(shortened(question.text, 100) for question in questions)
    return words(R[name].fill(report.languages, questions=named))
