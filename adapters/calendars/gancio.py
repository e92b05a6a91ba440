"""Events as Gancio's interface tells them: JSON, times in seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.events import Event
from dialogs.events.event import PLACE, SUMMARY, TITLE, days
from dialogs.events.reasons import Reason, Where

from .reading import MOST, Imported, Reading, Skipped, Span, UnreadableCalendar
from .tidying import line, link, paragraphs

_LONGEST_EVENT = timedelta(days=60)


class _Place(Struct):
    name: str = ""
    address: str = ""
    latitude: float | str | None = None
    longitude: float | str | None = None


class _Told(Struct):
    """What is read of one event."""

    title: str
    start_datetime: int
    end_datetime: int | None = None
    id: int | str = ""
    slug: str = ""
    description: str | None = ""
    place: _Place | None = None
    tags: list[Any] = []
    multidate: bool | None = False
    online_locations: list[Any] | None = None


def read(raw: bytes, span: Span) -> Reading:
    """Raises UnreadableCalendar."""
    try:
        told = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableCalendar(Reason("no_json")) from error
    rows = told.get("events", told.get("items")) if isinstance(told, dict) else told
    if not isinstance(rows, list):
        raise UnreadableCalendar(Reason("no_list"))
    found: list[Imported] = []
    skipped: list[Skipped] = []
    for number, row in enumerate(rows, 1):
        if len(found) >= MOST:
            skipped.append(Skipped(Reason("too_many", MOST, where=Where("rest"))))
            break
        try:
            one = _imported(msgspec.convert(row, _Told, strict=False), span)
        except (msgspec.ValidationError, ValueError, OverflowError, OSError, RecursionError):
            where = Where("event", number)
            skipped.append(Skipped(Reason("no_title_or_start", where=where)))
            continue
        if one.event.over >= span.now and one.event.start <= span.until:
            found.append(one)
    return Reading("gancio", "", tuple(found), tuple(skipped))


def _imported(told: _Told, span: Span) -> Imported:
    start = datetime.fromtimestamp(told.start_datetime, UTC)
    end = datetime.fromtimestamp(told.end_datetime, UTC) if told.end_datetime else None
    if end is not None and not start < end <= start + _LONGEST_EVENT:
        end = None
    all_day = bool(told.multidate)
    if all_day:
        first, last = (at.astimezone(span.zone).date() for at in (start, end or start))
        start, end = days(first, last, str(span.zone))
    place = told.place or _Place()
    event = Event(
        line(told.title, TITLE) or "(ohne Titel)",
        start,
        end,
        str(span.zone),
        all_day,
        summary=paragraphs(told.description or "", SUMMARY),
        place=line(", ".join(part for part in (place.name, place.address) if part), PLACE),
        lat=_degrees(place.latitude, 90),
        lon=_degrees(place.longitude, 180),
        link=next((web for one in told.online_locations or () if (web := link(str(one)))), ""),
    )
    words = tuple(
        line(str(tag.get("tag", "") if isinstance(tag, dict) else tag), 60)
        for tag in told.tags[:20]
    )
    return Imported(f"gancio-{told.id or told.slug}"[:500], event, words=words)


def _degrees(value: float | str | None, most: float) -> float | None:
    try:
        number = float(value) if value is not None else None
    except ValueError:
        return None
    return round(number, 5) if number and abs(number) <= most else None
