"""An event that is written but not published, and the dates of a series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from .event import Event

Every = Literal["weekly", "fortnightly", "monthly"]
EVERY: tuple[Every, ...] = get_args(Every)
MOST = 60
"""Dates of a series."""
FARTHEST = timedelta(days=400)
"""How long after its first date a series may go on."""


class Written(Struct, frozen=True, omit_defaults=True):
    """An event that is to be published so many times; monthly is on the same weekday."""

    event: Event
    every: Every | None = None
    times: int = 1

    def dates(self) -> tuple[Event, ...]:
        """Each date of it, at the same hours of the local clock."""
        if self.every is None:
            return (self.event,)
        days = _days(self.event.first_day, self.every)
        found = (moved(self.event, next(days)) for _ in range(min(self.times, MOST)))
        last = self.event.start + FARTHEST
        return tuple(event for event in found if event.start <= last)


def until(event: Event, every: Every, last: date) -> int:
    """How many dates there are until that day."""
    days = _days(event.first_day, every)
    return sum(next(days) <= last for _ in range(MOST))


def moved(event: Event, first: date) -> Event:
    """The same event beginning on another day; an hour that is left out moves with the clock."""
    zone, shift = ZoneInfo(event.zone), first - event.first_day

    def at(moment: datetime) -> datetime:
        local = moment.astimezone(zone).replace(tzinfo=None) + shift
        return local.replace(tzinfo=zone).astimezone(UTC)

    return replace(event, start=at(event.start), end=at(event.end) if event.end else None)


def _days(first: date, every: Every) -> Iterator[date]:
    """The days of a series, without end."""
    if every != "monthly":
        step = timedelta(weeks=1 if every == "weekly" else 2)
        day = first
        while True:
            yield day
            day += step
    # A fifth Saturday is not there every month: it stands for the last one.
    number = (first.day - 1) // 7
    month = first.replace(day=1)
    while True:
        day = month + timedelta(days=(first.weekday() - month.weekday()) % 7 + 7 * number)
        yield day if day.month == month.month else day - timedelta(days=7)
        month = (month + timedelta(days=31)).replace(day=1)
