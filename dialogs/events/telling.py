"""What is pushed to people about events: digests, changes, cancellations, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from ..markup import Rich, glue, plain, words
from ..messages import OFFER, Message, Option
from ..places import WHOLE, city_or, regions
from ..texts import Template, chain, load
from .event import Event, Listed, changes
from .wording import clock, when, written_day

A = load("alert")
LONGEST = 1500
"""Characters of a digest: far below what any platform takes, and as much as anybody reads."""
MOST = 12
"""Events in a digest."""


def digest(
    events: Sequence[Listed], language: str, today: date
) -> tuple[Message, tuple[Listed, ...]]:
    """A digest, and the events that are in it: the others wait for the next one."""
    head = A["digest"].fill(chain(language))
    text, told = listing(events, language, today, head, A["more"])
    return _message([text], ("events", "less_alerts", "leave_alerts"), language), told


def listing(
    events: Sequence[Listed], language: str, today: date, first: Rich, more: Template
) -> tuple[Rich, tuple[Listed, ...]]:
    """Events by days, as far as there is room, after `first`; those that are in it."""
    languages = chain(language)
    parts = [first]
    lines: list[Rich] = []
    told: list[Listed] = []
    length, head = len(words(parts[0])), ""
    for listed in events[:MOST]:
        day = heading(listed.event, language, today)
        line = item(listed.event, language)
        length += len(line) + 2 + (len(day) + 4) * (day != head)
        if told and length > LONGEST:
            break
        if day != head:
            if lines:
                parts.append(glue(lines, "\n"))
            lines, head = [A["day"].fill(languages, day=day)], day
        lines.append(plain(line))
        told.append(listed)
    parts.append(glue(lines, "\n"))
    if len(told) < len(events):
        parts.append(more.fill(languages, number=len(events) - len(told)))
    return glue(parts), tuple(told)


@lru_cache(maxsize=20_000)
def heading(event: Event, language: str, today: date) -> str:
    """Under what an event stands in a digest."""
    languages = chain(language)
    if event.kind == "news":
        return A["news"].raw(languages)
    first = max(event.first_day, today)
    day = written_day(first, language, first.year != today.year)
    if event.kind == "procedure":
        last = written_day(event.last_day, language, event.last_day.year != today.year)
        return A["procedures"].raw(languages).replace("{day}", last)
    return day


@lru_cache(maxsize=20_000)
def item(event: Event, language: str) -> str:
    """One line of a digest: where, when, what."""
    place = _place(event)
    at = "" if event.all_day or event.kind != "event" else clock(event.start, event.zone, language)
    head = ", ".join(part for part in (place, at) if part)
    link = f" {event.link}" if event.kind != "event" and event.link else ""
    return f"– {head}: {event.title}{link}" if head else f"– {event.title}{link}"


def change(old: Event, new: Event, language: str, today: date) -> Message | None:
    """What somebody who knows the old event has to hear; None where that is nothing."""
    text = changed(old, new, language, today)
    return _message([text], ("told_event", "leave_alerts"), language) if text else None


def changed(old: Event, new: Event, language: str, today: date) -> Rich | None:
    """The same without what there is to press."""
    found = changes(old, new)
    languages = chain(language)
    values = {"title": new.title, "when": when(old, language, today)}
    if new.status == "cancelled":
        text = A["gone"] if new.gone else A["cancelled"]
        values |= {"source": new.gone} if new.gone else {}
        return text.fill(languages, **values) if "status" in found else None
    if not found:
        return None
    head = A["again" if "status" in found else "changed"].fill(languages, **values)
    return glue((head, glue(_lines(found, old, new, language, today), "\n")))


def reminder(event: Event, language: str, today: date) -> Message:
    """The day before; of a procedure, three days before its last."""
    values = {"title": event.title, "when": when(event, language, today)}
    values["where"] = event.place or A["unknown"].raw(chain(language))
    if event.kind == "procedure":
        values["link"] = event.link or A["unknown"].raw(chain(language))
        parts = [A["reminder_procedure"].fill(chain(language), **values)]
    else:
        parts = [A["reminder"].fill(chain(language), **values)]
    return _message(parts, ("told_event", "leave_alerts"), language)


def _lines(
    changed: Sequence[str], old: Event, new: Event, language: str, today: date
) -> list[Rich]:
    """What is new, each on a line of its own."""
    languages, lines = chain(language), []
    unknown = A["unknown"].raw(languages)
    if {"start", "end"} & set(changed):
        lines.append(A["new_when"].fill(languages, now=when(new, language, today)))
    if "place" in changed:
        before, now = old.place or unknown, new.place or unknown
        lines.append(A["new_place"].fill(languages, now=now, before=before))
    if "price" in changed:
        lines.append(A["new_price"].fill(languages, now=new.price or unknown))
    if "title" in changed:
        lines.append(A["new_title"].fill(languages, before=old.title))
    return lines


def _place(event: Event) -> str:
    """The town, where it is known; else the beginning of what its source says."""
    key = event.regions[0] if event.regions else ""
    if key and key != WHOLE and (region := regions().get(city_or(key))):
        return region.name
    return event.place[:40]


def _message(parts: Sequence[Rich], offered: Sequence[str], language: str) -> Message:
    options = tuple(Option(flow, A[f"to_{flow}"].raw(chain(language))) for flow in offered)
    return Message(glue(parts), options, prompt=OFFER)
