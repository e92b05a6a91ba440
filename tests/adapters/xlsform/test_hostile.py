"""Whatever is in a file, it becomes a survey or is refused, and soon."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from adapters.xlsform import LARGEST
from adapters.xlsform.archive import CELL, CELLS, COLUMNS, ELEMENTS, MEMBERS, ROWS, UNPACKED, XML
from adapters.xlsform.places import MOST
from adapters.xlsform.reading import read
from adapters.xlsform.writing import write
from dialogs.surveys import shipped
from dialogs.surveys.reading import Unreadable
from dialogs.surveys.reading import read as read_json
from tests.adapters.xlsform.making import ASKED, HEAD, book, saved, told, workbook

WORKBOOKS = Path(__file__).parents[2] / "data" / "xlsforms"
SHEET = "xl/worksheets/sheet1.xml"
PATIENCE = 10.0


def changed(raw: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed; a new part where there is none."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return stream.getvalue()


def sheet_of(rows: str) -> bytes:
    """A workbook whose sheet `survey` holds this XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(workbook(), SHEET, lambda _: xml.encode())


def cell(reference: str, text: str = "x") -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


DAMAGED = "die Datei ist beschädigt oder keine Excel-Datei"


def encrypted() -> bytes:
    raw = bytearray(workbook())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(signature)
        while place >= 0:
            raw[place + offset] |= 1
            place = raw.find(signature, place + 1)
    return bytes(raw)


def packed_otherwise() -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", "x")
    return stream.getvalue()


def bomb() -> bytes:
    return changed(workbook(), "xl/media/a.bin", lambda _: b"\0" * (UNPACKED + 1))


def many_parts() -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for number in range(MEMBERS + 1):
            archive.writestr(f"{number}", "")
    return stream.getvalue()


def entities() -> bytes:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    return changed(workbook(), SHEET, lambda xml: laughs.encode() + b"<x>&b;</x>")


def renamed(old: str, new: str) -> bytes:
    made = book()
    made[old].title = new
    return saved(made)


def rows(number: int) -> bytes:
    return sheet_of("".join(f"<row>{cell(f'A{n}')}</row>" for n in range(1, number + 1)))


WHOLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "das ist keine Excel-Datei (.xlsx oder .xls)"),
    "text": (lambda: b"type,name\n", "das ist keine Excel-Datei (.xlsx oder .xls)"),
    "no archive": (lambda: b"PK\x03\x04", DAMAGED),
    "large": (lambda: b"PK\x03\x04" + b"\0" * LARGEST, "die Datei ist größer als 3 MB"),
    "no old workbook": (
        lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 5000,
        "die Datei ist beschädigt, mit einem Kennwort",
    ),
    "cut off": (lambda: workbook()[:-200], DAMAGED),
    "a password": (encrypted, "die Datei ist mit einem Kennwort geschützt; bitte ohne"),
    "bzip2": (packed_otherwise, "die Datei ist anders gepackt, als Excel es tut; bitte neu"),
    "a bomb": (bomb, "ausgepackt ist die Datei zu groß; kopieren"),
    "many parts": (many_parts, "ausgepackt ist die Datei zu groß; kopieren"),
    "entities": (entities, DAMAGED),
    "deep XML": (
        lambda: changed(workbook(), SHEET, lambda _: b"<a>" * 100_000),
        "in der Datei stecken zu viele",
    ),
    "no XML": (lambda: changed(workbook(), "xl/workbook.xml", lambda _: b"\xff\xfe"), DAMAGED),
    "no strings": (lambda: changed(workbook(), "xl/sharedStrings.xml", lambda _: b""), DAMAGED),
    "another encoding than it says": (
        lambda: changed(workbook(), SHEET, lambda xml: xml.replace(b"1", b"\xe9")),
        DAMAGED,
    ),
    "no survey": (lambda: renamed("survey", "Fragen"), "das Blatt „survey“ fehlt"),
    "many rows": (
        lambda: rows(ROWS + 1),
        f"Blatt „survey“ hat {ROWS + 1} Zeilen, höchstens {ROWS} werden gelesen",
    ),
    "many cells": (
        lambda: sheet_of(f"<row>{'<c><v>1</v></c>' * COLUMNS}</row>" * (CELLS // COLUMNS + 1)),
        f"Blatt „survey“ hat mehr als {CELLS} gefüllte Zellen",
    ),
    "many styles": (
        lambda: changed(
            workbook(),
            "xl/styles.xml",
            lambda xml: xml.replace(b"</cellXfs>", b"<xf/>" * ELEMENTS + b"</cellXfs>"),
        ),
        "die Datei hat zu viele Formate oder Zellen; kopieren",
    ),
    "much XML": (
        lambda: changed(workbook(), "xl/sharedStrings.xml", lambda _: b" " * XML),
        "ausgepackt ist die Datei zu groß; kopieren",
    ),
    "a row far down": (
        lambda: sheet_of('<row r="99999999"/>'),
        "die Datei zählt mehr Zeilen, als es geben kann",
    ),
    "10,000 columns": (
        lambda: workbook([[f"c{number}" for number in range(10_000)]]),
        f"Blatt „survey“ hat 10000 Spalten, höchstens {COLUMNS} werden gelesen",
    ),
    "the last column": (
        lambda: sheet_of(f"<row>{cell('XFD1')}</row>"),
        "Blatt „survey“ hat 16384 Spalten",
    ),
    "a column beyond": (
        lambda: sheet_of(f"<row>{cell('ZZZ1')}</row>"),
        "Blatt „survey“ hat 18278 Spalten",
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_cannot_be_a_form_is_refused_as_a_whole(name: str) -> None:
    make, said = WHOLE[name]
    [only] = told(make())
    assert only.startswith(f"Datei: {said}")


@pytest.mark.chaos
def test_half_a_million_rows_are_refused_soon() -> None:
    begun = time.process_time()
    rows = "".join(f'<row r="{n}">{cell(f"A{n}")}</row>' for n in range(1, 60_000))
    assert "59999 Zeilen" in told(sheet_of(rows))[0]
    empty = "".join(f'<row r="{n}"/>' for n in range(1, 400_000))
    assert "diese Spalte fehlt" in told(sheet_of(empty))[0]
    assert time.process_time() - begun < PATIENCE


def test_a_cell_of_megabytes_is_refused_at_its_place() -> None:
    long = "x" * 1_000_000
    said = told(sheet_of(f"<row>{cell('A1', 'type')}</row><row>{cell('A2', long)}</row>"))
    text = f"1000000 Zeichen sind zu viel (höchstens {CELL})"
    assert f"Blatt „survey“, Zeile 2, Spalte „type“: {text}" in said


def test_what_lies_far_right_or_below_without_a_text_harms_nothing() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    raw = changed(
        workbook(), SHEET, lambda xml: xml.replace(b"</sheetData>", f"{far}</sheetData>".encode())
    )
    assert read(raw).survey.id == "bus"


def test_a_wrong_size_hides_nothing() -> None:
    """A sheet says how large it is, and may be wrong."""
    raw = changed(workbook(), SHEET, lambda xml: xml.replace(b'ref="A1:C2"', b'ref="A1:A1"'))
    assert raw != workbook()
    assert read(raw).survey.questions[0].id == "rides"


@pytest.mark.parametrize("opening", ["(", "not(", "selected(", "${", "'", "- ", "(1 = "])
def test_brackets_within_brackets_are_refused(opening: str) -> None:
    rows = [[*HEAD, "relevant"], ["text", "q", "?", (opening * 3000)[: CELL - 1]]]
    [only] = told(workbook(rows))
    assert only.startswith("Blatt „survey“, Zeile 2, Spalte „relevant“: ")
    assert len(only) < 400


def test_a_flood_of_problems_is_cut_off() -> None:
    rows = [HEAD, *([f"nix{n}", f"q{n}", "?"] for n in range(ROWS - 1))]
    said = told(workbook(rows))
    assert len(said) == MOST + 1
    assert said[-1] == f"Datei: und {ROWS - 1 - MOST} weitere"


def test_very_many_groups_within_groups_are_refused() -> None:
    depth = 60
    rows = [[*HEAD, "relevant"], ["select_one yn", "a", "A?"]]
    rows += [["begin group", f"g{n}", "", "${a} = 'yes' or ${a} != ''"] for n in range(depth)]
    rows += [["text", "q", "?"], *(["end group"] for _ in range(depth))]
    assert read(workbook(rows)).survey.questions[1].when


# Changed at random: cells, parts, bytes.

NASTY = ["", "x" * 9_999, "=1+1", "${q}", "begin group", "end group", "select_one yn or_other"]
NASTY += ["rank", "range", "geopoint", "note", "${a} = '", "not(not(1))", "NaN", "-1", "1e999"]
NASTY += ["label::Deutsch (de)", "label:::", "::", "\ud83d\ude42", "Ünïcode", "yes", "'", "[", "0"]
NASTY += [
    "type",
    "name",
    "list_name",
    "relevant",
    "start=1 end=1e400 step=0",
    ". > 1e400",
    "A" * 300,
]
NASTY += ["start=0 end=99999999999999999999 step=NaN", "${rides} = 'yes'", "selected(., 'yes')"]
KINDS = write(read_json((Path(__file__).parents[2] / "data/surveys/kinds.json").read_bytes()))
BASES = [KINDS, write(read_json(shipped("erwartungen"))), workbook(ASKED)]
BASES += [
    path.read_bytes() for path in sorted(WORKBOOKS.glob("*.xls*")) if path.stat().st_size < 20_000
]


def mutated(dice: random.Random) -> bytes:
    raw = dice.choice(BASES)
    if raw[:2] != b"PK" or dice.random() < 0.3:
        return _bytes_changed(raw, dice)
    if dice.random() < 0.4:
        with ZipFile(io.BytesIO(raw)) as archive:
            part = dice.choice(archive.namelist())
        return changed(raw, part, lambda content: _bytes_changed(content, dice))
    return _cells_changed(raw, dice)


def _bytes_changed(raw: bytes, dice: random.Random) -> bytes:
    made = bytearray(raw)
    for _ in range(dice.randint(1, 3)):
        if not made:
            break
        place = dice.randrange(len(made))
        match dice.randrange(4):
            case 0:
                made[place] = dice.randrange(256)
            case 1:
                del made[place : place + dice.randint(1, 400)]
            case 2:
                made[place:place] = made[dice.randrange(len(made)) :][: dice.randint(1, 400)]
            case _:
                made[place : place + 4] = dice.randbytes(4)
    return bytes(made)


def _cells_changed(raw: bytes, dice: random.Random) -> bytes:
    made = load_workbook(io.BytesIO(raw))
    for _ in range(dice.randint(1, 3)):
        sheet = dice.choice(made.worksheets)
        row = dice.randint(1, min(sheet.max_row, 40) + 1)
        column = dice.randint(1, min(sheet.max_column, 20) + 1)
        match dice.randrange(8):
            case 0:
                sheet.delete_rows(row)
            case 1:
                sheet.insert_rows(row, dice.randint(1, 3))
            case 2:
                sheet.delete_cols(column)
            case 3 if len(made.worksheets) > 1:
                made.remove(sheet)
            case 4:
                sheet.title = dice.choice(["survey", "choices", "settings", "x", "SURVEY"])
            case 5:
                other = sheet.cell(dice.randint(1, row), dice.randint(1, column)).value
                sheet.cell(row, column).value = other
            case _:
                sheet.cell(row, column).value = dice.choice(NASTY)
    return saved(made)


def _read_or_refused(seed: int) -> bool:
    raw = mutated(random.Random(seed))
    begun = time.process_time()
    try:
        survey = read(raw).survey
    except Unreadable as unreadable:
        said = [str(problem) for problem in unreadable.problems]
        assert said
        assert all(said)
        assert len(set(said)) == len(said)
        return False
    finally:
        assert time.process_time() - begun < PATIENCE
    assert read(write(survey)).survey.id == survey.id
    return True


def test_a_changed_workbook_is_read_or_refused() -> None:
    read_ones = sum(_read_or_refused(seed) for seed in range(120))
    assert 10 < read_ones < 110


@pytest.mark.chaos
@pytest.mark.parametrize("part", range(20))
def test_very_many_changed_workbooks_are_read_or_refused(part: int) -> None:
    for seed in range(1000 + part * 100, 1100 + part * 100):
        _read_or_refused(seed)
