"""What rooms hear of events: what is on in a week, what is new, and what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from ..markup import Rich
from ..texts import chain, load
from .event import Event, Listed, changes
from .telling import changed, listing

R = load("room")
HEARD = ("status", "start", "place")
"""Of what changes rooms hear only this: what leads people astray."""


def room_digest(
    events: Sequence[Listed], language: str, today: date, head: Literal["week", "fresh"]
) -> tuple[Rich, tuple[Listed, ...]]:
    """The text of a digest for everybody, and the events that are in it."""
    languages = chain(language)
    return listing(events, language, today, R[head].fill(languages), R["more"])


def room_change(old: Event, new: Event, language: str, today: date) -> Rich | None:
    """What a room that was told of the old event has to hear; None where that is nothing."""
    if not set(HEARD) & set(changes(old, new)):
        return None
    return changed(old, new, language, today)
