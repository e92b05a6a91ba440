"""What a talk between a resident and organisers is, as it is stored."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

PURPOSE = "talks"
"""The consent without which nobody reads what a resident writes."""
REOPEN = timedelta(days=7)
"""How long after its end a talk can go on."""
BLOCKED = timedelta(days=30)
"""How long somebody who was blocked may begin no talk."""
REMIND, ALARM = timedelta(days=3), timedelta(days=7)
"""How long a resident waits until the organisers hear of it, and the alliance takes over."""
Speaker = Literal["guest", "organiser", "note", "event"]
"""A note is the organisers' own; an event is a name such as `closed`."""
Event = Literal[
    "handed_over",
    "objected",
    "reminded",
    "overdue",
    "closed",
    "silent",
    "reopened",
    "appealed",
    "lifted",
    "kept",
]


class NoTalk(LookupError):
    """There is no such talk, or not any longer, or it is over."""


class Taken(Exception):
    """Somebody else answers in this talk."""


class Talk(Struct, frozen=True):
    """Its number is the name that the resident has in it; `organiser` is who answers, if anybody.

    `waits` says since when the resident waits for an answer. `came_from` is the association that
    had it before, until the resident goes on.
    """

    number: int
    participant: str
    association: str
    organiser: str | None
    topic: str
    opened: datetime
    changed: datetime
    waits: datetime | None
    closed: datetime | None
    came_from: str | None
    reminded: bool

    def may_reopen(self, now: datetime) -> bool:
        return self.closed is not None and now - self.closed < REOPEN


class Said(Struct, frozen=True):
    """An entry of a talk."""

    number: int
    speaker: Speaker
    words: str
    at: datetime


class Block(Struct, frozen=True):
    """Why a person may begin no talk until then; `by` is an organiser.

    Once they may have the alliance look at it: then `appeal` is `asked`, and in the end `decided`.
    """

    participant: str
    talk: int
    rule: str
    by: str
    until: datetime
    appeal: Literal["", "asked", "decided"]

    @property
    def appealed(self) -> bool:
        """Whether the alliance is to decide."""
        return self.appeal == "asked"
