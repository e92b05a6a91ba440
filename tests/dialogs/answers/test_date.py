"""A day as people write it; without a year the nearest one that is meant."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.answers import Asking, Date
from dialogs.answers.date import written
from dialogs.messages import Heard, Press, Words
from dialogs.places import shipped_places
from dialogs.texts import chain
from tests.dialogs.answers.saying import THINGS, answer, refusal

AHEAD = Date()
BACK = Date(towards="past")
"""Today is Sunday, 22 November 2026."""


@pytest.mark.parametrize(
    ("said", "ahead", "back"),
    [
        # Whole dates are the same in both directions.
        ("12.3.2027", "2027-03-12", "2027-03-12"),
        ("12.03.27", "2027-03-12", "2027-03-12"),
        ("am 12.3.2027", "2027-03-12", "2027-03-12"),
        ("12. 3. 2027", "2027-03-12", "2027-03-12"),
        ("12/3/2027", "2027-03-12", "2027-03-12"),
        ("12-3-2027", "2027-03-12", "2027-03-12"),
        ("2027-03-12", "2027-03-12", "2027-03-12"),
        ("Montag, 12.3.2027", "2027-03-12", "2027-03-12"),
        ("12. März 2027", "2027-03-12", "2027-03-12"),
        ("12 maerz 2027", "2027-03-12", "2027-03-12"),
        ("12th of March 2027", "2027-03-12", "2027-03-12"),
        ("March 12, 2027", "2027-03-12", "2027-03-12"),
        ("1.1.1950", "1950-01-01", "1950-01-01"),
        ("29.2.2028", "2028-02-29", "2028-02-29"),
        # Without a year: the next one, or the last one.
        ("12.3.", "2027-03-12", "2026-03-12"),
        ("12.3", "2027-03-12", "2026-03-12"),
        ("am 12.3.", "2027-03-12", "2026-03-12"),
        ("12. März", "2027-03-12", "2026-03-12"),
        ("12. Maerz", "2027-03-12", "2026-03-12"),
        ("12. mrz", "2027-03-12", "2026-03-12"),
        ("12 Feburar", "2027-02-12", "2026-02-12"),
        ("der 3. Oktober", "2027-10-03", "2026-10-03"),
        ("3 Oct", "2027-10-03", "2026-10-03"),
        ("October 3rd", "2027-10-03", "2026-10-03"),
        ("24.12.", "2026-12-24", "2025-12-24"),
        ("22.11.", "2026-11-22", "2026-11-22"),
        ("29.2.", "2028-02-29", "2024-02-29"),
        # Words.
        ("heute", "2026-11-22", "2026-11-22"),
        ("Heute!", "2026-11-22", "2026-11-22"),
        ("morgen", "2026-11-23", "2026-11-23"),
        ("übermorgen", "2026-11-24", "2026-11-24"),
        ("uebermorgen", "2026-11-24", "2026-11-24"),
        ("gestern", "2026-11-21", "2026-11-21"),
        ("vorgestern", "2026-11-20", "2026-11-20"),
        ("today", "2026-11-22", "2026-11-22"),
        ("tomorrow", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        # Weekdays: never today itself.
        ("Montag", "2026-11-23", "2026-11-16"),
        ("am Montag", "2026-11-23", "2026-11-16"),
        ("Mo", "2026-11-23", "2026-11-16"),
        ("monatg", "2026-11-23", "2026-11-16"),
        ("Samstag", "2026-11-28", "2026-11-21"),
        ("Sonntag", "2026-11-29", "2026-11-15"),
        ("nächsten Montag", "2026-11-23", "2026-11-23"),
        ("naechsten montag", "2026-11-23", "2026-11-23"),
        ("kommenden Sonntag", "2026-11-29", "2026-11-29"),
        ("letzten Freitag", "2026-11-20", "2026-11-20"),
        ("letzten Sonntag", "2026-11-15", "2026-11-15"),
        ("next Monday", "2026-11-23", "2026-11-23"),
        ("last Friday", "2026-11-20", "2026-11-20"),
        # Distances.
        ("in 3 Tagen", "2026-11-25", "2026-11-25"),
        ("in drei Tagen", "2026-11-25", "2026-11-25"),
        ("in einer Woche", "2026-11-29", "2026-11-29"),
        ("in zwei Wochen", "2026-12-06", "2026-12-06"),
        ("vor 3 Tagen", "2026-11-19", "2026-11-19"),
        ("vor einer Woche", "2026-11-15", "2026-11-15"),
        ("in 2 weeks", "2026-12-06", "2026-12-06"),
        ("a week ago", "2026-11-15", "2026-11-15"),
        ("2 weeks ago", "2026-11-08", "2026-11-08"),
    ],
)
def test_a_day_is_read(said: str, ahead: str, back: str) -> None:
    assert (answer(AHEAD, said), answer(BACK, said)) == (ahead, back)


@pytest.mark.parametrize(
    ("today", "said", "ahead", "back"),
    [
        (date(2028, 2, 29), "29.2.", "2028-02-29", "2028-02-29"),
        (date(2028, 3, 1), "29.2.", "2032-02-29", "2028-02-29"),
        (date(2096, 3, 1), "29.2.", "2104-02-29", "2096-02-29"),
        (date(2104, 2, 28), "29.2.", "2104-02-29", "2096-02-29"),
        (date(2026, 12, 31), "1.1.", "2027-01-01", "2026-01-01"),
        (date(2027, 1, 1), "31.12.", "2027-12-31", "2026-12-31"),
        (date(2028, 2, 28), "morgen", "2028-02-29", "2028-02-29"),
        (date(2026, 12, 31), "übermorgen", "2027-01-02", "2027-01-02"),
        (date(2026, 11, 23), "Montag", "2026-11-30", "2026-11-16"),
    ],
)
def test_years_and_leap_days_turn_over(today: date, said: str, ahead: str, back: str) -> None:
    at = Asking((), chain("de"), today, shipped_places())
    assert (AHEAD.read(Words(said), at), BACK.read(Words(said), at)) == (ahead, back)


@pytest.mark.parametrize(
    "said",
    ["31.2.", "30.2.2028", "29.2.2027", "31.4.", "0.0.", "1.13.", "32.1.2027", "2027-02-30"],
)
@pytest.mark.parametrize("kind", [AHEAD, BACK], ids=["ahead", "back"])
def test_a_day_that_no_calendar_has_is_refused(kind: Date, said: str) -> None:
    assert refusal(kind, said) == "no_such_date"


@pytest.mark.parametrize(
    "said",
    [
        *(
            "",
            "🙂",
            "bald",
            "irgendwann",
            "3",
            "2027",
            "März",
            "im Sommer",
            "Montag oder Dienstag",
        ),
        *("nächsten", "in einer", "vor langer Zeit", "12 Foo", "12 März 13", "der", "Weihnachten"),
    ],
)
def test_what_is_no_day_is_refused(said: str) -> None:
    assert refusal(AHEAD, said) == "want_date"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("30.11.2026", "too_early"),
        ("1.1.2028", "too_late"),
        ("heute", "too_early"),
        ("gestern", "too_early"),
    ],
)
def test_a_day_out_of_the_range_is_told_the_range(said: str, text: str) -> None:
    assert refusal(Date(earliest="2026-12-01", latest="2027-12-31"), said) == text


@pytest.mark.parametrize("day", ["2026-12-01", "2027-12-31"])
def test_the_first_and_the_last_day_are_within_the_range(day: str) -> None:
    assert answer(Date(earliest="2026-12-01", latest="2027-12-31"), day) == day


@pytest.mark.parametrize("heard", [*THINGS, Press("1", "2027-03-12")])
def test_what_cannot_be_a_day_is_refused(heard: Heard) -> None:
    assert refusal(AHEAD, heard) == "want_date"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "Freitag, 12. März 2027"),
        ("de-simple", "Freitag, 12. März 2027"),
        ("en", "Friday, 12 March 2027"),
    ],
)
def test_a_day_is_written_out(language: str, written: str) -> None:
    assert AHEAD.words("2027-03-12", chain(language)) == written


def test_dates_are_written_as_they_are_in_europe_in_every_language() -> None:
    assert written("2026-11-22", ("de",)) == "Sonntag, 22. November 2026"
    assert written("2026-11-22", ("de-simple",)) == "Sonntag, 22. November 2026"
    assert written("2026-11-22", ("en",)) == "Sunday, 22 November 2026"
