"""The three sheets of a workbook as texts, each with its exact place.

What a cell means is left to pyxform, so that a workbook says here what it says in ODK; only
non-breaking spaces, which it loses, are kept. Its reader as a whole is not used: it forgets where
a cell was, ignores what comes after sixty empty rows, and reads a file of any size.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import xlrd
from msgspec import Struct
from openpyxl.reader.excel import ExcelReader
from pyxform.xls2json_backends import is_empty, xls_value_to_unicode, xlsx_value_to_str

from dialogs.surveys.reading import Unreadable

from . import LARGEST, MAGIC
from .archive import CELL, CELLS, COLUMNS, ROWS, Extent, extents, letters, spans
from .cells import kept
from .places import SHEETS, Found, Place, refused

FOREIGN = ("external_choices", "entities", "osm")
"""Sheets that mean something in XLSForm and nothing here."""


class Row(Struct, frozen=True):
    """The filled cells of a row by their column's number, counted from 1."""

    number: int
    cells: dict[int, str]


class Sheet(Struct, frozen=True):
    """A sheet's headings by column number, and its filled rows."""

    name: str
    headings: dict[int, str] = {}
    rows: tuple[Row, ...] = ()

    def place(self, row: int = 0, column: int = 0) -> Place:
        return Place(self.name, row, self.headings.get(column, letters(column)))


class Workbook(Struct, frozen=True):
    """The sheets that a form is made of; one that is missing is empty."""

    survey: Sheet
    choices: Sheet
    settings: Sheet


def sheets(raw: bytes, found: Found) -> Workbook:
    """What stands in a workbook; raises Unreadable where nothing can be read at all."""
    if len(raw) > LARGEST:
        raise refused(f"die Datei ist größer als {LARGEST // 1_000_000} MB")
    match MAGIC.get(raw[:4]):
        case "xlsx":
            read = list(_xlsx(raw, found))
        case "xls":
            read = list(_xls(raw, found))
        case _:
            raise refused("das ist keine Excel-Datei (.xlsx oder .xls)")
    by_name: dict[str, Sheet] = {}
    for sheet in read:
        if sheet.name in by_name:
            found.wrong(Place(sheet.name), "das Blatt gibt es zweimal")
        elif sheet.name in FOREIGN and sheet.rows:
            found.wrong(Place(sheet.name), "dieses Blatt kann der Bot nicht verwenden; löschen")
        by_name.setdefault(sheet.name, sheet)
    if "survey" not in by_name:
        raise refused("das Blatt „survey“ fehlt; darin steht je Zeile eine Frage")
    return Workbook(
        *(by_name.get(name, Sheet(name)) for name in ("survey", "choices", "settings"))
    )


def _named(names: list[str]) -> Iterator[tuple[str, str]]:
    """(name as written, name of the sheet it is) of those that matter."""
    for name in names:
        known = name.strip().lower()
        if known in SHEETS or known in FOREIGN:
            yield name, known
        elif len(names) == 1:
            yield name, "survey"


def _xlsx(raw: bytes, found: Found) -> Iterator[Sheet]:
    parts = extents(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            reader.read()
            for written, name in _named(reader.wb.sheetnames):
                sheet = reader.wb[written]
                extent = _check(name, parts.get(getattr(sheet, "_worksheet_path", "")))
                # Not as large as the sheet says: that may be wrong, and would cut it off.
                rows = sheet.iter_rows(max_row=extent.rows or 1, max_col=extent.columns or 1)
                yield _sheet(name, ([_value(cell) for cell in row] for row in rows), extent, found)
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part leads to
        raise refused("die Datei ist beschädigt oder keine Excel-Datei") from error


def _xls(raw: bytes, found: Found) -> Iterator[Sheet]:
    try:
        book = xlrd.open_workbook(
            file_contents=raw, logfile=io.StringIO(), on_demand=True, ragged_rows=True
        )
        for written, name in _named(book.sheet_names()):
            sheet = book.sheet_by_name(written)
            # Sheets go on with empty rows that were formatted once.
            filled = range(sheet.nrows, 0, -1)
            last = next((row for row in filled if any(map(_filled, sheet.row(row - 1)))), 0)
            _within_limits(name, last, 0)
            rows = (
                [_old_value(cell, book.datemode) for cell in sheet.row(number)]
                for number in range(last)
            )
            yield _sheet(name, rows, Extent(), found)
    except Unreadable:
        raise
    except Exception as error:  # xlrd raises whatever a broken record leads to
        raise refused(
            "die Datei ist beschädigt, mit einem Kennwort geschützt oder keine Excel-Datei"
        ) from error


def _check(name: str, extent: Extent | None) -> Extent:
    if extent is None:
        raise refused(f"das Blatt „{name}“ ist keine Tabelle")
    _within_limits(name, extent.rows, extent.columns)
    if extent.filled > CELLS:
        raise refused(f"Blatt „{name}“ hat mehr als {CELLS} gefüllte Zellen")
    return extent


def _within_limits(name: str, rows: int, columns: int) -> None:
    if rows > ROWS:
        raise refused(f"Blatt „{name}“ hat {rows} Zeilen, höchstens {ROWS} werden gelesen")
    if columns > COLUMNS:
        raise refused(f"Blatt „{name}“ hat {columns} Spalten, höchstens {COLUMNS} werden gelesen")


def _sheet(name: str, rows: Iterable[list[str]], extent: Extent, found: Found) -> Sheet:
    headings: dict[int, str] = {}
    read = []
    for number, row in enumerate(rows, 1):
        cells = {column: text for column, text in enumerate(row, 1) if text}
        if cells and max(cells) > COLUMNS:
            _within_limits(name, 0, max(cells))
        for column, text in cells.items():
            if len(text) > CELL:
                place = Place(name, number, headings.get(column, letters(column)))
                found.wrong(place, f"{len(text)} Zeichen sind zu viel (höchstens {CELL})")
                cells[column] = text[:20]
        if number == 1:
            headings = {column: " ".join(text.split())[:100] for column, text in cells.items()}
        elif cells:
            read.append(Row(number, {c: t for c, t in cells.items() if c in headings}))
    sheet = Sheet(name, headings, tuple(row for row in read if row.cells))
    _formulas(sheet, extent, found)
    _merged(sheet, extent, found)
    if not headings and read:
        found.wrong(Place(name, 1), "in der ersten Zeile stehen die Überschriften der Spalten")
    return sheet


def _formulas(sheet: Sheet, extent: Extent, found: Found) -> None:
    """What a formula last came to is taken; without that there is nothing to read."""
    cells = {
        (row.number, column): text for row in sheet.rows for column, text in row.cells.items()
    }
    for row, column in sorted(extent.formulas):
        if column not in sheet.headings:
            continue
        if shown := cells.get((row, column), sheet.headings[column] if row == 1 else ""):
            text = f"hier steht eine Formel; übernommen wird ihr Ergebnis „{shown[:40]}“"
            found.doubtful(sheet.place(row, column), text)
        else:
            text = "hier steht eine Formel ohne Ergebnis; schreiben Sie den Wert selbst"
            found.wrong(sheet.place(row, column), text)


def _merged(sheet: Sheet, extent: Extent, found: Found) -> None:
    for reference in extent.merged:
        span = spans(reference)
        if not span:
            continue
        top, first, bottom, last = span
        columns = [column for column in sheet.headings if first <= column <= last]
        if columns and any(top <= row.number <= bottom for row in sheet.rows):
            text = f"die Zellen {reference} sind verbunden; heben Sie das auf und füllen Sie jede"
            found.wrong(sheet.place(top, columns[0]), text)


def _value(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str) and cell.data_type != "e":
        return value if len(value) > CELL else value.strip()
    return "" if is_empty(value) or cell.data_type == "e" else str(xlsx_value_to_str(value))


def _filled(cell: Any) -> bool:
    return not is_empty(cell.value)


def _old_value(cell: Any, datemode: int) -> str:
    if isinstance(cell.value, str):
        # Unlike XML, this format holds control characters.
        return cell.value if len(cell.value) > CELL else kept(cell.value)
    if is_empty(cell.value) or cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    return str(xls_value_to_unicode(cell.value, cell.ctype, datemode))
