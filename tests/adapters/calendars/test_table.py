"""Tables of events: read as spreadsheets write them, refused whole with every place, written."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendars import UnreadableCalendar
from adapters.calendars.columns import COLUMNS, guarded, unguarded
from adapters.calendars.writing import as_csv
from dialogs.events import Event
from dialogs.events.event import Listed, days
from dialogs.events.reasons import Where, in_words
from tests.adapters.calendars.making import NOW, reading

HEADER = "titel;beginn;ende;ort;thema;link"
ROW = "Fest;5.12.2026 18:00;20:00;Rathaus, 04552 Borna;culture;https://verein.example"
START = datetime(2026, 12, 5, 17, tzinfo=UTC)


def one(text: str, encoding: str = "utf-8") -> Event:
    (found,) = reading(text.encode(encoding)).events
    return found.event


def problems(text: str) -> list[str]:
    with pytest.raises(UnreadableCalendar) as refused:
        reading(text.encode())
    return [in_words(reason, "de") for reason in refused.value.reasons]


def test_a_row_is_an_event() -> None:
    event = one(f"{HEADER}\n{ROW}\n")
    assert (event.title, event.start, event.end) == ("Fest", START, START + timedelta(hours=2))
    assert (event.place, event.topics) == ("Rathaus, 04552 Borna", ("culture",))
    assert event.link == "https://verein.example"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str, end: str) -> None:
    rows = [["Titel", "Beginn", "Ort", "Plätze"], ["Bücherfest", "5.12.2026", "Böhlen", "40"]]
    event = one(end.join(delimiter.join(row) for row in rows), encoding)
    assert (event.title, event.place, event.capacity) == ("Bücherfest", "Böhlen", 40)
    assert event.all_day


def test_what_excel_writes_before_the_header_is_passed_over() -> None:
    assert one(f"sep=;\r\n{HEADER}\r\n{ROW}\r\n").title == "Fest"
    assert problems(f"sep=;\r\n{HEADER}\r\n;5.12.2026;;;;\r\n") == [
        "Zeile 3, Spalte titel: Die Zelle ist leer. Hier muss etwas stehen."
    ]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (";5.12.2026;;;;", "Zeile 2, Spalte titel: Die Zelle ist leer"),
        ("Fest;;;;;", "Zeile 2, Spalte beginn: Die Zelle ist leer"),
        ("Fest;bald;;;;", "Zeile 2, Spalte beginn: Das ist keine Zeit wie"),
        ("Fest;18:00;;;;", "Zeile 2, Spalte beginn: Der Tag fehlt."),
        ("Fest;31.11.2026;;;;", "Zeile 2, Spalte beginn: Diesen Tag gibt es nicht"),
        ("Fest;So 5.12.2026;;;;", "Zeile 2, Spalte beginn: Der Wochentag"),
        ("Fest;28.3.2027 2:30;;;;", "Zeile 2, Spalte beginn: Diese Uhrzeit"),
        ("Fest;5.12.2026;4.12.2026;;;", "Zeile 2, Spalte ende: Das Ende liegt vor"),
        ("Fest;5.12.2026;;;Quatsch;", "Zeile 2, Spalte thema: Quatsch ist keines"),
        ("Fest;5.12.2026;;;;javascript:x", "Zeile 2, Spalte link: Das ist keine Adresse"),
        ("x" * 5000 + ";5.12.2026;;;;", "Zeile 2, Spalte titel: Das sind mehr als 4000"),
    ],
)
def test_what_is_wrong_is_said_with_its_row_and_column(cells: str, problem: str) -> None:
    (said,) = problems(f"{HEADER}\n{cells}\n")
    assert said.startswith(problem)


def test_all_problems_are_said_at_once_and_nothing_is_taken() -> None:
    bad = "".join(f"Fest {n};bald;;;;\n" for n in range(30))
    told = problems(f"{HEADER}\n{ROW}\n{bad}")
    assert told[0].startswith("Zeile 3, ")
    assert told[-1] == "Und 10 weitere."
    assert len(told) == 21


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("titel;ort", "Zeile 1: Die Spalte beginn fehlt."),
        ("beginn;ort", "Zeile 1: Die Spalte titel fehlt."),
        ("titel;beginn;title", "Zeile 1: Die Spalte titel steht zweimal da."),
    ],
)
def test_a_header_that_lacks_something_is_refused(header: str, problem: str) -> None:
    assert problems(f"{header}\nx;y;z\n") == [problem]


def test_a_procedure_needs_its_last_day_and_its_page() -> None:
    header = "art;titel;ende;link"
    event = one(f"{header}\nBeteiligung;Plan;4.12.2026;https://stadt.example/plan\n")
    assert (event.kind, str(event.last_day)) == ("procedure", "2026-12-04")
    (said,) = problems(f"{header}\nBeteiligung;Plan;4.12.2026;\n")
    assert said.startswith("Zeile 2, Spalte link: Der Link")
    (said,) = problems(f"{header}\nBeteiligung;Plan;;https://stadt.example\n")
    assert said.startswith("Zeile 2, Spalte ende: Die Zelle ist leer.")


def test_what_is_over_and_what_is_unknown_is_told_but_harmless() -> None:
    found = reading(f"{HEADER};farbe\n{ROW};rot\nAlt;5.12.2020;;;;;\n".encode())
    assert [one.reason.where for one in found.skipped] == [
        Where("column", said="farbe"),
        Where("row", 3),
    ]
    assert len(found.events) == 1


def test_a_quoted_cell_may_hold_line_breaks_and_rows_still_count() -> None:
    text = 'titel;beginn;beschreibung\nFest;5.12.2026;"eins\nzwei"\nFest;bald;x\n'
    (said,) = problems(text)
    assert said.startswith("Zeile 3, ")


FORMULAS = ["=1+1", "+49 341", "-x", "@SUM(A1)", "\t=1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    raw = as_csv([Listed("ab12cd34", Event(text, START))]).decode("utf-8-sig")
    assert guarded(text) in raw
    assert one(raw).title == text.strip()


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30
)


@given(title=TEXT, place=TEXT, hours=st.integers(1, 60), whole=st.booleans())
def test_what_is_exported_is_imported_as_the_same(
    title: str, place: str, hours: int, whole: bool
) -> None:
    start, end, all_day = START, START + timedelta(hours=hours), whole
    if whole:
        start, end = days(START.date(), START.date() + timedelta(days=hours), "Europe/Berlin")
    event = Event(title, start, end, all_day=all_day, place=place, topics=("energy", "culture"))
    raw = as_csv([Listed("ab12cd34", event)])
    (read_again,) = reading(raw).events
    told = read_again.event
    assert (told.start, told.end, told.all_day, told.topics) == (start, end, all_day, event.topics)


@given(st.text(max_size=300))
def test_whatever_is_in_a_table_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableCalendar):
        reading(f"titel;beginn\n{text}".encode("utf-8", "surrogatepass"))


HOSTILE = {
    "cells": f"{HEADER}\n" + ";" * 1_000_000,
    "columns": "titel;beginn" + ";x" * 1_000_000,
    "rows": f"{HEADER}\n" + f"{ROW}\n" * 20_000,
    "mistakes": f"{HEADER}\n" + "Fest;bald;;;;\n" * 20_000,
    "a cell without an end": f'{HEADER}\n"' + "x" * 1_000_000,
    "digits": f"{HEADER}\nFest;{'9' * 3000};;;;\n",
    "a time in a long text": f"{HEADER}\nFest;{'18 bis ' * 500};;;;\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_meant_to_do_harm_is_refused(name: str) -> None:
    for line in problems(HOSTILE[name]):
        assert len(line) < 300


def test_empty_rows_are_passed_over() -> None:
    assert one(f"{HEADER}\n{';;;' * 3}\n\n\n{ROW}\n").title == "Fest"


def test_a_guard_is_taken_off_only_where_one_was_put() -> None:
    assert unguarded(guarded("=x")) == "=x"
    assert unguarded("'s ist Fest") == "'s ist Fest"


def test_every_column_can_be_read() -> None:
    assert NOW < START
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "titel": "Fest",
        "beginn": "2026-12-05 18:00",
        "stufenlos": "zum Teil",
        "status": "abgesagt",
    }
    row |= {"region": "14729050", "plätze": "40", "preis": "frei", "sprache": "Deutsch"}
    event = one(";".join(row) + "\n" + ";".join(row.values()))
    assert (event.access, event.status, event.regions) == ("partly", "cancelled", ("14729050",))
    assert (event.capacity, event.price, event.language) == (40, "frei", "Deutsch")
