"""What a calendar or feed holds, whatever its format, and what of it could not be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from dialogs.events import Event
from dialogs.events.event import Whole
from dialogs.events.reasons import Reason, Unread

LARGEST = 5_000_000
"""Bytes of a calendar or feed."""
MOST, OF_ONE = 3_000, 200
"""Events of a calendar, and of one series in it."""
AHEAD = timedelta(days=400)
"""How far ahead a series is followed."""


class UnreadableCalendar(Unread):
    """Nothing in it can be used."""


class Imported(Struct, frozen=True):
    """An event as a source has it: `uid` and `occurrence` stay the same when it changes."""

    uid: str
    event: Event
    occurrence: str = ""
    words: tuple[str, ...] = ()


class Skipped(Struct, frozen=True):
    """What was left out or had to be guessed: where, and why."""

    reason: Reason
    lost: bool = True


class Reading(Struct, frozen=True):
    """All that is of use: `format` is ics, rss, gancio or csv; `name` what it calls itself."""

    format: str
    name: str
    events: tuple[Imported, ...]
    skipped: tuple[Skipped, ...] = ()


class Span(Struct, frozen=True):
    """Of which time events are wanted, the zone of times that name none, and what all are."""

    now: datetime
    zone: ZoneInfo
    until: datetime
    clock: Callable[[], float]
    end: float
    kind: Whole = ""

    @property
    def is_out_of_time(self) -> bool:
        return self.clock() > self.end
