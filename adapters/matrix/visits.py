"""Invitations: remembered until they are followed, however often the server asks to wait."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from .errors import AWAY, Refused
from .memory import Notebook
from .server import Server, part
from .syncing import Invited, Unparsed, parse

INVITED = "invited"
MOST = 1_000
"""Invitations that wait at most; what is more is left to be invited again."""
HINTS = 5
"""Servers that are named at most as ways into a room."""
AGAIN = 30.0
"""Seconds between two tries when a server is away."""
TRIES = 20
"""Tries after which a room is given up whose server stays away."""
_SERVER = re.compile(r"[A-Za-z0-9.\[\]:-]{1,255}")

log = logging.getLogger(__name__)


class Visit(Struct, frozen=True):
    """A room to go to; `via` are servers that are in it, for ours may not be."""

    room: str
    via: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The call that joins; older servers know the hints by another name."""
        hints = [f"{name}={part(one)}" for name in ("via", "server_name") for one in self.via]
        return f"/join/{part(self.room)}" + (f"?{'&'.join(hints)}" if hints else "")


class Visits:
    def __init__(self, server: Server, notebook: Notebook) -> None:
        self._server = server
        self._notebook = notebook
        self._waiting: list[Visit] = []
        self._tries: dict[str, int] = {}
        self._some = asyncio.Event()

    async def load(self) -> None:
        kept = await self._notebook.read(INVITED)
        found = msgspec.json.decode(kept, type=list[Visit | str]) if kept else []
        self._waiting = [one if isinstance(one, Visit) else Visit(one) for one in found]
        self._some.set()

    async def add(self, visits: Iterable[Visit]) -> None:
        """Rooms to go to; remembered when this returns."""
        known = {one.room for one in self._waiting}
        new = [one for one in visits if one.room not in known]
        if new:
            self._waiting = [*self._waiting, *new][:MOST]
            await self._keep()
            self._some.set()

    async def run(self) -> None:
        """Go to each room until cancelled."""
        while True:
            while not self._waiting:
                self._some.clear()
                await self._some.wait()
            visit = self._waiting[0]
            try:
                await self._server.call("POST", visit.path)
            except Refused as refused:
                if refused.after or refused.barred:
                    after = refused.after.total_seconds() if refused.after else AGAIN
                    await asyncio.sleep(after)
                    continue
                if refused.status >= 500 and await self._later(visit):
                    continue
                # Withdrawn, or the room is gone.
                log.info("an invitation cannot be followed: %s", refused)
            except AWAY:
                await asyncio.sleep(AGAIN)
                continue
            self._waiting.remove(visit)
            self._tries.pop(visit.room, None)
            await self._keep()

    async def _later(self, visit: Visit) -> bool:
        """Whether to try again: others go first, for the server of one room may be away."""
        tries = self._tries[visit.room] = self._tries.get(visit.room, 0) + 1
        if tries >= TRIES:
            return False
        self._waiting.remove(visit)
        self._waiting.append(visit)
        if all(one.room in self._tries for one in self._waiting):
            await asyncio.sleep(AGAIN)
        return True

    async def _keep(self) -> None:
        await self._notebook.write(INVITED, msgspec.json.encode(self._waiting))


def invited(room: str, invitation: Invited, me: str) -> Visit:
    """A room that somebody asks the bot into, by way of the server of whoever asks."""
    asking = []
    for raw in invitation.invite_state.events:
        try:
            event = parse(raw)
        except Unparsed:
            continue
        if event.membership == "invite" and event.state_key == me:
            asking.append(event.sender)
    return Visit(room, servers(asking))


def servers(people: Iterable[str]) -> tuple[str, ...]:
    """The servers on which people are, each once."""
    names = (person.partition(":")[2] for person in people)
    return tuple(dict.fromkeys(name for name in names if _SERVER.fullmatch(name)))[:HINTS]
