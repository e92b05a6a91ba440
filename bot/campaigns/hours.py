"""When people may be written to: by day, and not on Sundays and public holidays (F3)."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct

LANDS = ("SN", "ST", "TH")
"""Saxony, Saxony-Anhalt, Thuringia: where the region lies."""
SUNDAY = 6
_DAY = timedelta(days=1)


class Hours(Struct, frozen=True):
    """Full hours of the local clock, from `earliest` until before `latest`."""

    earliest: int = 8
    latest: int = 20
    rest_days: bool = True


USUAL = Hours()


def when_to_send(
    now: datetime, zone: ZoneInfo, holidays: Container[date], hours: Hours = USUAL
) -> datetime:
    """The first moment from now on at which people may be written to, in UTC."""
    local = now.astimezone(zone)
    day = local.date()
    if local.hour >= hours.latest:
        day += _DAY
    while _is_rest(day, holidays, hours):
        day += _DAY
    if day == local.date() and local.hour >= hours.earliest:
        return now.astimezone(UTC)
    return datetime.combine(day, time(hours.earliest), zone).astimezone(UTC)


def when_done(
    begin: datetime,
    needs: timedelta,
    zone: ZoneInfo,
    holidays: Container[date],
    hours: Hours = USUAL,
) -> datetime:
    """When something is done that begins then, needs so long, and rests when people do."""
    while True:
        begin = when_to_send(begin, zone, holidays, hours)
        evening = _evening(begin.astimezone(zone).date(), zone, hours)
        if begin + needs <= evening:
            return begin + needs
        needs -= evening - begin
        begin = evening


@cache
def holidays(*years: int, lands: tuple[str, ...] = LANDS) -> Container[date]:
    """Public holidays of any of these Länder: all three, where nobody knows where people live.

    This takes a second; `years` are reckoned now, others when they are asked for.
    """
    # Loading the library takes half of it, and most commands need no holidays.
    from holidays.countries.germany import Germany  # noqa: PLC0415

    return _Any(tuple(Germany(subdiv=land, years=years) for land in lands))


class _Any(Struct, frozen=True):
    calendars: tuple[Container[date], ...]

    def __contains__(self, day: object) -> bool:
        return any(day in calendar for calendar in self.calendars)


def _is_rest(day: date, holidays: Container[date], hours: Hours) -> bool:
    return hours.rest_days and (day.weekday() == SUNDAY or day in holidays)


def _evening(day: date, zone: ZoneInfo, hours: Hours) -> datetime:
    if hours.latest == 24:
        return datetime.combine(day + _DAY, time(), zone).astimezone(UTC)
    return datetime.combine(day, time(hours.latest), zone).astimezone(UTC)
