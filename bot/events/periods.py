"""When somebody is to hear of events: the periods of digests, reminders, and urgent news."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from dialogs.events import Event
from storage.wishes import Settings

from ..campaigns.hours import Hours, when_to_send

THURSDAY = 3
"""The day of weekly digests: early enough for the weekend."""
REMINDING = 17
"""The full hour, local, from which on people are reminded of the next day."""
WRITING = 3
"""Days before the end of a procedure."""
URGENT, TIME_LEFT = timedelta(hours=24), timedelta(hours=3)
"""What is called off so shortly before may pass, where the usual hours leave no such time."""
LATE = {
    "daily": timedelta(hours=16),
    "weekly": timedelta(days=5),
    "monthly": timedelta(days=14),
}
"""How late a digest may come after a machine stood still; then the next one is soon enough."""
_DAY = timedelta(days=1)


class Period(Struct, frozen=True):
    """A digest that is due once: its name, and when it began."""

    name: str
    begin: datetime


class Rules(Struct, frozen=True):
    """Where and when people may be written to."""

    zone: ZoneInfo
    rest: Container[date]
    hours: Hours

    def allowed(self, now: datetime) -> datetime:
        """The first moment from now on at which people may be written to."""
        return when_to_send(now, self.zone, self.rest, self.hours)


def newest(settings: Settings, now: datetime, rules: Rules) -> Period | None:
    """The period of a digest that began last, wherever the clock has jumped.

    None where it is too late for it. A day of rest has no daily digest, a weekly or monthly one
    waits for the next day.
    """
    for day in _days(settings, now.astimezone(rules.zone).date()):
        base = datetime.combine(day, time(settings.hour), rules.zone).astimezone(UTC)
        begin = rules.allowed(base)
        if begin > now or (settings.frequency == "daily" and begin - base >= timedelta(hours=4)):
            continue
        if now - begin > LATE[settings.frequency]:
            return None
        return Period(f"{settings.frequency} {day.isoformat()}", begin)
    return None


def _days(settings: Settings, today: date) -> Iterator[date]:
    """The days on which digests of that sort begin, back from today."""
    match settings.frequency:
        case "daily":
            yield from (today - _DAY * n for n in range(9))
        case "weekly":
            last = today - _DAY * ((today.weekday() - THURSDAY) % 7)
            yield from (last - _DAY * 7 * n for n in range(3))
        case "monthly":
            month = today.replace(day=1)
            for _ in range(3):
                yield month + _DAY * ((THURSDAY - month.weekday()) % 7)
                month = (month - _DAY).replace(day=1)


def to_be_reminded(event: Event, rules: Rules) -> datetime:
    """From when on people are reminded: the afternoon before, or of the last day but rest.

    Of a procedure three days before its last, so that there is time to write something.
    """
    day = event.start.astimezone(rules.zone).date()
    if event.kind == "procedure":
        day = event.last_day - _DAY * (WRITING - 1)
    for _ in range(5):
        day -= _DAY
        at = datetime.combine(day, time(REMINDING), rules.zone).astimezone(UTC)
        if rules.allowed(at) == at:
            return at
    return event.deadline - URGENT


def when_to_tell(event: Event, cancelled: bool, now: datetime, rules: Rules) -> datetime:
    """When people hear of a change: within the hours; of what is called off shortly, in time."""
    usual = rules.allowed(now)
    if not cancelled or event.deadline - now > URGENT or event.deadline - usual >= TIME_LEFT:
        return usual
    by_day = when_to_send(
        now, rules.zone, (), Hours(rules.hours.earliest, rules.hours.latest, False)
    )
    return by_day if event.deadline - by_day >= TIME_LEFT else now
