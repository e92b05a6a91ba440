"""Invitations: remembered until they are followed, however often the server asks to wait."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import msgspec

from .errors import AWAY, Refused
from .memory import Notebook
from .server import Server, part

INVITED = "invited"
MOST = 1_000
"""Invitations that wait at most; what is more is left to be invited again."""
AGAIN = 30.0
"""Seconds between two tries when the server is away."""

log = logging.getLogger(__name__)


class Visits:
    def __init__(self, server: Server, notebook: Notebook) -> None:
        self._server = server
        self._notebook = notebook
        self._rooms: list[str] = []
        self._some = asyncio.Event()

    async def load(self) -> None:
        kept = await self._notebook.read(INVITED)
        self._rooms = msgspec.json.decode(kept, type=list[str]) if kept else []
        self._some.set()

    async def add(self, rooms: Iterable[str]) -> None:
        """Rooms to go to; remembered when this returns."""
        new = [room for room in rooms if room not in self._rooms]
        if new:
            self._rooms = [*self._rooms, *new][:MOST]
            await self._keep()
            self._some.set()

    async def run(self) -> None:
        """Go to each room until cancelled."""
        while True:
            while not self._rooms:
                self._some.clear()
                await self._some.wait()
            room = self._rooms[0]
            try:
                await self._server.call("POST", f"/join/{part(room)}")
            except Refused as refused:
                if refused.after or refused.barred or refused.status >= 500:
                    after = refused.after.total_seconds() if refused.after else AGAIN
                    await asyncio.sleep(after)
                    continue
                # Withdrawn, or the room is gone.
                log.info("an invitation cannot be followed: %s", refused)
            except AWAY:
                await asyncio.sleep(AGAIN)
                continue
            self._rooms.remove(room)
            await self._keep()

    async def _keep(self) -> None:
        await self._notebook.write(INVITED, msgspec.json.encode(self._rooms))
