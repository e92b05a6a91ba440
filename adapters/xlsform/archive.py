"""The safe outside of an .xlsx file: how large everything is, before anything is built from it."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from defusedxml.ElementTree import DefusedXMLParser
from msgspec import Struct

from dialogs.surveys.reading import Unreadable

from .places import refused

UNPACKED, XML, MEMBERS = 20_000_000, 10_000_000, 300
"""Most bytes of all parts unpacked, of those that are read, and most parts."""
ELEMENTS, IN_SHEET = 100_000, 600_000
"""Most elements of a part and of a sheet: openpyxl makes an object of every style."""
ROWS, COLUMNS, CELLS, CELL = 3_000, 150, 60_000, 10_000
"""Most rows, columns and cells with something in them, and most characters in a cell."""
DEEPEST, FURTHEST = 60, 2_000_000
"""Elements within elements, and the highest row number that a sheet program writes."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_READ = (".xml", ".rels")
_COPY = "kopieren Sie nur die Blätter survey, choices und settings in eine neue Datei"
_FILLING = frozenset({"v", "t"})


class Extent(Struct):
    """What a sheet of an .xlsx file holds where, by (row, column) counted from 1."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[str, ...] = ()


def extents(raw: bytes) -> dict[str, Extent]:
    """What each sheet's part holds; raises Unreadable where a part could do harm."""
    try:
        with ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
            _check(parts)
            return {
                part.filename: _extent(archive.read(part), part.filename)
                for part in parts
                if part.filename.endswith(_READ)
            }
    except Unreadable:
        raise
    except Exception as error:  # zipfile, zlib and expat raise many sorts
        raise refused("die Datei ist beschädigt oder keine Excel-Datei") from error


def _check(parts: list[ZipInfo]) -> None:
    xml = sum(part.file_size for part in parts if part.filename.endswith(_READ))
    if len(parts) > MEMBERS or sum(p.file_size for p in parts) > UNPACKED or xml > XML:
        raise refused(f"ausgepackt ist die Datei zu groß; {_COPY}")
    if any(part.flag_bits & 1 for part in parts):
        raise refused("die Datei ist mit einem Kennwort geschützt; bitte ohne speichern")
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise refused("die Datei ist anders gepackt, als Excel es tut; bitte neu speichern")


def spans(reference: str) -> tuple[int, int, int, int] | None:
    """First row, first column, last row, last column of `A2:B4`."""
    first, _, last = reference.partition(":")
    ends = [_REFERENCE.fullmatch(end) for end in (first, last or first)]
    if not ends[0] or not ends[1]:
        return None
    (one, row), (other, bottom) = ends[0].groups(), ends[1].groups()
    return int(row), _column(one), int(bottom), _column(other)


def letters(column: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _extent(content: bytes, name: str) -> Extent:
    scan = _Scan(limited=not name.startswith(("xl/worksheets/", "xl/sharedStrings")))
    parser = DefusedXMLParser(target=scan, forbid_dtd=True)
    parser.feed(content)
    extent: Extent = parser.close()
    return extent


class _Scan:
    """Looks at XML as it comes, and builds no tree."""

    def __init__(self, limited: bool) -> None:
        self.limited, self.elements = limited, 0
        self.depth, self.row, self.column = 0, 0, 0
        self.tag, self.seen = "", (0, 0)
        self.extent = Extent()
        self.formulas: set[tuple[int, int]] = set()
        self.merged: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise refused("in der Datei stecken zu viele Ebenen ineinander")
        self.elements += 1
        if self.elements > (ELEMENTS if self.limited else IN_SHEET):
            raise refused(f"die Datei hat zu viele Formate oder Zellen; {_COPY}")
        self.tag = tag.rpartition("}")[2]
        match self.tag:
            case "row":
                self.row = int(attributes.get("r", self.row + 1))
                self.column = 0
                if self.row > FURTHEST:
                    raise refused("die Datei zählt mehr Zeilen, als es geben kann")
            case "c":
                span = spans(attributes.get("r", ""))
                if span:
                    self.row, self.column = span[:2]
                else:
                    self.column += 1
            case "f":
                self.formulas.add((self.row, self.column))
            case "mergeCell":
                self.merged.append(attributes.get("ref", "")[:20])

    def data(self, text: str) -> None:
        if self.tag in _FILLING and self.row and text.strip():
            here = (self.row, self.column)
            self.extent.filled += here != self.seen
            self.seen = here
            self.extent.rows = max(self.extent.rows, self.row)
            self.extent.columns = max(self.extent.columns, self.column)

    def end(self, _tag: str) -> None:
        self.depth -= 1
        self.tag = ""

    def close(self) -> Extent:
        self.extent.formulas = frozenset(self.formulas)
        self.extent.merged = tuple(self.merged)
        return self.extent


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
