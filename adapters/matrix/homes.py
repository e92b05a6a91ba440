"""In which room each person is talked to: in one at a time, so that nobody is two people."""

from __future__ import annotations

from collections import OrderedDict

from .memory import Notebook, Sealing

KNOWN = 10_000
"""People whose room is remembered in this process; of others the notebook is asked."""


class Homes:
    def __init__(self, notebook: Notebook, sealing: Sealing) -> None:
        self._notebook = notebook
        self._sealing = sealing
        self._rooms: OrderedDict[str, str] = OrderedDict()

    async def at(self, person: str) -> str:
        """The room in which somebody is talked to, or nothing."""
        if person in self._rooms:
            return self._rooms[person]
        kept = await self._notebook.read(self._name(person))
        return kept.decode() if kept else ""

    async def claim(self, person: str, room: str, came: bool) -> str:
        """The room before this one, or nothing; `came`: the bot was just invited here by them."""
        if person not in self._rooms:
            kept = await self._notebook.read(self._name(person))
            self._rooms.setdefault(person, kept.decode() if kept else "")
            if len(self._rooms) > KNOWN:
                self._rooms.popitem(last=False)
        before = self._rooms.get(person, "")
        if came or not before:
            self._rooms[person] = room
        return before

    async def keep(self, person: str, room: str) -> None:
        """Remember it for the next run."""
        await self._notebook.write(self._name(person), room.encode())

    def _name(self, person: str) -> str:
        """A hash: what is remembered does not say of whom."""
        return f"home {self._sealing.index(f'home {person}').hex()}"
