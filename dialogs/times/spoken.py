"""Days and hours put together: from when to when, or what of it is still missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from ..answers.kind import Unclear
from .days import days_in
from .hours import hours_in
from .words import made_plain

ALL_DAY = "all"
LONGEST = 200
"""Characters that are looked at."""
LONGEST_NIGHT = timedelta(hours=12)
"""An end before the start is that of the next morning, if it is no later than this."""
FARTHEST = timedelta(days=730)
"""How far ahead something can be announced."""
_LONGEST = timedelta(days=366)


class Spoken(Struct, frozen=True):
    """What was said so far, of the local clock; nothing of it has to be there."""

    first: date | None = None
    last: date | None = None
    start: time | None = None
    end: time | None = None
    all_day: bool = False

    @property
    def is_whole(self) -> bool:
        """Several whole days need no word to say so."""
        named = self.all_day or self.start is not None or self.last is not None
        return self.first is not None and named

    def joined(self, other: Spoken) -> Spoken:
        """This, with what the other says instead or more."""
        days = other if other.first is not None else self
        timed = other.all_day or other.start is not None
        hours = other if timed else self
        return Spoken(days.first, days.last, hours.start, hours.end, hours.all_day)

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime | None, bool]:
        """Start, end (in UTC) and whether whole days are meant; raises Unclear.

        An hour that the clock leaves out in spring is none.
        """
        assert self.first is not None
        last = self.last or self.first
        if self.start is None:
            begin = datetime.combine(self.first, time(), zone).astimezone(UTC)
            after = datetime.combine(last + timedelta(days=1), time(), zone)
            return begin, after.astimezone(UTC), True
        start = _at(self.first, self.start, zone)
        if self.end is None:
            return start, None, False
        end = _at(last, self.end, zone)
        if end <= start and self.last is None:
            end = _at(last + timedelta(days=1), self.end, zone)
            if end - start > LONGEST_NIGHT:
                raise Unclear("when_backwards")
        if end <= start:
            raise Unclear("when_backwards")
        return start, end, False


def read(text: str, today: date) -> Spoken:
    """What a text says of days and hours; raises Unclear where that is nothing, or over."""
    if len(text) > LONGEST:
        raise Unclear("want_when")
    days, rest = days_in(made_plain(text), today)
    hours = hours_in(rest)
    spoken = Spoken(
        days[0] if days else None,
        days[1] if len(days) > 1 else None,
        hours.start,
        hours.end,
        hours.all_day,
    )
    if spoken == Spoken():
        raise Unclear("want_when")
    if days and (days[-1] < today or days[0] < today):
        raise Unclear("when_past")
    if days and (days[-1] - today > FARTHEST or days[-1] - days[0] > _LONGEST):
        raise Unclear("when_far")
    return spoken


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment; of two the first. Raises Unclear where the clock leaves it out."""
    moment = datetime.combine(day, at, zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at):
        raise Unclear("when_gap")
    return moment
