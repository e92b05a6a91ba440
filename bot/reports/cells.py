"""A report as rows of cells: one line an answer, the code book, the note."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ..results.answers import percent
from ..results.breakdown import Breakdown, Divided, Division, Group
from ..results.comparing import Compared, Comparison
from ..results.question import QuestionResult
from ..results.rendering import decimal
from ..results.result import Result
from .report import R, Report

Cell = str | int
Row = Mapping[str, Cell]
COLUMNS = (
    *("part", "question", "group", "value", "language", "text", "count", "of", "percent"),
    *("instead", "why"),
)
"""`instead` is told in place of a count: a bound, a median, a mean place."""

_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")
_INSIDE = re.compile(r"([;,\t|]\s*[\"']*\s*)(?=[=+\-@＝＋－＠])")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def as_csv(report: Report) -> bytes:
    """UTF-8 with commas (RFC 4180); nothing in it is a formula, whatever opens it."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in (*results(report), *code_book(report), *note(report)):
        writer.writerow({name: harmless(cell) for name, cell in row.items()})
    return stream.getvalue().encode()


def harmless(cell: Cell) -> Cell:
    """A cell that no program takes for a formula, even one that cuts lines at other signs."""
    if isinstance(cell, int):
        return cell
    text = _INSIDE.sub(r"\1'", _BREAKS.sub(" ", cell))
    return f"'{text}" if _FORMULA.match(text) else text


def results(report: Report) -> Iterator[Row]:
    """What is told of each question, with what it is of."""
    made, language = report.made, report.language
    about: dict[str, Cell] = {"survey": made.id, "version": made.version, "title": made.title}
    match made:
        case Result():
            about |= {"state": made.state, "standing": made.standing}
        case Breakdown():
            about |= {"by": made.by_text}
    for name, text in about.items():
        yield {"part": "about", "value": name, "text": str(text), "language": language}
    if not isinstance(made, Comparison):
        yield {"part": "participants", "count": made.participants}
    match made:
        case Result():
            for question in made.questions:
                yield from _question(question, made.participants, report)
        case Breakdown():
            for division in made.divisions:
                yield from _division(division, report)
        case Comparison():
            yield from _rounds(made, report)


def code_book(report: Report) -> Iterator[Row]:
    """Every wording in every language, in its order."""
    book = report.code_book
    for name in ("title", "opening", "asker", "funder", "use"):
        for language, text in getattr(book, name).items():
            yield {"part": "code_book", "value": name, "language": language, "text": text}
    for question in book.questions:
        row: dict[str, Cell] = {"part": "code_book", "question": question.id}
        facts = msgspec.structs.asdict(question)
        told = ("number", "kind", "flag", "optional", "when", "constraint")
        definition = {name: facts[name] for name in told if facts[name] is not None}
        yield row | {"value": "definition", "text": msgspec.json.encode(definition).decode()}
        for name, texts in (("question", question.text), ("hint", question.hint)):
            for language, text in texts.items():
                yield row | {"value": name, "language": language, "text": text}
        for option in question.options:
            for language, text in option.label.items():
                value = f"option:{option.value}"
                yield row | {"value": value, "language": language, "text": text}


def note(report: Report) -> Iterator[Row]:
    for line in report.note:
        yield {"part": "note", "language": report.language, "text": line}


def sheets(report: Report) -> dict[str, Sequence[Row]]:
    """The same as sheets of a workbook, with headings in words."""
    parts = {"sheet_results": results, "sheet_code_book": code_book, "sheet_note": note}
    return {
        R[name].raw(report.languages): _headed(list(rows(report)), report)
        for name, rows in parts.items()
    }


def _headed(rows: Sequence[Row], report: Report) -> list[Row]:
    used = [name for name in COLUMNS if any(row.get(name, "") != "" for row in rows)]
    heads = {name: R[f"head_{name}"].raw(report.languages) for name in used}
    return [{head: row.get(name, "") for name, head in heads.items()} for row in rows]


def _question(question: QuestionResult, of: int, report: Report) -> Iterator[Row]:
    row: dict[str, Cell] = {"question": question.id, "language": report.language}
    asked = row | {"part": "question", "text": question.text}
    if question.n is not None:
        asked |= {"count": question.n, "of": of}
    yield asked | {"why": question.why}
    n = of if question.n is None else question.n
    for option in question.options:
        line = row | {"part": "answer", "value": option.value, "text": option.label}
        if option.count is not None:
            line |= {"count": option.count, "of": n, "percent": percent(option.count, n)}
        yield line | {"instead": option.bound, "why": question.why}
    if question.median:
        yield row | {"part": "median", "instead": question.median}
    for one in question.ranking:
        place = decimal(one.place, report.languages)
        yield row | {
            "part": "mean_place", "value": one.value, "text": one.label, "instead": place,
        }  # fmt: skip
    for text in question.words:
        yield {"part": "words", "question": question.id, "text": text}


def _division(division: Division, report: Report) -> Iterator[Row]:
    for group in division.groups:
        yield {
            "part": "group", "group": group.key, "language": report.language,
            "text": group.label, "count": group.n,
        }  # fmt: skip
    for question in division.questions:
        row: dict[str, Cell] = {"question": question.id, "language": report.language}
        yield row | {"part": "question", "text": question.text, "why": question.why}
        for number, group in enumerate(division.groups):
            yield from _group(question, number, group, row)


def _group(question: Divided, number: int, group: Group, row: Row) -> Iterator[Row]:
    line: dict[str, Cell] = {**row, "group": group.key}
    if question.bounds:
        yield line | {"part": "answer", "instead": question.bounds[number]}
    if question.counts:
        for column, count in zip(question.columns, question.counts[number], strict=True):
            yield line | {
                "part": "answer", "value": column.value, "text": column.label, "count": count,
                "of": group.n, "percent": percent(count, group.n),
            }  # fmt: skip
        if question.medians[number]:
            yield line | {"part": "median", "instead": question.medians[number]}


def _rounds(made: Comparison, report: Report) -> Iterator[Row]:
    for one in made.rounds:
        yield {
            "part": "round", "group": one.id, "value": one.label, "language": report.language,
            "text": one.standing, "count": one.participants,
        }  # fmt: skip
    for question in made.questions:
        yield from _compared(question, made, report)


def _compared(question: Compared, made: Comparison, report: Report) -> Iterator[Row]:
    row: dict[str, Cell] = {"question": question.id, "language": report.language}
    yield row | {"part": "question", "text": question.text, "why": question.why}
    for answer in question.lines:
        for one, cell in zip(made.rounds, answer.cells, strict=True):
            line = row | {"part": "answer", "group": one.id, "value": answer.value}
            line |= {"text": answer.label, "instead": cell.bound}
            if cell.count is not None and cell.of is not None:
                share = percent(cell.count, cell.of)
                line |= {"count": cell.count, "of": cell.of, "percent": share}
            yield line
    for one, median in zip(made.rounds, question.medians, strict=False):
        if median:
            yield row | {"part": "median", "group": one.id, "instead": median}
