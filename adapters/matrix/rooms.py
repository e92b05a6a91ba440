"""Who is in a room and whether it is encrypted; asked for once, then kept up to date by syncs."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Raw, Struct

from .errors import Refused
from .server import Server, part
from .store import KeyStore
from .syncing import Event, Unparsed, parse

MOST = 10_000
"""Rooms that are remembered; of others it is asked again."""
_IN = ("join", "invite", "knock")


class _Members(Struct):
    chunk: list[Raw] = []


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
            room = Room(await self._people(id), await self._is_encrypted(id))
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
            if one.state_key is None:
                continue
            if one.type == "m.room.encryption" and id not in self._encrypted:
                # It cannot be switched off again, whatever anybody says later.
                self._encrypted.add(id)
                self._store.save_encrypted_rooms([id])
                self.forget(id)
            elif one.membership:
                self.forget(id)

    def forget(self, id: str) -> None:
        self._rooms.pop(id, None)
        self._changes[id] = self._changes.get(id, 0) + 1

    async def _people(self, id: str) -> set[str]:
        path = f"/rooms/{part(id)}/members?not_membership=leave"
        people: set[str] = set()
        for raw in (await self._server.ask(_Members, "GET", path)).chunk:
            try:
                one = parse(raw)
            except Unparsed:
                continue
            if one.membership in _IN and one.state_key:
                people.add(one.state_key)
        if self._me not in people:
            raise Refused(403, "M_FORBIDDEN")
        return people - {self._me}

    async def _is_encrypted(self, id: str) -> bool:
        """A room whose encryption was missed would be written to in plain words: ask for it."""
        if id in self._encrypted:
            return True
        try:
            path = f"/rooms/{part(id)}/state/m.room.encryption"
            await self._server.ask(msgspec.Raw, "GET", path)
        except Refused as refused:
            if refused.code == "M_NOT_FOUND":
                return False
            raise
        self._encrypted.add(id)
        self._store.save_encrypted_rooms([id])
        return True
