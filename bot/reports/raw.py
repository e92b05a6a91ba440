"""One row a ballot, for somebody who counts anew: nothing by which a row could be somebody's.

In no order, without times, posters, own words and files; days as years; of places only those that
results tell apart, of the one question that results are told by.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.answers import Date, Note, Where
from dialogs.suppression import K
from dialogs.surveys.regions import NONE, POOLED, Parts, parts_of, place_of
from dialogs.surveys.survey import Question, Survey
from dialogs.surveys.tally import PRIVATE

from .cells import Cell, Row, code_book, harmless, note
from .report import Report

TOGETHER = "zusammen"
"""Stands for places that are only told together, and for no place where that is told with them."""
REASONS = {
    "words": "Eigene Worte, Fotos und Sprachnachrichten fehlen.",
    "place": "Ein weiterer Ort fehlt: Zwei Orte zusammen könnten jemanden verraten.",
    "few": "Der Ort fehlt: Aus den einzelnen Gegenden sind es zu wenige.",
    "pooled": f"„{TOGETHER}“: Gegenden mit weniger als {{k}} Teilnahmen und die, die sie decken.",
    "year": "Vom Tag steht nur das Jahr da.",
}
_decode = msgspec.json.Decoder(dict).decode


class TooFew(Exception):
    """There are so few ballots that each could be somebody's."""


class Raw(Struct, frozen=True):
    """`rows` in no order; `reasons` tell of each question what of it is missing."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    reasons: Mapping[str, str]


def raw(
    survey: Survey, ballots: Iterable[str], k: int = K, settled: Mapping[str, Parts] | None = None
) -> Raw:
    """Of the ballots (JSON) of one version; raises TooFew.

    `settled` is how regions are told apart by a question, once ballots keep nothing finer.
    """
    all_ = [_decode(ballot) for ballot in ballots]
    if len(all_) < k:
        raise TooFew
    place, reasons = place_of(survey), dict(_reasons(survey))
    regions = _regions(place, all_, (settled or {}).get(place.id), k) if place else {}
    if place:
        reasons[place.id] = REASONS["pooled" if regions else "few"]
    left_out = {id for id, why in reasons.items() if why in map(REASONS.get, _LEAVING)}
    asked = [q for q in survey.questions if q.id not in left_out and not _is_note(q)]
    rows = [{q.id: _cell(q, ballot.get(q.id), regions) for q in asked} for ballot in all_]
    secrets.SystemRandom().shuffle(rows)
    told = {question: why.format(k=k) for question, why in reasons.items()}
    return Raw(tuple(q.id for q in asked), tuple(rows), told)


def rows_csv(made: Raw) -> bytes:
    """UTF-8 with commas (RFC 4180)."""
    return _csv(made.columns, made.rows)


def book_csv(made: Raw, report: Report) -> bytes:
    """The wording of everything, what is missing and why, and how people were asked."""
    columns = ("part", "question", "value", "language", "text")
    missing = ({"part": "missing", "question": q, "text": why} for q, why in made.reasons.items())
    return _csv(columns, (*missing, *code_book(report), *note(report)))


_LEAVING = ("words", "place", "few")


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: harmless(cell) for name, cell in row.items()})
    return stream.getvalue().encode()


def _is_note(question: Question) -> bool:
    return isinstance(question.answer, Note)


def _reasons(survey: Survey) -> Iterator[tuple[str, str]]:
    told = place_of(survey)
    for question in survey.questions:
        if isinstance(question.answer, PRIVATE):
            yield question.id, REASONS["words"]
        elif isinstance(question.answer, Where) and question != told:
            yield question.id, REASONS["place"]
        elif isinstance(question.answer, Date):
            yield question.id, REASONS["year"]


def _regions(
    place: Question, ballots: Iterable[Mapping[str, Any]], told: Parts | None, k: int
) -> dict[str, str]:
    """Answer → the region that is told instead; empty where none can be."""
    sizes = Counter(str(ballot.get(place.id) or NONE) for ballot in ballots)
    found = parts_of(place, sizes, k) if told is None else told
    if not found:
        return {}
    groups = {answer: found[0].group(answer) for answer in sizes}
    return {answer: TOGETHER if of == POOLED else of for answer, of in groups.items()}


def _cell(question: Question, answer: Any, regions: Mapping[str, str]) -> Cell:
    match question.answer:
        case Where():
            told = regions[str(answer or NONE)]
            return "" if told == NONE else told
        case Date():
            return str(answer)[:4] if answer else ""
    match answer:
        case None:
            return ""
        case bool():
            return str(answer)
        case int():
            return answer
        case list() | tuple():
            return " ".join(map(str, answer))
        case float():
            return msgspec.json.encode(answer).decode()
    return str(answer)
