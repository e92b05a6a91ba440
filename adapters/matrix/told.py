"""What there is to tell from a room, and how it is with that room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..adapter import Received as One
from .syncing import Event, text
from .visits import Visit, servers

CREATED, TOMBSTONE = "m.room.create", "m.room.tombstone"

__all__ = ["CREATED", "TOMBSTONE", "One", "Told"]


@dataclass
class Told:
    """`ones` are handed over; the rest is looked after."""

    room: str
    ones: list[One] = field(default_factory=list)
    came: bool = False
    early: set[str] = field(default_factory=set)
    """What was said after the invitation and before the bot came."""
    deserted: bool = False
    person: str = ""
    """Who is talked to here from now on, and only here."""
    before: str = ""
    """The room in which they were talked to before."""
    addressed: Event | None = None
    """What was said in a room with others that wants an answer there."""
    among: str = ""
    """What brought the bot among others, if it has just come."""
    elsewhere: str = ""
    """What happened in a room with somebody who is talked to in another, their `home`."""
    home: str = ""
    upgraded: bool = False
    """Whether this room is an older one's new version."""
    older: str = ""
    """The one that it says it is the new version of."""
    replaced: Visit | None = None
    """The room that is this one's new version."""

    def note_early(self, events: list[Event], came: Event) -> None:
        """What was said before the bot came."""
        before = events.index(came) if came in events else 0
        self.early = {one.event_id for one in events[:before]}

    def note_versions(self, events: Iterable[Event]) -> None:
        """Rooms are upgraded by going on in a new one."""
        for one in events:
            if one.type == CREATED and "predecessor" in one.content:
                self.upgraded = True
                self.older = text(one.content, "predecessor", "room_id")
            elif one.type == TOMBSTONE and one.state_key == "":
                room = text(one.content, "replacement_room")
                self.replaced = Visit(room, servers([one.sender])) if room else None
