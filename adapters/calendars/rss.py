"""RSS and Atom: events where an entry says when it happens, else news with a link."""

from __future__ import annotations

import calendar
import io
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import feedparser

from dialogs.events import Event
from dialogs.events.event import PLACE, SUMMARY, TITLE, days
from dialogs.events.reasons import SAID, Name, Reason, Where

from .reading import Imported, Reading, Skipped, Span, UnreadableCalendar
from .tidying import line, link, paragraphs

ENTRIES = 500
OLD = timedelta(days=14)
"""News that are older are no news."""
_HOSTILE = (b"<!ENTITY", b"<!entity")
_START = (
    "ev_startdate",
    "xcal_dtstart",
    "cal_dtstart",
    "event_start",
    "mec_startdate",
    "startdate",
)
_END = ("ev_enddate", "xcal_dtend", "cal_dtend", "event_end", "mec_enddate", "enddate")
_PLACE = ("ev_location", "xcal_location", "mec_location", "location")


def read(raw: bytes, span: Span) -> Reading:
    """Raises UnreadableCalendar."""
    if any(word in raw.replace(b"\x00", b"") for word in _HOSTILE):
        raise UnreadableCalendar(Reason("own_entities"))
    try:
        # As a file: a text may be taken for an address to be fetched.
        told: Any = feedparser.parse(
            io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # It fails in many ways over what is no feed.
        why = Reason("unreadable_feed", said=type(error).__name__)
        raise UnreadableCalendar(why) from error
    if not told.get("version") and not told.entries:
        raise UnreadableCalendar(Reason("no_feed"))
    found: list[Imported] = []
    skipped: list[Skipped] = []
    for number, entry in enumerate(told.entries[:ENTRIES], 1):
        title = line(str(entry.get("title", "")), TITLE)
        one = _imported(entry, title, span)
        if isinstance(one, str):
            where = Where("entry", number, title[:SAID])
            skipped.append(Skipped(Reason(one, where=where)))
        elif one is not None:
            found.append(one)
    if len(told.entries) > ENTRIES:
        skipped.append(Skipped(Reason("too_many", ENTRIES, where=Where("rest"))))
    name = line(str(told.feed.get("title", "")), TITLE)
    return Reading("rss", name, tuple(found), tuple(skipped))


def _imported(entry: Any, title: str, span: Span) -> Imported | Name | None:
    """The entry, why it cannot be used, or None where it is over."""
    address = link(str(entry.get("link", "")))
    if not title:
        return "untitled"
    start, end, all_day = _times(entry, span)
    if start is None:
        if not address:
            return "no_time_or_link"
        published = _published(entry) or span.now
        if published < span.now - OLD or published > span.now + OLD:
            return None
        event = Event(title, published, None, str(span.zone), kind="news", link=address)
    else:
        place = next((str(entry[name]) for name in _PLACE if entry.get(name)), "")
        event = Event(
            title,
            start,
            end if end and end > start else None,
            str(span.zone),
            all_day,
            place=line(place, PLACE),
            summary=paragraphs(str(entry.get("summary", "")), SUMMARY),
            link=address,
        )
        if event.over < span.now or event.start > span.until:
            return None
    words = tuple(line(str(tag.get("term", "")), 60) for tag in entry.get("tags", [])[:20])
    return Imported(str(entry.get("id") or address or title)[:500], event, words=words)


def _published(entry: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed"):
        if parsed := entry.get(name):
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _times(entry: Any, span: Span) -> tuple[datetime | None, datetime | None, bool]:
    """Start, end, and whether these are whole days; a day without a time is meant whole."""
    start, end = _time(entry, _START, span), _time(entry, _END, span)
    if end is not None and not isinstance(end, datetime) and start is None:
        # Until when something is open is enough, where nothing but consultations is told of.
        start = span.now.astimezone(span.zone).date() if span.kind == "procedure" else None
    if not isinstance(start, datetime) and not isinstance(end, datetime) and start is not None:
        return (*days(start, max(start, end or start), str(span.zone)), True)
    if end is not None and not isinstance(end, datetime):
        end = datetime.combine(end + timedelta(days=1), time(), span.zone)
    if start is not None and not isinstance(start, datetime):
        start = datetime.combine(start, time(), span.zone)
    return _in_utc(start), _in_utc(end), False


def _in_utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at is not None else None


def _time(entry: Any, names: tuple[str, ...], span: Span) -> date | None:
    """A moment, or a day where there is no time."""
    for name in names:
        told = str(entry.get(name) or "").strip()
        with suppress(ValueError):
            return date.fromisoformat(told)
        with suppress(ValueError):
            at = datetime.fromisoformat(told)
            return at if at.tzinfo else at.replace(tzinfo=span.zone)
    return None
