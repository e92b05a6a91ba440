"""Our events for other programs: iCalendar, RSS, JSON and tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import msgspec

from dialogs.events import Event
from dialogs.events.event import Listed

from .columns import ACCESS, COLUMNS, KINDS, STATUS, guarded
from .components import FROM, KIND
from .procedures import CATEGORY

if TYPE_CHECKING:
    import icalendar

DOMAIN = "revierstimme"
_STATUS = {"cancelled": "CANCELLED"}


def as_ics(events: Iterable[Listed], now: datetime, name: str = "Revierstimme") -> bytes:
    """A calendar; an event keeps its UID, and its SEQUENCE grows with each change."""
    # It takes a while to load, and most commands need none of it.
    import icalendar  # noqa: PLC0415

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Revierstimme//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for listed in events:
        calendar.add_component(_filled(icalendar.Event(), listed, now))
    return bytes(calendar.to_ical())


def _filled(made: icalendar.Event, listed: Listed, now: datetime) -> icalendar.Event:
    event = listed.event
    zone = ZoneInfo(event.zone)
    values: dict[str, Any] = {
        "uid": f"{listed.id}@{DOMAIN}",
        "dtstamp": now.astimezone(UTC),
        "sequence": listed.version - 1,
        "summary": event.title,
        "description": event.summary,
        "location": event.place,
        "url": event.link,
        "status": _STATUS.get(event.status, "CONFIRMED"),
        "categories": _categories(event),
    }
    if event.kind == "procedure":
        # What counts is the last day; nobody wants weeks in their calendar.
        values["dtstart"] = event.last_day
        values |= {KIND: event.kind, FROM: f"{event.first_day:%Y%m%d}"}
    elif event.all_day:
        values["dtstart"] = event.first_day
        if event.end is not None:
            values["dtend"] = event.end.astimezone(zone).date()
    else:
        values["dtstart"] = event.start
        if event.end is not None:
            values["dtend"] = event.end
    if event.lat is not None and event.lon is not None:
        values["geo"] = (event.lat, event.lon)
    for name, value in values.items():
        if value not in ("", []):
            made.add(name, value)
    return made


def _categories(event: Event) -> list[str]:
    return [*event.topics, *([CATEGORY] if event.kind == "procedure" else [])]


def as_rss(events: Iterable[Listed], now: datetime, title: str, link: str = "") -> bytes:
    """A feed that names the times as the RSS module for events does."""
    items = "".join(_item(listed) for listed in events)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel>'
        f"<title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<description>{escape(title)}</description>"
        f"<lastBuildDate>{format_datetime(now)}</lastBuildDate>{items}</channel></rss>\n"
    ).encode()


def _item(listed: Listed) -> str:
    event, zone = listed.event, ZoneInfo(listed.event.zone)
    parts = {
        "title": event.title,
        "link": event.link,
        "description": event.summary,
        "pubDate": format_datetime(listed.published),
        "ev:startdate": event.start.astimezone(zone).isoformat(),
        "ev:enddate": event.end.astimezone(zone).isoformat() if event.end else "",
        "ev:location": event.place,
    }
    told = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text)
    topics = "".join(f"<category>{word}</category>" for word in _categories(event))
    return f'<item><guid isPermaLink="false">{listed.id}</guid>{told}{topics}</item>'


def as_csv(events: Iterable[Listed]) -> bytes:
    """A table with the columns that can be imported; spreadsheets here part by semicolons."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for listed in events:
        writer.writerow(guarded(cell) for cell in _cells(listed))
    return stream.getvalue().encode("utf-8-sig")


def _cells(listed: Listed) -> tuple[str, ...]:
    event = listed.event
    begin, end = _written(event.start, event), ""
    if event.all_day and event.end is not None:
        begin, end = event.first_day.isoformat(), event.last_day.isoformat()
    elif event.end is not None:
        end = _written(event.end, event)
    return (
        listed.id,
        KINDS[event.kind],
        event.title,
        begin,
        end,
        event.place,
        event.regions[0] if event.regions else "",
        event.summary,
        "|".join(event.topics),
        event.organiser,
        event.price,
        event.language,
        ACCESS.get(event.access, ""),
        event.link,
        str(event.capacity or ""),
        STATUS[event.status],
    )


def _written(at: datetime, event: Event) -> str:
    if event.all_day:
        return event.first_day.isoformat()
    return at.astimezone(ZoneInfo(event.zone)).strftime("%Y-%m-%d %H:%M")


def as_json(events: Iterable[Listed]) -> bytes:
    """All that is known of each event."""
    rows = [
        {
            "id": listed.id,
            "version": listed.version,
            "association": listed.association,
            **msgspec.to_builtins(listed.event),
        }
        for listed in events
    ]
    return msgspec.json.format(msgspec.json.encode({"events": rows}), indent=2) + b"\n"
