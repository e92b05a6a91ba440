"""iCalendar files: each series read and followed by itself, so that a broken one harms none."""

from __future__ import annotations

import hashlib
import threading
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import icalendar
import recurring_ical_events
from icalendar import timezone
from icalendar.prop import vBroken
from msgspec.structs import replace

from dialogs.events import Event
from dialogs.events.event import PLACE, SUMMARY, TITLE, Kind
from dialogs.events.reasons import SAID, Name, Reason, Where

from .components import KIND, Component, Components, taken_apart, text_of
from .components import MOST as COMPONENTS
from .lasting import moment, occurrence, open_days, times
from .reading import MOST, OF_ONE, Imported, Reading, Skipped, Span, UnreadableCalendar
from .rules import refusal
from .tasks import as_event
from .tidying import line, link, paragraphs
from .zones import anchored, meant, whole_day

_ONE = threading.Lock()
"""The library knows zones by name for the whole process; each calendar has its own."""
_RECURS = ("RRULE", "RDATE", "RECURRENCE-ID")
_ONCE = ("DTSTART", "DTEND", "DURATION", "UID", "SUMMARY", "LOCATION", "GEO", "URL", "STATUS")
_PRIVATE = ("PRIVATE", "CONFIDENTIAL")
_DAY = timedelta(days=1)


class _NoStart(Exception):
    """An event does not say when it begins."""


def read(raw: bytes, span: Span) -> Reading:
    """Raises UnreadableCalendar."""
    apart = taken_apart(text_of(raw))
    if not apart.is_calendar and not apart.events:
        raise UnreadableCalendar(Reason("no_calendar"))
    found: list[Imported] = []
    skipped: list[Skipped] = []
    if apart.cut:
        skipped.append(_rest("too_many", COMPONENTS))
    with _ONE, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd in other people's files is told, not warned
        timezone.tzp.use_default()
        entries, notes = _entries(apart.events, span)
        skipped += notes
        for series in _series(entries).values():
            if span.is_out_of_time or len(found) >= MOST:
                late = span.is_out_of_time
                skipped.append(_rest("out_of_time") if late else _rest("too_many", MOST))
                break
            events, notes = _followed(series, apart, span)
            found += events[: MOST - len(found)]
            skipped += notes
    name = line(apart.properties.get("X-WR-CALNAME", apart.properties.get("NAME", "")), TITLE)
    return Reading("ics", name, tuple(found), tuple(skipped))


def _entries(
    components: tuple[Component, ...], span: Span
) -> tuple[list[Component], list[Skipped]]:
    """Events, and tasks that are consultations as events."""
    events: list[Component] = []
    notes: list[Skipped] = []
    for one in components:
        made = as_event(one, span.kind) if one.is_task else one
        if isinstance(made, Component):
            events.append(made)
        elif made is not None:
            notes.append(_note(one, made, lost=made.name == "no_due"))
    return events, notes


def _series(events: list[Component]) -> dict[str, list[Component]]:
    """The components by their UID; what has none stands for itself."""
    by_uid: dict[str, list[Component]] = {}
    for event in events:
        uid = event.value("UID")
        if not uid:
            told = event.value("SUMMARY") + event.value("DTSTART")
            uid = f"ohne-uid-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        by_uid.setdefault(uid, []).append(event)
    return by_uid


def _followed(
    series: list[Component], apart: Components, span: Span
) -> tuple[list[Imported], list[Skipped]]:
    """The events of one series, without what is broken in it."""
    notes: list[Skipped] = []
    usable: list[Component] = []
    for event in series:
        if why := _unfit(event, span):
            notes.append(_note(event, why))
        else:
            usable.append(event)
    if not usable:
        return [], notes
    try:
        events, more = _expanded(usable, apart, span)
    except Exception as error:  # Libraries fail in many ways over what people put into calendars.
        if len(usable) == 1:
            return [], [*notes, _note(usable[0], _why(error))]
        events, more = [], []
        for event in usable:
            alone, reasons = _followed([event], apart, span)
            events += alone
            more += reasons
    return events, notes + more


def _unfit(event: Component, span: Span) -> Reason | None:
    if not event.value("DTSTART"):
        return Reason("no_start")
    if event.value("CLASS").upper() in _PRIVATE:
        return Reason("private")
    return refusal(event, span.now)


def _expanded(
    series: list[Component], apart: Components, span: Span
) -> tuple[list[Imported], list[Skipped]]:
    written, notes = _calendar(series, apart, span)
    calendar: Any = icalendar.Calendar.from_ical(written)
    notes += [
        _note(series[0], Reason("odd_property", said=name[:SAID]), lost=False)
        for part in calendar.walk("VEVENT")
        for name in _mended(part)
    ]
    if any(event.value(name) for event in series for name in _RECURS):
        query = recurring_ical_events.of(calendar)
        parts: list[Any] = query.between(span.now - _DAY, span.until)
        recurs = True
    else:
        parts, recurs = calendar.walk("VEVENT"), False
    found = list(_read(parts, span, recurs))
    if len(found) > OF_ONE:
        notes.append(_note(series[0], Reason("too_many_of_one", OF_ONE)))
    return found[:OF_ONE], notes


def _mended(part: Any) -> list[str]:
    """Take out what is broken, and what stands twice; which properties were lost."""
    lost = [name for name, _ in part.errors if name]
    for name in list(part):
        if isinstance(part[name], vBroken):
            del part[name]
            lost.append(name)
        elif name in _ONCE and isinstance(part[name], list):
            part[name] = part[name][0]
    if not isinstance(getattr(part.get("DTSTART"), "dt", None), date):
        raise _NoStart
    return list(dict.fromkeys(lost))


def _calendar(
    series: list[Component], apart: Components, span: Span
) -> tuple[bytes, list[Skipped]]:
    """A calendar with this series alone and the zones that it needs, and which are unknown."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//revierstimme//"]
    zone = apart.properties.get("X-WR-TIMEZONE", "")
    here = zone if zone and timezone.tzp.timezone(zone) else str(span.zone)
    parts, unknown = [], dict[str, Component]()
    for event in series:
        timed = any("T" in line.partition(":")[2] for line in event.all("DTSTART"))
        parts += ["BEGIN:VEVENT"] + ["UID:0"] * (not event.value("UID"))
        for written in event.lines:
            mended, name = meant(written, apart.zones)
            if mended.upper().startswith("RRULE"):
                mended = mended.replace(" ", "")  # "MO, TU" is what some write
                mended = whole_day(mended) if timed else mended
            parts.append(anchored(mended, here))
            if name:
                unknown.setdefault(name, event)
        parts.append("END:VEVENT")
    used = "\n".join(parts)
    for name, block in apart.zones.items():
        if f"TZID={name}" in used or f'TZID="{name}"' in used:
            lines += block
    notes = [
        _note(event, Reason("odd_zone", said=line(name, SAID)), lost=False)
        for name, event in unknown.items()
    ]
    return "\r\n".join([*lines, *parts, "END:VCALENDAR", ""]).encode(), notes


def _read(parts: list[Any], span: Span, recurs: bool) -> Iterator[Imported]:
    for part in sorted(parts, key=lambda one: moment(one["DTSTART"].dt, span)):
        event = _event(part, span)
        if event.over < span.now or event.start > span.until:
            continue
        planned = occurrence(part) if recurs else ""
        words = tuple(line(str(word), 60) for word in _categories(part))[:20]
        yield Imported(str(part.get("UID", ""))[:500], event, planned, words)


def _event(part: Any, span: Span) -> Event:
    marked = str(part.get(KIND, "")) == "procedure" and span.kind != "event"
    kind: Kind = "procedure" if marked else "event"
    start, end, all_day = times(part, span)
    if marked:
        start, end, all_day = open_days(part, start, end if all_day else None, span)
    title = line(str(part.get("SUMMARY", "")), TITLE)
    place = line(str(part.get("LOCATION", "")), PLACE)
    lat, lon = _point(part)
    event = Event(
        title or "(ohne Titel)",
        start,
        end,
        str(span.zone),
        all_day,
        kind,
        summary=paragraphs(str(part.get("DESCRIPTION", "")), SUMMARY),
        place=place,
        lat=lat,
        lon=lon,
        link=link(str(part.get("URL", ""))) or link(place),
    )
    cancelled = str(part.get("STATUS", "")).upper() == "CANCELLED"
    return replace(event, status="cancelled") if cancelled else event


def _point(part: Any) -> tuple[float | None, float | None]:
    geo = part.get("GEO")
    try:
        lat, lon = float(geo.latitude), float(geo.longitude)
    except (AttributeError, TypeError, ValueError):
        return None, None
    # 0, 0 is what programs write that do not know.
    usual = abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0)
    return (round(lat, 5), round(lon, 5)) if usual else (None, None)


def _categories(part: Any) -> list[Any]:
    found = part.get("CATEGORIES", [])
    lists = found if isinstance(found, list) else [found]
    return [word for one in lists for word in getattr(one, "cats", [])]


def _note(event: Component, why: Reason, lost: bool = True) -> Skipped:
    title = event.value("SUMMARY").replace("\\,", ",").replace("\\n", " ")
    return Skipped(replace(why, where=Where("line", event.line, line(title, SAID))), lost)


def _rest(why: Name, most: int = 0) -> Skipped:
    return Skipped(Reason(why, most, where=Where("rest")))


def _why(error: Exception) -> Reason:
    if isinstance(error, _NoStart):
        return Reason("odd_start")
    return Reason("unreadable", said=type(error).__name__[:SAID])
