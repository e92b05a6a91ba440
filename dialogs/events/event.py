"""Something that happens, or can be said until a last day, at a place of the region."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from msgspec import Struct

Topic = Literal[
    "culture",
    "taking_part",
    "energy",
    "mobility",
    "tourism",
    "industry",
    "agriculture",
    "digital",
    "other",
]
TOPICS: tuple[Topic, ...] = get_args(Topic)
Kind = Literal["event", "procedure", "news"]
"""A procedure is an official consultation, open until its last day; news have no date."""
Whole = Literal["", "event", "procedure"]
"""What all entries of a source are; empty: what each says of itself."""
Access = Literal["yes", "partly", "no", ""]
Status = Literal["planned", "changed", "cancelled"]
ZONE = "Europe/Berlin"
TITLE, SUMMARY, PLACE, SHORT, LINK = 120, 600, 160, 80, 500
"""Most characters of a title, a summary, a place, a price or language, and a link."""
SAID = ("title", "start", "end", "place", "price", "status")
"""What people have to be told of when it changes."""
_TIMELESS = timedelta(hours=2)
"""After so long something without an end is taken to be over."""


class Event(Struct, frozen=True, omit_defaults=True):
    """`start` and `end` in UTC; of whole days, the first and the one after the last, local.

    `gone` is the calendar that lists it no more, which is why it is cancelled.
    `regions` are keys of municipalities (8 digits) or districts (5), or `revier`; none where
    nobody knows. What is empty is not known. `lat` and `lon` in degrees (WGS 84).
    """

    title: str
    start: datetime
    end: datetime | None = None
    zone: str = ZONE
    all_day: bool = False
    kind: Kind = "event"
    summary: str = ""
    place: str = ""
    regions: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    organiser: str = ""
    topics: tuple[Topic, ...] = ()
    price: str = ""
    language: str = ""
    access: Access = ""
    link: str = ""
    status: Status = "planned"
    capacity: int | None = None
    series: str = ""
    gone: str = ""

    @property
    def over(self) -> datetime:
        """From when on nobody needs to hear of it."""
        if self.end is not None and self.end > self.start:
            return self.end
        return self.start + (timedelta(days=1) if self.all_day else _TIMELESS)

    @property
    def deadline(self) -> datetime:
        """Until when people can still decide to take part."""
        return self.over if self.kind == "procedure" else self.start

    @property
    def local_start(self) -> datetime:
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def first_day(self) -> date:
        return self.local_start.date()

    @property
    def last_day(self) -> date:
        """The last day of it, as people there reckon."""
        last = self.over - timedelta(milliseconds=1) if self.end else self.start
        return max(self.first_day, last.astimezone(ZoneInfo(self.zone)).date())

    @property
    def day(self) -> date:
        """The day that counts for people: the last one of a procedure, else the first."""
        return self.last_day if self.kind == "procedure" else self.first_day


class Listed(Struct, frozen=True):
    """An event that is published: `version` counts what people have to be told of."""

    id: str
    event: Event
    version: int = 1
    association: str = ""
    published: datetime = datetime(1970, 1, 1, tzinfo=UTC)


def days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The start and end of whole days, in UTC."""
    at = ZoneInfo(zone)
    begin = datetime.combine(first, time(), at)
    return begin.astimezone(UTC), datetime.combine(
        last + timedelta(days=1), time(), at
    ).astimezone(UTC)


def changes(old: Event, new: Event) -> tuple[str, ...]:
    """What is to be told of a change: names of SAID. What was not known before is no change.

    Of a consultation nobody was told since when it is open.
    """
    changed = tuple(
        name
        for name in SAID
        if name != "status"
        and (name, new.kind) != ("start", "procedure")
        and getattr(old, name) not in ("", None)
        and getattr(old, name) != getattr(new, name)
    )
    cancelled = old.status == "cancelled", new.status == "cancelled"
    return changed if cancelled[0] == cancelled[1] else (*changed, "status")
