"""Texts put into the cells of a workbook, so that nothing among them can become a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Rows = Sequence[Mapping[str, str | int]]
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_WIDE, _NARROW = 42, 16
_ORDER = [
    *("list_name", "type", "name", "label", "hint", "required", "relevant", "constraint"),
    *("constraint_message", "parameters"),
]


def workbook(
    sheets: Mapping[str, Rows], plain: Iterable[str] = (), wide: Iterable[str] = ()
) -> bytes:
    """Sheets of texts and numbers, their headings in the first row; those in `plain` have none.

    `wide` are headings of columns with long texts, beside those that always are.
    """
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headings = _headings(rows)
        if name not in plain:
            _fill(sheet, 1, headings, Font(bold=True))
            sheet.freeze_panes = "C2" if name == "survey" else "A2"
        for number, row in enumerate(rows, 1 if name in plain else 2):
            _fill(sheet, number, [row.get(heading, "") for heading in headings], Font())
        for column, heading in enumerate(headings, 1):
            long = "label" in heading or "::" in heading or name in plain or heading in wide
            sheet.column_dimensions[get_column_letter(column)].width = _WIDE if long else _NARROW
    stream = io.BytesIO()
    book.save(stream)
    return timeless(stream.getvalue())


def _fill(sheet: Any, number: int, texts: Sequence[str | int], font: Font) -> None:
    for column, text in enumerate(texts, 1):
        if text == "":
            continue
        cell = sheet.cell(number, column)
        if isinstance(text, int):
            cell.value = text
            continue
        cell.value = kept(text)
        # Whatever it begins with; and it stays a text when somebody edits it.
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = True
        cell.font = font
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if font.bold:
            cell.fill = PatternFill("solid", fgColor="DDEBF7")


def _headings(rows: Rows) -> list[str]:
    """All headings of the rows, XLSForm's own in their usual order."""
    there = list(dict.fromkeys(heading for row in rows for heading in row))

    def order(heading: str) -> int:
        base = heading.partition("::")[0]
        return _ORDER.index(base) if base in _ORDER else len(_ORDER)

    return sorted(there, key=order)


def kept(text: str) -> str:
    """A text as a cell can hold it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\ufffe\uffff]", "", ILLEGAL_CHARACTERS_RE.sub("", lines)).strip()


def timeless(raw: bytes) -> bytes:
    """The same workbook without the time at which it was made."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name))
            new.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return stream.getvalue()
