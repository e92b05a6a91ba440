"""Reading a file of further names: every problem at once, each with its row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from msgspec import Struct

from .region import CITIES, regions
from .vocabulary import plain

LARGEST, MOST, LONGEST = 1_000_000, 20_000, 80
"""Bytes of a file, rows in it, and characters of a name."""
_HEADER = ("name", "key")
_UNFIT = re.compile(r"[\x00-\x1f\x7f]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Unfit(ValueError):
    """The file cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Row(Struct, frozen=True):
    """A name and the key of the municipality (8 digits) or district (5) that it stands for."""

    name: str
    key: str


def read(raw: bytes) -> tuple[Row, ...]:
    """The rows of a CSV file (comma or semicolon, UTF-8, header `name,key`); raises Unfit."""
    if len(raw) > LARGEST:
        raise Unfit([f"Die Datei ist größer als {LARGEST // 1000} kB."])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unfit([f"Zeile {line}: nicht als UTF-8 gespeichert."]) from None
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
    problems: list[str] = []
    rows: list[Row] = []
    try:
        header = tuple(cell.strip().casefold() for cell in next(lines, []))
        if header != _HEADER:
            raise Unfit(["Zeile 1: hier gehört die Kopfzeile „name,key“ (oder „name;key“) hin."])
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            row, wrong = _row(cells, lines.line_num)
            problems += wrong
            if row is not None:
                rows.append(row)
            if len(rows) + len(problems) > MOST:
                problems.append(f"Zeile {lines.line_num}: mehr als {MOST} Zeilen.")
                break
    except csv.Error as error:
        problems.append(f"Zeile {lines.line_num}: kein lesbares CSV ({error}).")
    problems += _doubled(rows)
    if not rows and not problems:
        problems.append("Die Datei enthält keine Namen.")
    if problems:
        raise Unfit(problems)
    return tuple(rows)


def _row(cells: list[str], line: int) -> tuple[Row | None, list[str]]:
    if len(cells) != len(_HEADER):
        return None, [f"Zeile {line}: {len(cells)} Spalten, nötig sind zwei (name, key)."]
    name, key = " ".join(cells[0].split()), cells[1].strip()
    wrong = []
    if not plain(name) or not any(letter.isalpha() for letter in name):
        wrong.append(f"Zeile {line}, Spalte „name“: der Name fehlt.")
    elif len(name) > LONGEST:
        wrong.append(
            f"Zeile {line}, Spalte „name“: {len(name)} Zeichen, höchstens {LONGEST} gehen."
        )
    elif _UNFIT.search(cells[0]):
        wrong.append(f"Zeile {line}, Spalte „name“: unsichtbare Zeichen.")
    if key not in regions() and key not in CITIES:
        wrong.append(
            f"Zeile {line}, Spalte „key“: „{key[:20]}“ ist kein Schlüssel aus dem Revier"
            " (Gemeinde: 8 Ziffern, Kreis: 5)."
        )
    return (None, wrong) if wrong else (Row(name, CITIES.get(key, key)), [])


def _doubled(rows: list[Row]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.name, row.key) in seen:
            yield f"Der Name „{row.name}“ steht zweimal für {row.key} da."
        seen.add((row.name, row.key))
