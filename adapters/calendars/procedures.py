"""Which entries of a calendar are official consultations: what says so and has a last day."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from dialogs.events import Event
from dialogs.events.event import days
from dialogs.events.reasons import SAID, Name, Reason, Where
from dialogs.understanding.matching import fold

from .reading import Imported, Reading, Skipped, Span
from .tidying import link

WEEK = 7
"""Days that a plan is laid out at least; what is shorter is a meeting about one."""
CATEGORY = "Beteiligung"
"""What we call consultations ourselves where we write them."""
_CATEGORIES = frozenset(
    map(
        fold,
        (
            *(CATEGORY, "Amtliche Beteiligung", "Bürgerbeteiligung", "Beteiligungsverfahren"),
            *("Auslegung", "Konsultation", "Consultation", "Public consultation"),
        ),
    )
)
_TITLES = tuple(
    f" {fold(title)} "
    for title in (
        *("Öffentliche Auslegung", "Öffentlichen Auslegung", "Planauslegung", "Offenlage"),
        *("Öffentlichkeitsbeteiligung", "Beteiligung der Öffentlichkeit", "Planfeststellung"),
        *("Beteiligungsverfahren", "Planfeststellungsverfahren"),
    )
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def is_marked(categories: Iterable[str], title: str) -> bool:
    """Whether a category or the title says that it is a consultation."""
    said = [fold(category) for category in categories]
    if _CATEGORIES.intersection(said):
        return True
    return any(name in f" {text} " for text in (*said, fold(title)) for name in _TITLES)


def told_apart(reading: Reading, span: Span) -> Reading:
    """Make consultations of what is one, and note what cannot be made one.

    Where a source has nothing but events it stays as it is.
    """
    if span.kind == "event":
        return reading
    events: list[Imported] = []
    notes: list[Skipped] = []
    for one in reading.events:
        made = _made(one, span)
        if isinstance(made, Event):
            events.append(replace(one, event=made))
            continue
        lost = one.event.kind == "procedure"
        where = Where("entitled", said=one.event.title[:SAID])
        notes.append(Skipped(Reason(made, where=where), lost))
        events += [] if lost else [one]
    return replace(reading, events=tuple(events), skipped=(*reading.skipped, *notes))


def _made(one: Imported, span: Span) -> Event | Name:
    """The event as what it is, or why it is no consultation though it should be one."""
    event, all_ = one.event, span.kind == "procedure"
    if event.kind == "news":
        return "stays_news" if all_ else event
    page = event.link or _only_link(event.summary)
    if event.kind == "procedure":
        return replace(event, link=page) if page else "no_link"
    long = (event.last_day - event.first_day).days + 1 >= WEEK
    marked = all_ or is_marked(one.words, event.title)
    fits = marked and (long or (all_ and event.all_day))
    if one.occurrence or not fits:
        return "stays_event" if all_ else event
    if not page:
        return "unlinked"
    start, end = days(event.first_day, event.last_day, event.zone)
    return replace(event, start=start, end=end, all_day=True, kind="procedure", link=page)


def _only_link(text: str) -> str:
    """The one address that stands in a text; nothing where there are several."""
    found = {link(each.rstrip(".,;:!?)")) for each in _ADDRESS.findall(text)} - {""}
    return found.pop() if len(found) == 1 else ""
