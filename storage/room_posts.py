"""What is announced in rooms: each thing once, whatever dies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, exists, func, select, update

from dialogs.messages import Message

from .dialect import upsert
from .moments import moment, moment_if, stamp
from .outbox import Outbox
from .room_rows import take_back
from .rooms import Room
from .tables import events, outbox, room_told, rooms, surveys

EVENT = "event:"
_KEPT = ("survey:%", "result:%")
"""What counts as announced for as long as the room is there."""


class Recent(Struct, frozen=True):
    """A survey that was published or closed of late."""

    id: str
    association: str | None
    state: str
    published: datetime
    closed: datetime | None


class RoomPosts:
    def __init__(self, connection: Connection, posts: Outbox) -> None:
        self._connection = connection
        self._posts = posts

    def announce(
        self, room: Room, thing: str, message: Message, due: datetime, version: int = 0
    ) -> str | None:
        """Post a message about a thing in a room; its key, or none where that was done before."""
        if not self.note(room.id, thing, due, version):
            return None
        key = self._posts.add_to_room(room.platform, room.id, message, due)
        mine = (room_told.c.room == room.id) & (room_told.c.thing == thing)
        self._connection.execute(update(room_told).where(mine).values(post=key))
        return key

    def note(
        self, room: str, thing: str, now: datetime, version: int = 0, post: str | None = None
    ) -> bool:
        """Take a thing as announced there; whether it was not before."""
        row = {"room": room, "thing": thing, "version": version, "post": post, "at": stamp(now)}
        fresh = upsert(self._connection, room_told).values(**row).on_conflict_do_nothing()
        told = self._connection.execute(fresh.returning(room_told.c.room)).first()
        return told is not None

    def knows(self, room: str, thing: str, version: int) -> None:
        """A room has been told of a thing as it is by now."""
        mine = (room_told.c.room == room) & (room_told.c.thing == thing)
        self._connection.execute(update(room_told).where(mine).values(version=version))

    def told(self, room: str, things: Collection[str]) -> set[str]:
        """Which of these things were announced in a room."""
        query = select(room_told.c.thing).where(
            room_told.c.room == room, room_told.c.thing.in_(things)
        )
        return set(self._connection.execute(query).scalars()) if things else set()

    def events_told(self, room: str) -> list[str]:
        """The events that a room has been told of."""
        query = select(room_told.c.thing).where(
            room_told.c.room == room, room_told.c.thing.like(f"{EVENT}%")
        )
        found = self._connection.execute(query).scalars()
        return [thing.removeprefix(EVENT) for thing in found]

    def outdated(self, now: datetime) -> list[tuple[str, str, int]]:
        """(room, event, version) of events that have changed since rooms were told of them."""
        query = (
            select(room_told.c.room, events.c.id, room_told.c.version)
            .join(events, room_told.c.thing == EVENT + events.c.id)
            .join(rooms, rooms.c.id == room_told.c.room)
            .where(events.c.version > room_told.c.version, events.c.over > stamp(now))
            .where(rooms.c.state == "on")
            .order_by(room_told.c.room, events.c.id)
        )
        return [(row.room, row.id, row.version) for row in self._connection.execute(query)]

    def surveys_since(self, since: datetime) -> list[Recent]:
        """Surveys that were published or closed since then."""
        late = (surveys.c.published >= stamp(since)) | (surveys.c.closed >= stamp(since))
        columns = (surveys.c.id, surveys.c.association, surveys.c.state)
        query = select(*columns, surveys.c.published, surveys.c.closed).where(
            late, surveys.c.published.is_not(None)
        )
        return [
            Recent(
                row.id,
                row.association,
                row.state,
                moment(row.published),
                moment_if(row.closed),
            )
            for row in self._connection.execute(query.order_by(surveys.c.published, surveys.c.id))
        ]

    def waiting(self, room: str) -> int:
        """How many posts are on their way to a room."""
        query = select(func.count()).where(outbox.c.room == room, outbox.c.due.is_not(None))
        return self._connection.execute(query).scalar_one()

    def take_back(self, thing: str, now: datetime) -> None:
        """Announce a thing nowhere where it still waits."""
        take_back(self._connection, room_told.c.thing == thing, now)

    def forget(self, before: datetime) -> int:
        """Forget what rooms were told before then of events that are gone."""
        there = exists().where(room_told.c.thing == EVENT + events.c.id)
        past = delete(room_told).where(
            room_told.c.at < stamp(before),
            *(room_told.c.thing.not_like(one) for one in _KEPT),
            ~there,
        )
        return self._connection.execute(past).rowcount
