"""Events in a table (CSV), as spreadsheets write it: taken whole or refused with every problem."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from dialogs.events.reasons import SAID, Reason, Where, few

from .columns import column, unguarded
from .reading import MOST, Imported, Reading, Skipped, Span, UnreadableCalendar
from .rows import Over, Row, Wrong, imported

LONGEST_CELL, WIDEST = 4_000, 200
"""Characters of a cell, and cells of a row."""
_SHOWN = 20
_DELIMITERS = ";,\t|"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class _Line(Struct, frozen=True):
    """A row of the sheet, counted as spreadsheets do."""

    number: int
    cells: tuple[str, ...]


def is_table(raw: bytes) -> bool:
    """Whether its first line names our columns."""
    try:
        header = next(_lines(_text(raw[:8000])), None)
    except UnreadableCalendar:
        return False
    return header is not None and len({column(cell) for cell in header.cells} - {""}) >= 2


def read(raw: bytes, span: Span) -> Reading:
    """Raises UnreadableCalendar with every problem, each with its row and column."""
    lines = _lines(_text(raw))
    header = next(lines, _Line(1, ()))
    names, skipped = _named(header)
    found: list[Imported] = []
    problems: list[Reason] = []
    for line in lines:
        if span.is_out_of_time:
            raise UnreadableCalendar(Reason("too_long"))
        if not any(cell.strip() for cell in line.cells):
            continue
        if len(found) >= MOST:
            raise UnreadableCalendar(Reason("too_many", MOST))
        try:
            found.append(imported(Row(_cells(line, names)), span))
        except Over:
            skipped.append(Skipped(Reason("over", where=Where("row", line.number)), lost=False))
        except Wrong as wrong:
            where = Where("cell", line.number, wrong.column)
            problems.append(replace(wrong.why, where=where))
    if problems:
        raise UnreadableCalendar(*few(tuple(problems), _SHOWN))
    return Reading("csv", "", tuple(found), tuple(skipped))


def _named(header: _Line) -> tuple[dict[int, str], list[Skipped]]:
    """Which column stands where; raises UnreadableCalendar."""
    names = {place: column(cell) for place, cell in enumerate(header.cells)}
    known = [name for name in names.values() if name]
    twice = sorted({name for name in known if known.count(name) > 1})
    where = Where("row", header.number)
    problems = [Reason("column_twice", said=name, where=where) for name in twice]
    problems += [
        Reason("column_missing", said=name, where=where)
        for name in ("titel", "beginn")
        if name not in known and not (name == "beginn" and "ende" in known)
    ]
    if problems:
        raise UnreadableCalendar(*few(tuple(problems), _SHOWN))
    unknown = [cell.strip() for place, cell in enumerate(header.cells) if not names[place]]
    skipped = [
        Skipped(Reason("column_unknown", where=Where("column", said=name[:SAID])), lost=False)
        for name in unknown
        if name
    ]
    return {place: name for place, name in names.items() if name}, skipped


def _cells(line: _Line, names: Mapping[int, str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for place, name in names.items():
        said = line.cells[place].strip() if place < len(line.cells) else ""
        if len(said) > LONGEST_CELL:
            raise Wrong(name, Reason("too_long_cell", LONGEST_CELL))
        cells[name] = unguarded(said)
    return cells


def _text(raw: bytes) -> str:
    """As UTF-8, UTF-16 with its mark, else as Windows in Western Europe writes it."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    if b"\0" in raw:
        raise UnreadableCalendar(Reason("no_table"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(raw) - error.start < 4 and error.reason == "unexpected end of data":
            return raw[: error.start].decode("utf-8")
        return raw.decode("cp1252", "replace")


def _lines(text: str) -> Iterator[_Line]:
    """The rows, parted as the first one is; raises UnreadableCalendar."""
    first = text.split("\n", 1)[0]
    number = 1
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, number = first.strip()[4], text.split("\n", 1)[-1], 2
    else:
        delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnreadableCalendar(Reason("endless_cell", where=Where("row", number))) from None
        if len(cells) > WIDEST:
            raise UnreadableCalendar(Reason("too_wide", WIDEST, where=Where("row", number)))
        yield _Line(number, tuple(cells))
        number += 1
