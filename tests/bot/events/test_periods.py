"""When a digest is due: over both nights on which the clocks change, leap days and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.campaigns.hours import USUAL, holidays
from bot.events.periods import Rules, newest, to_be_reminded, when_to_tell
from dialogs.events import Event
from dialogs.events.event import days
from storage.alerts import EVERYWHERE
from storage.wishes import Settings
from tests.bot.events.planning import BERLIN, event, local


def rules(lands: str = EVERYWHERE) -> Rules:
    return Rules(BERLIN, holidays(2026, 2027, 2028, lands=tuple(lands.split())), USUAL)


def due(frequency: str, at: str, hour: int = 17, lands: str = EVERYWHERE) -> str:
    """The period that began last, and when, by the local clock."""
    settings = Settings(frequency, hour, lands)  # type: ignore[arg-type]
    period = newest(settings, local(at), rules(lands))
    if period is None:
        return ""
    begin = period.begin.astimezone(BERLIN)
    return f"{period.name} begins {begin:%a %d.%m. %H:%M}"


@pytest.mark.parametrize(
    ("frequency", "now", "means"),
    [
        # 26 November 2026 is a Thursday.
        ("weekly", "2026-11-26T16:59", ""),
        ("weekly", "2026-11-26T17:00", "weekly 2026-11-26 begins Thu 26.11. 17:00"),
        ("weekly", "2026-11-28T09:00", "weekly 2026-11-26 begins Thu 26.11. 17:00"),
        ("weekly", "2026-12-02T12:00", ""),  # nearly a week late: the next comes tomorrow
        ("daily", "2026-11-24T16:59", ""),
        ("daily", "2026-11-24T17:00", "daily 2026-11-24 begins Tue 24.11. 17:00"),
        ("daily", "2026-11-25T08:30", "daily 2026-11-24 begins Tue 24.11. 17:00"),
        ("daily", "2026-11-25T09:30", ""),
        ("monthly", "2026-12-03T17:00", "monthly 2026-12-03 begins Thu 03.12. 17:00"),
        ("monthly", "2026-12-02T17:00", ""),
        # The clocks change on 28 March and 31 October 2027; the hour stays what it is.
        ("daily", "2027-03-27T17:00", "daily 2027-03-27 begins Sat 27.03. 17:00"),
        ("daily", "2027-03-30T17:00", "daily 2027-03-30 begins Tue 30.03. 17:00"),
        ("weekly", "2027-04-01T17:00", "weekly 2027-04-01 begins Thu 01.04. 17:00"),
        ("daily", "2027-10-30T17:00", "daily 2027-10-30 begins Sat 30.10. 17:00"),
        ("daily", "2027-11-01T17:00", "daily 2027-11-01 begins Mon 01.11. 17:00"),
        # A leap day, a Tuesday.
        ("daily", "2028-02-29T17:00", "daily 2028-02-29 begins Tue 29.02. 17:00"),
        # Ascension Day is a Thursday everywhere.
        ("weekly", "2027-05-06T17:00", ""),
        ("weekly", "2027-05-07T08:00", "weekly 2027-05-06 begins Fri 07.05. 08:00"),
        # On a Sunday nothing begins; what began before may still be looked for.
        ("daily", "2026-11-29T17:00", ""),
        ("daily", "2026-11-30T17:00", "daily 2026-11-30 begins Mon 30.11. 17:00"),
    ],
)
def test_the_period_that_began_last(frequency: str, now: str, means: str) -> None:
    assert due(frequency, now) == means


@pytest.mark.parametrize(
    ("day", "rests_in"),
    [
        ("2026-11-18", "SN"),  # Buß- und Bettag
        ("2027-01-06", "ST"),  # Heilige Drei Könige
        ("2027-09-20", "TH"),  # Weltkindertag
        ("2026-10-31", "SN ST TH"),  # Reformationstag
        ("2027-03-26", "SN ST TH"),  # Karfreitag
    ],
)
def test_the_holidays_of_each_land(day: str, rests_in: str) -> None:
    at = local(f"{day}T17:00")
    if date.fromisoformat(day).weekday() == 6:
        at -= timedelta(days=1)
    for land in ("SN", "ST", "TH"):
        is_rest = rules(land).allowed(at) > at
        assert is_rest == (land in rests_in), land
        assert (due("daily", f"{day}T17:00", lands=land) == "") == is_rest, land


def test_whoever_hears_from_two_laender_rests_on_the_holidays_of_both() -> None:
    assert due("daily", "2027-01-06T17:00", lands="SN") != ""
    assert due("daily", "2027-01-06T17:00", lands="SN ST") == ""


@pytest.mark.parametrize(
    ("start", "reminded"),
    [
        ("2026-11-26T18:00", "Wed 25.11. 17:00"),
        ("2026-11-30T18:00", "Sat 28.11. 17:00"),  # the day before is a Sunday
        ("2026-12-28T18:00", "Thu 24.12. 17:00"),  # Christmas, and a Sunday
        ("2027-03-29T09:00", "Sat 27.03. 17:00"),
    ],
)
def test_when_people_are_reminded(start: str, reminded: str) -> None:
    at = to_be_reminded(event(at=start), rules()).astimezone(BERLIN)
    assert f"{at:%a %d.%m. %H:%M}" == reminded


@pytest.mark.parametrize(
    ("start", "now", "told"),
    [
        # Within 24 hours, and in the morning is time enough.
        ("2026-11-26T18:00", "2026-11-25T21:00", "Thu 08:00"),
        ("2026-11-26T10:30", "2026-11-25T21:00", "Wed 21:00"),
        # On a Sunday morning of what begins in the evening: by day, but not on Monday.
        ("2026-11-29T18:00", "2026-11-29T06:00", "Sun 08:00"),
        ("2026-11-29T09:00", "2026-11-29T06:30", "Sun 06:30"),
        # More than a day ahead it rests like everything else.
        ("2026-12-01T18:00", "2026-11-29T12:00", "Mon 08:00"),
        ("2026-11-26T18:00", "2026-11-25T12:00", "Wed 12:00"),
    ],
)
def test_what_is_called_off_shortly_before_may_pass(start: str, now: str, told: str) -> None:
    at = when_to_tell(event(at=start), True, local(now), rules()).astimezone(BERLIN)
    assert f"{at:%a %H:%M}" == told


def test_a_change_never_passes() -> None:
    at = when_to_tell(event(at="2026-11-26T10:30"), False, local("2026-11-25T21:00"), rules())
    assert at == datetime(2026, 11, 26, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "remind"),
    [
        ("2026-12-04", "2026-12-01T17:00"),
        ("2026-12-02", "2026-11-28T17:00"),  # the third day before is a Sunday
        ("2026-12-28", "2026-12-24T17:00"),  # two holidays and a Sunday before
        ("2027-04-01", "2027-03-27T17:00"),  # Easter Monday, and the clock jumps before it
    ],
)
def test_a_procedure_reminds_three_days_before_its_last(last: str, remind: str) -> None:
    start, end = days(date(2026, 11, 2), date.fromisoformat(last), "Europe/Berlin")
    procedure = Event("Bebauungsplan", start, end, all_day=True, kind="procedure")
    assert to_be_reminded(procedure, rules()) == local(remind)
