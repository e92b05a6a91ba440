"""Reports as tables: nothing in them is a formula, and nothing that is withheld stands in them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from adapters.xlsform.cells import kept
from bot.reports.cells import COLUMNS, as_csv, results
from bot.reports.report import report
from bot.reports.writing import Format, written
from dialogs.texts import LANGUAGES
from tests.bot.reports.making import HOSTILE, asked, hostile, reports
from tests.bot.results.making import Case

FORMULA = tuple("=+-@＝＋－＠\t\r")


def rows(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ['"', None])
def test_no_cell_is_a_formula_wherever_a_program_cuts(separator: str, quote: str | None) -> None:
    text = written(hostile(), Format.CSV).decode()
    quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, quotechar=quote, quoting=quoting
    )
    for line in lines:
        for cell in line:
            assert not cell.strip(" \"'").startswith(FORMULA) or cell.lstrip(' "').startswith("'")


def test_every_text_is_in_a_workbook_and_is_text() -> None:
    book = load_workbook(io.BytesIO(written(hostile(), Format.XLSX)))
    assert book.sheetnames == ["Ergebnis", "Fragebogen", "So haben wir gefragt"]
    cells = [cell for sheet in book for line in sheet for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(isinstance(cell.value, int) for cell in cells if cell.data_type == "n")
    assert all(cell.quotePrefix for cell in cells if cell.data_type == "s")
    texts = {cell.value for cell in cells}
    assert {kept(text) for text in HOSTILE} <= texts


def test_the_counts_are_those_of_the_result() -> None:
    for made in (one for seed in range(12) for one in reports(seed)):
        told = rows(as_csv(made))
        assert list(told[0]) == list(COLUMNS)
        counts = [int(row["count"]) for row in told if row["part"] == "answer" and row["count"]]
        assert counts == list(_counts(made.made))
        assert sum(row["part"] == "note" for row in told) == len(made.note)


def _counts(made: Any) -> Any:
    if hasattr(made, "divisions"):
        for division in made.divisions:
            for question in division.questions:
                yield from (count for line in question.counts for count in line)
        return
    for question in made.questions:
        yield from (o.count for o in question.options if o.count is not None)


def test_a_question_of_few_has_no_number() -> None:
    survey = asked(
        {"id": "all", "answer": {"type": "scale", "least": 1, "most": 3}},
        {"id": "few", "optional": True, "answer": {"type": "scale", "least": 1, "most": 3}},
    )
    ballots = [{"all": n % 3 + 1} | ({"few": 2} if n < 4 else {}) for n in range(30)]
    made = report(Case(survey, ballots).result(), survey, "de")
    few = [row for row in results(made) if row.get("question") == "few"]
    assert {row["why"] for row in few} == {"few"}
    assert not any("count" in row or "of" in row or "percent" in row for row in few)


def test_the_code_book_has_every_wording_in_its_order() -> None:
    told = rows(as_csv(hostile()))
    book = [row for row in told if row["part"] == "code_book"]
    options = [
        row["value"] for row in book if row["language"] == "en" and "option" in row["value"]
    ]
    assert options == [f"option:o{n}" for n in range(len(HOSTILE))]
    wordings = [(row["question"], row["language"]) for row in book if row["value"] == "question"]
    assert wordings[:3] == [("q", "de"), ("q", "en"), ("q0", "de")]


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("format", [Format.TEXT, Format.JSON, Format.CSV, Format.XLSX])
def test_each_format_says_how_it_came_about_and_is_always_the_same(
    format: Format, language: str
) -> None:
    made = hostile(language)
    raw = written(made, format)
    assert raw == written(hostile(language), format)
    if format is Format.XLSX:
        book = load_workbook(io.BytesIO(raw))
        text = "\n".join(str(c.value) for s in book for line in s for c in line if c.value)
    else:
        text = raw.decode()
    assert "Nicht repräsentativ" in text, "the result's own note, in its language"
    assert made.sha256 in text


def test_other_numbers_have_another_hash() -> None:
    survey = asked({"id": "all", "answer": {"type": "scale", "least": 1, "most": 3}})
    hashes = {
        report(Case(survey, [{"all": 1}] * n + [{"all": 2}] * 20).result(), survey, lang).sha256
        for n in (20, 21)
        for lang in LANGUAGES
    }
    assert len(hashes) == 6
