"""How people write when something happens: labelled before it was read, and whatever else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Unclear
from dialogs.times import Spoken, read

TABLES = Path(__file__).parents[2] / "data" / "times"
TODAY = date(2026, 11, 23)
"""A Monday."""
BERLIN = ZoneInfo("Europe/Berlin")


def rows() -> Iterator[tuple[str, str]]:
    """`unseen` was read once before anything was mended by it: 29 of its 33 were right."""
    for name in ("dev", "unseen"):
        with TABLES.joinpath(f"{name}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter=";"):
                yield row["said"], row["meant"]


def told(said: str) -> str:
    """What is understood, as the tables write it."""
    try:
        spoken = read(said, TODAY)
        return _told(spoken)
    except Unclear as unclear:
        return f"!{unclear.text}"


def _told(spoken: Spoken) -> str:
    hours = [f"{at:%H:%M}" for at in (spoken.start, spoken.end) if at is not None]
    if spoken.first is None:
        return " ".join(["?", *(["all"] if spoken.all_day else hours)])
    if not spoken.is_whole:
        return f"{spoken.first} ?"
    start, end, all_day = spoken.span(BERLIN)
    if all_day:
        return " ".join(str(day) for day in (spoken.first, spoken.last, "all") if day)
    begin = start.astimezone(BERLIN)
    if end is None:
        return f"{begin:%Y-%m-%d %H:%M}"
    over = end.astimezone(BERLIN)
    later = f"{over:%H:%M}" if over.date() == begin.date() else f"{over:%Y-%m-%d %H:%M}"
    return f"{begin:%Y-%m-%d %H:%M} {later}"


@pytest.mark.parametrize(("said", "meant"), [*rows()])
def test_what_people_write_is_understood(said: str, meant: str) -> None:
    assert told(said) == meant


def test_there_are_many_ways_in_the_tables() -> None:
    assert len(set(rows())) >= 100


@given(st.text(max_size=60) | st.text("0123456789.:- bisuhrMOdiz,/", max_size=40))
def test_whatever_is_written_is_understood_or_refused(said: str) -> None:
    told(said)


@pytest.mark.parametrize("said", ["1.1." * 40_000, "9" * 65_536, "18 bis " * 9000, "mo " * 20_000])
def test_what_is_too_long_is_refused_unread(said: str) -> None:
    with pytest.raises(Unclear):
        read(said, TODAY)


DAYS = st.dates(TODAY, TODAY + timedelta(days=300))


@given(DAYS, st.times())
def test_what_we_write_ourselves_is_read_as_the_same(day: date, at: datetime) -> None:
    said = read(f"{day.day}.{day.month}.{day.year} {at.hour}:{at.minute:02} Uhr", TODAY)
    assert (said.first, said.last, said.end) == (day, None, None)
    assert said.start
    assert (said.start.hour, said.start.minute) == (at.hour, at.minute)


def test_what_is_said_later_adds_or_corrects() -> None:
    day, hour = read("5.12.", TODAY), read("18-20 Uhr", TODAY)
    assert _told(day.joined(hour)) == "2026-12-05 18:00 20:00"
    assert _told(day.joined(hour).joined(read("6.12.", TODAY))) == "2026-12-06 18:00 20:00"
    assert _told(day.joined(hour).joined(read("ganztägig", TODAY))) == "2026-12-05 all"
