"""What a row of a table says of an event, cell by cell."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dialogs.answers import Unclear
from dialogs.events import Event
from dialogs.events.areas import known
from dialogs.events.event import PLACE, SHORT, SUMMARY, TITLE, days
from dialogs.events.reasons import SAID, Name, Reason
from dialogs.times import Spoken
from dialogs.times import read as read_times

from .columns import ACCESS, KINDS, STATUS, meant, topics
from .reading import Imported, Span
from .tidying import line, link, paragraphs

MOST_PLACES = 100_000
_WHY: dict[str, Name] = {
    "want_when": "odd_when",
    "when_weekday": "odd_weekday",
    "when_gap": "no_such_hour",
    "when_far": "too_far",
    "when_backwards": "backwards",
    "no_such_date": "no_such_day",
}


class Wrong(ValueError):
    """A cell that cannot be used."""

    def __init__(self, column: str, why: Reason) -> None:
        super().__init__(why.name)
        self.column = column
        self.why = why


class Over(ValueError):
    """It is over already."""


class Row(Struct, frozen=True):
    """Cells by the names of their columns."""

    cells: dict[str, str]

    def of(self, column: str) -> str:
        return self.cells.get(column, "")


def imported(row: Row, span: Span) -> Imported:
    """Raises Wrong and Over."""
    title = line(row.of("titel"), TITLE)
    if not title:
        raise Wrong("titel", Reason("empty"))
    kind: Any = _one(row, "art", KINDS) or "event"
    start, end, all_day = _procedure(row, span) if kind == "procedure" else _times(row, span)
    event = Event(title, start, end, str(span.zone), all_day, kind)
    event = replace(event, **_told(row))
    if event.over <= span.now:
        raise Over
    if kind == "procedure" and not event.link:
        raise Wrong("link", Reason("no_link"))
    uid = row.of("kennung") or f"{title}|{row.of('beginn')}"
    return Imported(f"csv-{uid}"[:500], event)


def _told(row: Row) -> dict[str, Any]:
    """All but title and time."""
    region = row.of("region")
    if region and not known(region):
        raise Wrong("region", Reason("elsewhere", said=region[:SAID]))
    web = link(row.of("link"))
    if row.of("link") and not web:
        raise Wrong("link", Reason("odd_link"))
    status = _one(row, "status", STATUS) or "planned"
    return {
        "summary": paragraphs(row.of("beschreibung"), SUMMARY),
        "place": line(row.of("ort"), PLACE),
        "regions": (region,) if region else (),
        "organiser": line(row.of("veranstalter"), TITLE),
        "topics": _topics(row),
        "price": line(row.of("preis"), SHORT),
        "language": line(row.of("sprache"), SHORT),
        "access": _one(row, "stufenlos", ACCESS | {"": "unbekannt"}) or "",
        "link": web,
        "status": "cancelled" if status == "cancelled" else "planned",
        "capacity": _capacity(row),
    }


def _one(row: Row, column: str, values: dict[str, str]) -> str:
    """The value that a cell names; nothing where it is empty."""
    said = row.of(column)
    if not said:
        return ""
    if (found := meant(said, values)) is None:
        words = ", ".join(word for word in values.values())
        raise Wrong(column, Reason("none_of", said=said[:SAID], among=words))
    return found


def _topics(row: Row) -> tuple[Any, ...]:
    known_topics = topics()
    found = []
    for part in filter(None, (part.strip() for part in row.of("thema").split("|"))):
        topic = meant(part, known_topics)
        if topic is None or topic == "all":
            words = " | ".join(word for name, word in known_topics.items() if name != "all")
            raise Wrong("thema", Reason("none_of", said=part[:SAID], among=words))
        found.append(topic)
    return tuple(dict.fromkeys(found))[:3]


def _capacity(row: Row) -> int | None:
    said = row.of("plätze")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and 1 <= int(said[:9]) <= MOST_PLACES):
        raise Wrong("plätze", Reason("odd_number", MOST_PLACES))
    return int(said)


def _times(row: Row, span: Span) -> tuple[datetime, datetime | None, bool]:
    begin = _read(row, "beginn", span)
    if begin.first is None:
        raise Wrong("beginn", Reason("no_day"))
    if row.of("ende"):
        end = _read(row, "ende", span)
        # An end may name a day, an hour, or both.
        begin = replace(begin, last=_other(begin.first, end.first), end=end.start)
    try:
        return begin.span(span.zone)
    except Unclear as unclear:
        column = "ende" if row.of("ende") else "beginn"
        raise Wrong(column, Reason(_WHY[unclear.text])) from None


def _other(first: date, last: date | None) -> date | None:
    if last is not None and last < first:
        raise Wrong("ende", Reason("backwards"))
    return last if last != first else None


def _procedure(row: Row, span: Span) -> tuple[datetime, datetime, bool]:
    """From its beginning, or today, until its last day."""
    today = span.now.astimezone(span.zone).date()
    last = _read(row, "ende", span).first
    if last is None:
        raise Wrong("ende", Reason("no_last_day"))
    first = today
    if row.of("beginn"):
        # One that has begun goes on.
        with suppress(Over):
            first = _read(row, "beginn", span).first or today
    if last < first:
        raise Wrong("ende", Reason("backwards"))
    return (*days(first, last, str(span.zone)), True)


def _read(row: Row, column: str, span: Span) -> Spoken:
    if not row.of(column):
        raise Wrong(column, Reason("empty"))
    try:
        return read_times(row.of(column), span.now.astimezone(span.zone).date())
    except Unclear as unclear:
        if unclear.text == "when_past":
            raise Over from None
        raise Wrong(column, Reason(_WHY.get(unclear.text, "odd_when"))) from None
