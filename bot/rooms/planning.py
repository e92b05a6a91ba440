"""When rooms may be written to, and which of their days and weeks has begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.rooms import Room

from ..campaigns.hours import Hours, holidays
from ..campaigns.settings import Broadcast
from ..events.periods import Period, Rules

MORNING = 9
"""The full hour, local, from which on rooms hear of events."""
WEEK, DAYS = timedelta(days=8), timedelta(days=17)
"""How far ahead: to the next Monday and the day after, should that one be a holiday."""
LATE = {"weekly": timedelta(days=3), "each": timedelta(hours=8)}
"""How late it may come after a machine stood still."""
_DAY = timedelta(days=1)


def rules_for(settings: Broadcast, zone: ZoneInfo, now: datetime, lands: Sequence[str]) -> Rules:
    """The hours and holidays of some Länder; the first time in a year this takes a second."""
    year = now.astimezone(zone).year
    hours = Hours(settings.earliest, settings.latest, settings.rest_days)
    return Rules(zone, holidays(year, year + 1, lands=tuple(lands)), hours)


def period(room: Room, now: datetime, rules: Rules) -> Period | None:
    """The week or day that began last for a room; None where it is too late for it, or none."""
    if room.events == "never":
        return None
    today = now.astimezone(rules.zone).date()
    if room.events == "weekly":
        return _begun("week", today - _DAY * today.weekday(), room, now, rules)
    return _begun("day", today, room, now, rules)


def _begun(name: str, day: date, room: Room, now: datetime, rules: Rules) -> Period | None:
    base = datetime.combine(day, time(MORNING), rules.zone).astimezone(UTC)
    begin = rules.allowed(base)
    late = now - begin > LATE[room.events]
    if begin > now or late or begin < room.registered:
        return None
    return Period(f"{name}:{day.isoformat()}", begin)
