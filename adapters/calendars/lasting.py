"""When an entry of an iCalendar file begins and ends, as people there reckon."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dialogs.events.event import days

from .components import FROM
from .reading import Span

_DAY = timedelta(days=1)
_LONGEST = timedelta(days=1000)
"""For which a consultation is open at most."""


def times(part: Any, span: Span) -> tuple[datetime, datetime | None, bool]:
    """Start, end, and whether these are whole days."""
    begin, end = part["DTSTART"].dt, _end(part)
    if not isinstance(begin, datetime):
        last = (end.date() if isinstance(end, datetime) else end) if end else begin + _DAY
        first, after = days(begin, max(begin, last - _DAY), str(span.zone))
        return first, after, True
    start = moment(begin, span)
    until = moment(end, span) if end is not None else None
    if until is not None and until <= start:
        until = None
    return start, until, until is not None and _are_days(start, until, span)


def open_days(
    part: Any, start: datetime, after: datetime | None, span: Span
) -> tuple[datetime, datetime, bool]:
    """A consultation stands on its last day: from its first day, or today, until then.

    Midnight ends the day before.
    """
    last = ((after or start) - timedelta(milliseconds=1)).astimezone(span.zone).date()
    first = span.now.astimezone(span.zone).date()
    with suppress(ValueError):
        told = date.fromisoformat(str(part.get(FROM, "")))
        first = told if last - told <= _LONGEST else first
    return (*days(min(first, last), last, str(span.zone)), True)


def _end(part: Any) -> Any:
    if "DTEND" in part:
        return part["DTEND"].dt
    return part["DTSTART"].dt + part["DURATION"].dt if "DURATION" in part else None


def _are_days(start: datetime, end: datetime, span: Span) -> bool:
    """Some programs write whole days as from midnight to midnight."""
    return all(
        at.astimezone(span.zone).timetz().replace(tzinfo=None).isoformat() == "00:00:00"
        for at in (start, end)
    )


def moment(at: date, span: Span) -> datetime:
    """In UTC; a time that names no zone is meant where the people are."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, tzinfo=span.zone)
    return (at if at.tzinfo else at.replace(tzinfo=span.zone)).astimezone(UTC)


def occurrence(part: Any) -> str:
    """Which of a series it is: the time for which it was planned first."""
    at = part["RECURRENCE-ID"].dt if "RECURRENCE-ID" in part else part["DTSTART"].dt
    if isinstance(at, datetime):
        at = at.astimezone(UTC) if at.tzinfo else at
        return f"{at:%Y%m%dT%H%M%S}{'Z' if at.tzinfo else ''}"
    return f"{at:%Y%m%d}"
