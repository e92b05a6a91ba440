"""What a chat shows beside the numbers of a result: a few charts, a map, each told in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dialogs.markup import words
from dialogs.texts import shortened

from ..printing import Document, Map
from ..results.breakdown import REGION, Breakdown
from ..results.comparing import Compared, Comparison
from ..results.question import QuestionResult
from ..results.result import Result
from .layout import Layout
from .report import R, Report

COMPARED, BY_REGION = "compared", "region"
"""Views of a survey: beside its earlier rounds, and by where people live."""
TOGETHER, MOST = 4, 4
"""Questions in a picture, and pictures of a result: a chat is no place for more."""


class Sketch(Struct, frozen=True):
    """A picture that is still to be drawn; `alt` says in words what will be in it."""

    name: str
    alt: str
    document: Document


def view(report: Report) -> str:
    """What of a survey a report shows; empty for its result."""
    match report.made:
        case Comparison():
            return COMPARED
        case Breakdown():
            return BY_REGION
        case _:
            return ""


def sketches(report: Report) -> tuple[Sketch, ...]:
    """Only of questions that have numbers; () where none has."""
    match report.made:
        case Result() as made:
            groups = list(_groups(made))[:MOST]
            return tuple(_sketch(report, number, some) for number, some in enumerate(groups, 1))
        case Comparison() as made:
            return tuple(_side_by_side(report, made))
        case Breakdown() as made:
            return tuple(_by_place(report, made))[:MOST]


def _by_place(report: Report, made: Breakdown) -> Iterator[Sketch]:
    """The groups on a map, and then question by question."""
    whole = made.divisions[:1] if made.by == REGION else ()
    for division in whole:
        told = [None, *(question for question in division.questions if question.counts)]
        for number, question in enumerate(told, 1):
            document = Layout(report).divided(division, question)
            alt = next((block.alt for block in document.blocks if isinstance(block, Map)), "")
            named = "" if question is None else f"{shortened(question.text, 100)} "
            if not alt:
                asked = made.by_text if question is None else question.text
                alt = words(R["picture"].fill(report.languages, questions=shortened(asked, 100)))
                named = ""
            yield Sketch(f"{made.id}-region-{number}.png", f"{named}{alt}", document)


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
