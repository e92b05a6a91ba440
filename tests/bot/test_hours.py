"""When people may be written to: a table of days, nights, holidays and clock changes."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaigns.hours import Hours, holidays, when_done, when_to_send

ZONE = ZoneInfo("Europe/Berlin")
NONE: Container[date] = frozenset()
EVERY_DAY = Hours(rest_days=False)
ALWAYS = Hours(0, 24, rest_days=False)


def at(text: str, fold: int = 0) -> datetime:
    """A local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-11-24 12:34:56", "2026-11-24 12:34:56"),
        ("2026-11-24 19:59:59", "2026-11-24 19:59:59"),
        ("2026-11-24 20:00", "2026-11-25 08:00"),
        ("2026-11-24 23:59:59", "2026-11-25 08:00"),
        ("2026-11-25 00:00", "2026-11-25 08:00"),
        ("2026-11-25 07:59:59", "2026-11-25 08:00"),
        # Sundays.
        ("2026-11-21 20:00", "2026-11-23 08:00"),
        ("2026-11-22 12:00", "2026-11-23 08:00"),
        ("2026-11-22 23:00", "2026-11-23 08:00"),
        # Holidays of one Land are holidays of all, since nobody knows where somebody lives.
        ("2026-11-18 10:00", "2026-11-19 08:00"),  # Buß- und Bettag, Saxony
        ("2027-01-06 10:00", "2027-01-07 08:00"),  # Heilige Drei Könige, Saxony-Anhalt
        ("2027-09-20 10:00", "2027-09-21 08:00"),  # Weltkindertag, Thuringia
        ("2026-10-30 21:00", "2026-11-02 08:00"),  # Reformationstag and a Sunday
        # Several in a row: Good Friday to Easter Monday, with a Saturday between.
        ("2027-03-25 20:30", "2027-03-27 08:00"),
        ("2027-03-27 20:30", "2027-03-30 08:00"),
        # The night to summer time and back, which are nights to Sundays.
        ("2027-03-28 02:30", "2027-03-30 08:00"),
        ("2026-10-24 19:59", "2026-10-24 19:59"),
        ("2026-10-24 21:00", "2026-10-26 08:00"),
        ("2026-10-25 02:30", "2026-10-26 08:00"),
        # New Year.
        ("2026-12-31 20:00", "2027-01-02 08:00"),
    ],
)
def test_when_to_send(now: str, then: str) -> None:
    assert when_to_send(at(now), ZONE, holidays()) == at(then)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        # Eight o'clock is seven hours after midnight in the one night, nine in the other.
        (at("2027-03-28 00:00"), 7),
        (at("2027-03-28 01:59"), 5 + 1 / 60),
        (at("2026-10-25 00:00"), 9),
        (at("2026-10-25 02:30"), 6.5),
        (at("2026-10-25 02:30", fold=1), 5.5),
    ],
)
def test_the_clock_changes_and_eight_is_eight(now: datetime, hours: float) -> None:
    then = when_to_send(now, ZONE, NONE, EVERY_DAY)
    assert then.astimezone(ZONE).hour == 8
    assert (then - now.astimezone(UTC)) / timedelta(hours=1) == pytest.approx(hours)


def test_whoever_wants_can_do_without_rest() -> None:
    assert when_to_send(at("2026-11-22 23:00"), ZONE, holidays(), ALWAYS) == at("2026-11-22 23:00")


@pytest.mark.parametrize(
    ("begin", "minutes", "done"),
    [
        ("2026-11-24 10:00", 0, "2026-11-24 10:00"),
        ("2026-11-24 10:00", 30, "2026-11-24 10:30"),
        ("2026-11-24 19:30", 30, "2026-11-24 20:00"),
        ("2026-11-24 19:30", 31, "2026-11-25 08:01"),
        ("2026-11-21 19:30", 31, "2026-11-23 08:01"),
        ("2026-11-24 19:00", 60 + 12 * 60 + 1, "2026-11-26 08:01"),
        ("2026-11-24 23:00", 5, "2026-11-25 08:05"),
    ],
)
def test_when_done(begin: str, minutes: int, done: str) -> None:
    needs = timedelta(minutes=minutes)
    assert when_done(at(begin), needs, ZONE, holidays()) == at(done)


def test_without_rest_it_goes_on_over_midnight() -> None:
    begin, needs = at("2026-11-24 23:00"), timedelta(days=3)
    assert when_done(begin, needs, ZONE, NONE, ALWAYS) == at("2026-11-27 23:00")


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - local times
    st.integers(0, 22),
    st.integers(1, 24),
    st.booleans(),
)
def test_it_is_never_before_now_nor_at_rest_and_asking_again_changes_nothing(
    local: datetime, earliest: int, longer: int, rest_days: bool
) -> None:
    now = local.replace(tzinfo=ZONE)
    hours = Hours(earliest, min(24, earliest + longer), rest_days)
    then = when_to_send(now, ZONE, holidays(), hours)
    assert now <= then <= now.astimezone(UTC) + timedelta(days=5)
    assert when_to_send(then, ZONE, holidays(), hours) == then
    there = then.astimezone(ZONE)
    assert there.hour < hours.latest
    if rest_days:
        assert there.weekday() != 6
        assert there.date() not in holidays()
