"""Rooms to which organisers announce things: groups, channels, and how they are registered."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from .crypt import Keys
from .moments import moment, stamp
from .room_rows import ENDED, address_of, end, move, take_back
from .tables import room_told, room_words, rooms

TITLE = 60
"""Characters of a room's title that are kept."""
MOST = 100
"""Rooms of one association."""
How = Literal["never", "weekly", "each"]


class Word(Struct, frozen=True):
    """What a one-time word is for: a room of that association, at an organiser's wish."""

    association: str
    organiser: str
    language: str


class Spot(Struct, frozen=True):
    """Where a room is, and what it calls itself."""

    platform: str
    address: str
    title: str


class Room(Struct, frozen=True):
    """A room whose registration holds; no `topics` are all."""

    id: str
    platform: str
    title: str
    association: str
    region: str
    topics: tuple[str, ...]
    surveys: bool
    results: bool
    events: How
    language: str
    registered_by: str
    registered: datetime
    state: Literal["on", "paused", "ended"]


class Rooms:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    # Registering.

    def offer(self, word: str, what: Word, expires: datetime) -> None:
        """Let whoever posts this word in a room register it, once; an earlier one is void."""
        mine = room_words.c.organiser == what.organiser
        self._connection.execute(delete(room_words).where(mine))
        row = {
            "word": self._word(word),
            "association": what.association,
            "organiser": what.organiser,
            "language": what.language,
            "expires": stamp(expires),
        }
        self._connection.execute(insert(room_words), row)

    def use(self, word: str, now: datetime) -> Word | None:
        """What a word is for; it is used up."""
        mine = room_words.c.word == self._word(word)
        row = self._connection.execute(select(room_words).where(mine)).first()
        # Whoever deletes the row has it: two rooms with one word cannot both be registered.
        used = self._connection.execute(delete(room_words).where(mine)).rowcount
        if row is None or used != 1 or row.expires <= stamp(now):
            return None
        return Word(row.association, row.organiser, row.language)

    def register(self, spot: Spot, word: Word, region: str, now: datetime) -> Room:
        """Register a room, or do so anew; what was announced there counts still."""
        place = address_of(self._keys, spot.platform, spot.address)
        hash = place["address_hash"]
        known = select(rooms.c.id).where(rooms.c.address_hash == hash).with_for_update()
        there = self._connection.execute(known).scalar_one_or_none()
        id = there or secrets.token_hex(4)
        row = {
            **place,
            "title_sealed": self._keys.seal(spot.title[:TITLE].encode(), b"title" + id.encode()),
            "association": word.association,
            "region": region,
            "topics": "",
            "surveys": True,
            "results": True,
            "events": "weekly",
            "language": word.language,
            "registered_by": word.organiser,
            "registered": stamp(now),
            "state": "on",
            "ended": None,
            "untold": False,
        }
        if there is None:
            fresh = {**row, "id": id, "platform": spot.platform}
            self._connection.execute(insert(rooms), fresh)
        else:
            self._connection.execute(update(rooms).where(rooms.c.id == id).values(**row))
        found = self.one(id)
        assert found is not None
        return found

    def drop_words(self, before: datetime) -> int:
        """Forget words that expired before then."""
        old = delete(room_words).where(room_words.c.expires < stamp(before))
        return self._connection.execute(old).rowcount

    # Looking.

    def one(self, id: str) -> Room | None:
        query = select(rooms).where(rooms.c.id == id, rooms.c.state != ENDED)
        row = self._connection.execute(query).first()
        return self._room(row) if row else None

    def hold(self, id: str) -> Room | None:
        """The same, held until the transaction ends."""
        query = select(rooms).where(rooms.c.id == id, rooms.c.state != ENDED).with_for_update()
        row = self._connection.execute(query).first()
        return self._room(row) if row else None

    def at(self, platform: str, address: str) -> Room | None:
        hash = address_of(self._keys, platform, address)["address_hash"]
        query = select(rooms).where(rooms.c.address_hash == hash, rooms.c.state != ENDED)
        row = self._connection.execute(query).first()
        return self._room(row) if row else None

    def all(self, association: str = "") -> list[Room]:
        """In the order in which they were registered; of one association or of all."""
        query = select(rooms).where(rooms.c.state != ENDED)
        if association:
            query = query.where(rooms.c.association == association)
        query = query.order_by(rooms.c.registered, rooms.c.id)
        return [self._room(row) for row in self._connection.execute(query)]

    def count(self, association: str) -> int:
        query = select(func.count()).where(
            rooms.c.association == association, rooms.c.state != ENDED
        )
        return self._connection.execute(query).scalar_one()

    # Changing.

    def change(self, id: str, **values: str | bool) -> None:
        """Set `region`, `topics` (with spaces between), `surveys`, `results` or `events`."""
        self._connection.execute(update(rooms).where(rooms.c.id == id).values(**values))

    def pause(self, id: str, now: datetime) -> None:
        """Announce nothing there, not even what waits."""
        self._connection.execute(update(rooms).where(rooms.c.id == id).values(state="paused"))
        take_back(self._connection, room_told.c.room == id, now)

    def resume(self, id: str) -> None:
        self._connection.execute(update(rooms).where(rooms.c.id == id).values(state="on"))

    def remove(self, id: str, now: datetime) -> None:
        """End a registration at somebody's wish."""
        end(self._connection, rooms.c.id == id, now, untold=False)

    def left(self, platform: str, address: str, now: datetime) -> None:
        """The bot is in that room no longer."""
        end(self._connection, self._at(platform, address), now, untold=True)

    def move(self, platform: str, address: str, to: str, now: datetime) -> None:
        """A registered room has another address."""
        move(self._connection, self._keys, self._at(platform, address), to, now)

    def untold_ends(self) -> list[Room]:
        """Rooms that have ended without organisers having heard of it."""
        query = select(rooms).where(rooms.c.untold).order_by(rooms.c.id)
        return [self._room(row) for row in self._connection.execute(query)]

    def end_told(self, id: str) -> bool:
        """Note that organisers hear of it in this transaction; false where they have."""
        heard = update(rooms).where(rooms.c.id == id, rooms.c.untold)
        values = {"untold": False, "title_sealed": None}
        return self._connection.execute(heard.values(**values)).rowcount == 1

    def forget(self, before: datetime) -> int:
        """Delete rooms that ended before then."""
        old = delete(rooms).where(rooms.c.state == ENDED, rooms.c.ended < stamp(before))
        return self._connection.execute(old).rowcount

    def _at(self, platform: str, address: str) -> Any:
        return rooms.c.address_hash == address_of(self._keys, platform, address)["address_hash"]

    def _word(self, word: str) -> bytes:
        return self._keys.index(f"room word:{word}")

    def _room(self, row: Row[Any]) -> Room:
        title = b""
        if row.title_sealed is not None:
            title = self._keys.unseal(row.title_sealed, b"title" + row.id.encode())
        return Room(
            row.id,
            row.platform,
            title.decode(),
            row.association,
            row.region,
            tuple(row.topics.split()),
            row.surveys,
            row.results,
            row.events,
            row.language,
            row.registered_by,
            moment(row.registered),
            row.state,
        )
