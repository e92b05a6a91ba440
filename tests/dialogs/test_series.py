"""The dates of a series: the same hour and weekday, whatever clocks and months do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.events import Event
from dialogs.events.event import days
from dialogs.events.series import EVERY, FARTHEST, Every, Written, until

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def event(first: date, hour: int = 18) -> Event:
    start = datetime.combine(first, time(hour), BERLIN).astimezone(UTC)
    return Event("Treff", start, start + timedelta(hours=2))


@given(FIRST, st.sampled_from(EVERY), st.integers(2, 60), st.integers(4, 23))
def test_each_date_is_at_the_same_hour_of_the_same_weekday(
    first: date, every: Every, times: int, hour: int
) -> None:
    dates = Written(event(first, hour), every, times).dates()
    assert dates[0] == event(first, hour)
    for one in dates:
        assert one.local_start.hour == hour
        assert one.first_day.weekday() == first.weekday()
        assert one.end
        assert one.end - one.start == timedelta(hours=2)
        assert one.start - dates[0].start <= FARTHEST
    apart = {(b.first_day - a.first_day).days for a, b in pairwise(dates)}
    assert apart <= {"weekly": {7}, "fortnightly": {14}, "monthly": {28, 35}}[every]


@given(FIRST, st.integers(2, 12))
def test_once_a_month_is_once_in_each_month(first: date, times: int) -> None:
    dates = Written(event(first), "monthly", times).dates()
    months = [one.first_day.year * 12 + one.first_day.month for one in dates]
    assert months == list(range(months[0], months[0] + times))


def test_a_fifth_weekday_stands_for_the_last() -> None:
    dates = Written(event(date(2027, 1, 30)), "monthly", 3).dates()
    assert [str(one.first_day) for one in dates] == ["2027-01-30", "2027-02-27", "2027-03-27"]


@pytest.mark.parametrize(
    ("last", "number"),
    [("2026-12-05", 1), ("2026-12-11", 1), ("2026-12-12", 2), ("2027-01-02", 5)],
)
def test_until_a_day_counts_that_day(last: str, number: int) -> None:
    first = event(date(2026, 12, 5))
    assert until(first, "weekly", date.fromisoformat(last)) == number


def test_whole_days_stay_whole_days() -> None:
    start, end = days(date(2027, 3, 20), date(2027, 3, 21), "Europe/Berlin")
    dates = Written(Event("Fest", start, end, all_day=True), "weekly", 3).dates()
    assert [(str(one.first_day), str(one.last_day)) for one in dates] == [
        ("2027-03-20", "2027-03-21"),
        ("2027-03-27", "2027-03-28"),
        ("2027-04-03", "2027-04-04"),
    ]
