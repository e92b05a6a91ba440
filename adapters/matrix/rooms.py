"""Who is in a room and whether it is encrypted; asked for once, then kept up to date by syncs."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Raw, Struct

from .errors import Refused
from .server import Server, part
from .store import KeyStore
from .syncing import Event, Unparsed, parse

MOST = 10_000
"""Rooms that are remembered; of others it is asked again."""
ENCRYPTION = "m.room.encryption"
_IN = ("join", "invite", "knock")


class Room(Struct):
    """A room as far as it is known: `people` are all in it or invited, but the bot."""

    people: set[str]
    encrypted: bool

    @property
    def private(self) -> bool:
        return len(self.people) == 1


class Rooms:
    def __init__(self, me: str, server: Server, store: KeyStore) -> None:
        self._me = me
        self._server = server
        self._store = store
        self._encrypted = store.load_encrypted_rooms()
        self._rooms: dict[str, Room] = {}
        self._changes: dict[str, int] = {}

    async def at(self, id: str) -> Room:
        """Raises Refused, for one where the bot is not as well."""
        while (room := self._rooms.get(id)) is None:
            changes = self._changes.get(id, 0)
            room = await self._asked(id)
            if changes != self._changes.get(id, 0):
                continue  # somebody came while it was asked who is there
            if len(self._rooms) >= MOST:
                self._rooms.pop(next(iter(self._rooms)))
                self._changes.clear()
            self._rooms[id] = room
        return room

    def take(self, id: str, events: Iterable[Event]) -> None:
        """Note what has changed; who is in a room is asked for anew when it matters."""
        for one in events:
            if self._note(id, one) or one.membership:
                self.forget(id)

    def forget(self, id: str) -> None:
        self._rooms.pop(id, None)
        self._changes[id] = self._changes.get(id, 0) + 1

    async def _asked(self, id: str) -> Room:
        """A room whose encryption was missed would be written to in plain words: ask for it."""
        people: set[str] = set()
        for raw in await self._server.ask(list[Raw], "GET", f"/rooms/{part(id)}/state"):
            try:
                one = parse(raw)
            except Unparsed:
                continue
            if one.membership in _IN and one.state_key:
                people.add(one.state_key)
            self._note(id, one)
        if self._me not in people:
            raise Refused(403, "M_FORBIDDEN")
        return Room(people - {self._me}, id in self._encrypted)

    def _note(self, id: str, event: Event) -> bool:
        """Whether a room has become encrypted; it stays so, whatever anybody says later."""
        if event.type != ENCRYPTION or event.state_key is None or id in self._encrypted:
            return False
        self._encrypted.add(id)
        self._store.save_encrypted_rooms([id])
        return True
