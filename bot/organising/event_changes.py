"""What answers make of an event that is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from dialogs.answers import Unclear
from dialogs.events import TOPICS, Event
from dialogs.events.event import ZONE, days
from dialogs.events.series import EVERY, Written, until
from dialogs.organising.when import spoken
from dialogs.times import Spoken
from dialogs.world import Barred

Answers = Mapping[str, Any]
_SOMETIME = datetime(1970, 1, 1, tzinfo=UTC)
_WORDS = ("summary", "organiser", "price", "language")


def timed(event: Event, answer: Any) -> Event:
    """The event at the time that was said; raises Barred where there is no such time."""
    try:
        start, end, all_day = spoken(answer).span(ZoneInfo(event.zone))
    except Unclear:
        raise Barred("event_backwards") from None
    return replace(event, start=start, end=end, all_day=all_day)


def placed(event: Event, answer: Any) -> Event:
    region, place = answer
    return replace(event, place=place, regions=(region,), lat=None, lon=None)


def begun(answers: Answers, organiser: str) -> Event:
    """A new event from its first answers."""
    event = Event(answers["title"], _SOMETIME, organiser=organiser, zone=ZONE)
    event = placed(timed(event, answers["when"]), answers["where"])
    topic = answers.get("topic")
    return replace(event, topics=(topic,) if topic in TOPICS else ())


def opened(answers: Answers, today: date) -> Event:
    """A new procedure from its first answers; raises Barred where its last day is over."""
    event = Event(answers["title"], _SOMETIME, all_day=True, kind="procedure", zone=ZONE)
    event = placed(replace(event, link=answers["link"], topics=("taking_part",)), answers["where"])
    return _lasting(event, today, answers["last"])


def _lasting(event: Event, first: date, last: str) -> Event:
    """Of whole days until that one."""
    if date.fromisoformat(last) < first:
        raise Barred("event_over")
    start, end = days(first, date.fromisoformat(last), event.zone)
    return replace(event, start=start, end=end)


def cancelled(event: Event) -> Event:
    return replace(event, status="cancelled")


def changed(written: Written, what: str, answers: Answers) -> Written:
    """With that field as it was answered; raises Barred."""
    event = written.event
    if what == "every":
        return _repeated(written, answers)
    if what in _CHANGES:
        return replace(written, event=_CHANGES[what](event, answers))
    if what not in _WORDS:
        raise Barred
    return replace(written, event=replace(event, **{what: str(answers.get(what) or "")}))


def _repeated(written: Written, answers: Answers) -> Written:
    every = answers["every"]
    if every not in EVERY:
        return Written(written.event)
    said = str(answers["times"])
    if said.isdecimal():
        return Written(written.event, every, int(said))
    times = until(written.event, every, date.fromisoformat(said))
    if times < 2:
        raise Barred("event_over")
    return Written(written.event, every, times)


def _ended(event: Event, answers: Answers) -> Event:
    """With that end, on the day it begins or the night after."""
    said = answers.get("ends")
    if not said or event.all_day:
        return replace(event, end=None) if not event.all_day else event
    start = event.local_start
    when = Spoken(start.date(), None, start.time(), time.fromisoformat(said))
    try:
        _, end, _ = when.span(ZoneInfo(event.zone))
    except Unclear:
        raise Barred("event_backwards") from None
    return replace(event, end=end if end and end > event.start else None)


def _linked(event: Event, link: str) -> Event:
    """A procedure is nothing without its official page."""
    if event.kind == "procedure" and not link:
        raise Barred
    return replace(event, link=link)


def _capacity(event: Event, answers: Answers) -> Event:
    said = answers.get("capacity")
    return replace(event, capacity=int(said) if said else None)


_CHANGES: dict[str, Callable[[Event, Answers], Event]] = {
    "title": lambda event, answers: replace(event, title=answers["title"]),
    "last": lambda event, answers: _lasting(event, event.first_day, answers["last"]),
    "when": lambda event, answers: timed(event, answers["when"]),
    "ends": _ended,
    "where": lambda event, answers: placed(event, answers["where"]),
    "topics": lambda event, answers: replace(event, topics=tuple(answers["topics"])[:3]),
    "access": lambda event, answers: replace(event, access=_ACCESS[answers["access"]]),
    "link": lambda event, answers: _linked(event, answers.get("link") or ""),
    "capacity": _capacity,
    "again": lambda event, _: replace(event, status="planned", gone=""),
}
_ACCESS: Mapping[str, Any] = {
    "access_yes": "yes",
    "access_partly": "partly",
    "access_no": "no",
    "access_unknown": "",
}
