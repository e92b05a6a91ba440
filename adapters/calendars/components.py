"""The lines of an iCalendar file, sorted into components before anything is made of them.

So one that is broken harms no other, and what nobody needs (alarms, attendees, attachments) is
never read.
"""

from __future__ import annotations

import re

from msgspec import Struct

MOST = 20_000
"""Components of a calendar that are looked at."""
_FOLD = re.compile(r"\r?\n[ \t]")
_BREAK = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"([A-Za-z0-9-]{1,60})(?=[:;])")
KIND, FROM = "X-REVIERSTIMME-KIND", "X-REVIERSTIMME-FROM"
"""What iCalendar has no word for: what an event is, and its first day."""
WANTED = frozenset(
    {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
    | {"SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "STATUS", "CATEGORIES"}
    | {"CLASS", "DUE", KIND, FROM}
)
_ENTRIES = frozenset({"VEVENT", "VTODO"})
_OF_CALENDAR = frozenset({"X-WR-CALNAME", "X-WR-TIMEZONE", "NAME"})
_DEEPEST = 50
_LONGEST = 100_000
"""Characters of a line."""


class Component(Struct, frozen=True):
    """A VEVENT or VTODO: where it begins in the file, counted in lines as they are unfolded."""

    line: int
    lines: tuple[str, ...]
    is_task: bool = False

    def value(self, name: str) -> str:
        """What stands after the first line of that name, as it is written."""
        found = self.all(name)
        return found[0].partition(":")[2].strip() if found else ""

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(line for line in self.lines if _name(line) == name)


class Components(Struct, frozen=True):
    """`zones` are VTIMEZONEs by their TZID; `cut` says that there were too many events."""

    events: tuple[Component, ...]
    zones: dict[str, tuple[str, ...]]
    properties: dict[str, str]
    is_calendar: bool
    cut: bool


def text_of(raw: bytes) -> str:
    """The text of a file in whatever encoding it is likely to have."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def taken_apart(text: str) -> Components:
    events: list[Component] = []
    zones: dict[str, tuple[str, ...]] = {}
    properties: dict[str, str] = {}
    open_: list[str] = []
    held: list[str] = []
    begin, is_calendar = 0, False
    for number, written in enumerate(_BREAK.split(_FOLD.sub("", text)), 1):
        line = written.strip("\ufeff\x00 \t")[:_LONGEST]
        name = _name(line)
        kind = line.partition(":")[2].strip().upper() if name in ("BEGIN", "END") else ""
        if name == "BEGIN" and len(open_) < _DEEPEST:
            is_calendar = is_calendar or kind == "VCALENDAR"
            open_.append(kind)
            if kind in (*_ENTRIES, "VTIMEZONE") and not _ENTRIES.intersection(open_[:-1]):
                begin, held = number, []
        inside = open_[-1] if open_ else ""
        if "VTIMEZONE" in open_ or (inside in _ENTRIES and name in WANTED):
            held.append(line)
        elif inside == "VCALENDAR" and name in _OF_CALENDAR:
            properties[name] = line.partition(":")[2].strip()
        if name == "END" and kind in open_:
            while open_.pop() != kind:
                pass
            if kind in _ENTRIES and not _ENTRIES.intersection(open_):
                if len(events) >= MOST:
                    return Components(tuple(events), zones, properties, is_calendar, True)
                events.append(Component(begin, tuple(held), kind == "VTODO"))
            elif kind == "VTIMEZONE" and (id := _zone_id(held)):
                zones[id] = tuple(held)
    return Components(tuple(events), zones, properties, is_calendar, False)


def _name(line: str) -> str:
    found = _NAME.match(line)
    return found[1].upper() if found else ""


def _zone_id(lines: list[str]) -> str:
    return next((line[5:].strip() for line in lines if line.upper().startswith("TZID:")), "")
