"""The workbooks and pictures of docs/tabellen.md are what the script makes, and read well."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from adapters.xlsform.lines import KINDS
from adapters.xlsform.places import Found
from adapters.xlsform.reading import read
from adapters.xlsform.workbook import sheets
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import read as read_json
from dialogs.texts import LANGUAGES
from docs.tabellen import EXPLANATIONS, HERE, files

MADE = dict(files())
TEMPLATE = HERE / "tabellen" / "vorlage.xlsx"
PAGE = (HERE / "tabellen.md").read_text("utf-8")


def cells(raw: bytes) -> list[tuple[str, str, object]]:
    book = load_workbook(io.BytesIO(raw))
    return [(s.title, c.coordinate, c.value) for s in book for row in s.iter_rows() for c in row]


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_what_lies_there_is_what_the_script_makes(path: Path) -> None:
    """Cells, not bytes: another zlib packs the same otherwise."""
    if path.suffix == ".xlsx":
        assert cells(path.read_bytes()) == cells(MADE[path])
    else:
        assert path.read_bytes() == MADE[path]


def test_nothing_else_lies_there() -> None:
    workbooks = {path for path in MADE if path.suffix == ".xlsx"}
    assert set((HERE / "tabellen").iterdir()) == workbooks


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_survey_is_the_same_as_a_workbook(name: str) -> None:
    assert read((HERE / "tabellen" / f"{name}.xlsx").read_bytes()).survey == read_json(
        shipped(name)
    )


def test_the_template_has_every_type_in_every_language_and_is_sound() -> None:
    reading = read(TEMPLATE.read_bytes())
    doubts = [notice.text for notice in reading.notices]
    assert len(doubts) == 2, doubts
    assert "Fragen sind viel" in doubts[0]
    assert "der genaue Punkt wird nie gespeichert" in doubts[1]
    assert all(set(question.text) == set(LANGUAGES) for question in reading.survey.questions)
    survey = sheets(TEMPLATE.read_bytes(), Found()).survey
    types = {row.cells.get(1, "").split(" ")[0] for row in survey.rows}
    assert types == KINDS | {"begin_group", "end_group"}
    assert any("or_other" in row.cells.get(1, "") for row in survey.rows)


@pytest.mark.parametrize("path", [p for p in MADE if p.suffix == ".xlsx"], ids=lambda p: p.name)
def test_pyxform_takes_them(path: Path) -> None:
    assert "<h:html" in convert(path.read_bytes()).xform


def test_the_template_explains_every_column_it_has() -> None:
    book = load_workbook(TEMPLATE)
    said = "\n".join(str(cell.value) for row in book[EXPLANATIONS] for cell in row)
    for name in ("survey", "choices", "settings"):
        for cell in book[name][1]:
            assert str(cell.value).partition("::")[0] in said or cell.value == "default_language"


def test_the_page_names_files_that_are_there() -> None:
    named = set(re.findall(r"\((?:tabellen|bilder)/([^)]+)\)", PAGE))
    assert named == {path.name for path in MADE}
    for name in KINDS:
        assert f"`{name}" in PAGE
