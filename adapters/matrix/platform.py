"""The platform: hears by sync, says by events whose transaction makes repeats harmless."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dialogs.messages import Message

from ..adapter import Capabilities, Receive, Rejected, RetryLater, TryAgain, Unreachable
from .account import TOKEN, Account, NoWayIn
from .courtesies import Courtesies
from .devices import SLOWED, Devices, Opened
from .errors import AWAY, Refused, blame
from .files import fetched
from .hearing import Hearing
from .homes import Homes
from .memory import Notebook, Sealing
from .presence import PLATFORM, Presence
from .profile import introduce
from .questions import Questions
from .rooms import Rooms
from .server import ANSWER, Server, part
from .shelf import InUse
from .speaking import Speaking
from .syncing import FILTER, Sync
from .threads import Threads
from .told import One
from .trouble import Trouble, needs_help
from .verifying import Verifying
from .visits import Visits, invited

POLL = 25
"""Seconds that the server may hold a sync."""
SOON = 2
"""The same while the key of a message is waited for."""
SHORTEST, LONGEST = 0.5, 30.0
"""Seconds between two tries to reach a server that is away."""
BARRED = 60.0
"""Seconds between two tries with an account that was not accepted."""
LONGEST_WAIT = 60.0
"""Seconds after which a token is kept although the key of a message is still waited for."""
READY = 15.0
"""Seconds that a message waits for the login."""
AT_ONCE = 16
"""Rooms that are looked after at once."""

T = TypeVar("T")
log = logging.getLogger(__name__)


class Limits(Struct, frozen=True):
    """Messages a second; 0: as fast as the server allows.

    `reactions`: put some under each question to tap on, as long as the server refuses nothing.
    """

    per_second: float = 0.0
    reactions: bool = False


class _Open(Struct):
    """All that there is once the bot is logged in."""

    opened: Opened
    hearing: Hearing
    homes: Homes
    speaking: Speaking
    courtesies: Courtesies
    verifying: Verifying

    @property
    def me(self) -> str:
        return self.opened.device.user

    async def introduce(self, server: Server) -> None:
        """See that people know the bot by a name, and the bot which one."""
        self.hearing.name = await introduce(server, self.me)


class Matrix:
    name = PLATFORM

    def __init__(
        self,
        account: Account,
        notebook: Notebook,
        sealing: Sealing,
        folder: Path,
        limits: Limits | None = None,
    ) -> None:
        """The device's keys lie in `folder`, sealed."""
        self._notebook = notebook
        self._sealing = sealing
        self._server = Server(account.homeserver)
        self.devices = Devices(self._server, account, notebook, sealing, folder)
        self._visits = Visits(self._server, notebook)
        self._ready = asyncio.Event()
        self._open: _Open | None = None
        self._kept, self._kept_at = "", 0.0
        self._slowed = 0.0
        self._trouble = Trouble()
        self._limits = limits or Limits()
        self.can = _can(self._limits.per_second)

    async def close(self) -> None:
        await self._server.close()
        if self._open is not None:
            self._open.opened.store.close()

    # Hearing.

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled."""
        self._open = open_ = await self._surely(self._begin)
        await self._surely(lambda: self.devices.vouch(open_.opened))
        open_.courtesies.begin(open_.introduce(self._server))
        await self._surely(self._visits.load)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._visits.run())
            group.create_task(self._hear(open_, receive))

    async def _begin(self) -> _Open:
        opened = await self.devices.open()
        me, server = opened.device.user, self._server
        keyring, store, threads = opened.keyring, opened.store, Threads()
        rooms, homes = Rooms(me, server, store), Homes(self._notebook, self._sealing)
        questions = Questions(me, server, keyring, store)
        speaking = Speaking(me, server, rooms, keyring, questions, threads)
        courtesies = Courtesies(me, server, speaking, questions)
        verifying = Verifying(server, speaking, courtesies, homes, self._sealing)
        hearing = Hearing(me, server, rooms, keyring, homes, questions, threads, verifying)
        return _Open(opened, hearing, homes, speaking, courtesies, verifying)

    async def _hear(self, open_: _Open, receive: Receive) -> None:
        """The token of a sync is kept when all of it is stored; until then it comes again."""
        noted = await self._surely(lambda: self._notebook.read(TOKEN))
        since = self._kept = noted.decode() if noted else ""
        patience = 0
        while True:
            sync = await self._surely(partial(self._poll, since, patience))
            if sync is None:
                since = ""
                continue
            open_.opened.keyring.take(sync)
            visits = [invited(id, one, open_.me) for id, one in sync.rooms.invite.items()]
            await self._surely(partial(self._visits.add, visits))
            await self._all(open_, sync, since, receive)
            self._ready.set()
            await self._surely(open_.opened.keyring.settle)
            await self._keep(sync.next_batch, open_.hearing.waits)
            since = sync.next_batch
            patience = SOON if open_.hearing.waits else POLL

    async def _keep(self, token: str, waits: bool) -> None:
        """What is still waited for has to come again after a kill, if it is not for too long."""
        now = asyncio.get_running_loop().time()
        if token != self._kept and not (waits and now < self._kept_at + LONGEST_WAIT):
            await self._surely(lambda: self._notebook.write(TOKEN, token.encode()))
            self._kept, self._kept_at = token, now

    async def _poll(self, since: str, patience: int) -> Sync | None:
        """None where the server does not know the token, as after it was set up anew."""
        path = f"/sync?filter={part(FILTER)}&timeout={patience * 1000}&set_presence=offline"
        if since:
            path += f"&since={part(since)}"
        try:
            answer = await self._server.call("GET", path, patience=patience + ANSWER)
        except Refused as refused:
            if refused.status != 400 or not since:
                raise
            # Better to miss something than to hear no more.
            log.warning("the server does not know how far was heard: %s", refused)
            return None
        try:
            return _sync(answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Refused(502, "unreadable") from None

    async def _all(self, open_: _Open, sync: Sync, since: str, receive: Receive) -> None:
        hearing, free = open_.hearing, asyncio.Semaphore(AT_ONCE)

        async def room(id: str) -> None:
            async with free:
                joined = sync.rooms.join[id]
                told = await self._surely(lambda: hearing.told(id, joined, since))
                await self._hand_over(told.ones, receive)
                if told.person:
                    await self._surely(lambda: open_.homes.keep(told.person, id))
                if replaced := told.replaced:
                    await self._surely(lambda: self._visits.add([replaced]))
                open_.courtesies.look_after(told)

        await self._hand_over(await self._surely(hearing.unlocked), receive)
        asked = await self._surely(lambda: open_.verifying.by_device(PLATFORM, sync))
        await self._hand_over(asked, receive)
        left = [hearing.kicked(id, one, sync.next_batch) for id, one in sync.rooms.leave.items()]
        await self._hand_over(left if since else [], receive)
        await asyncio.gather(*(room(id) for id in sync.rooms.join))

    async def _hand_over(self, ones: Sequence[One], receive: Receive) -> None:
        for one in ones:
            await self._surely(partial(receive, one))

    async def _surely(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do what has to work, however long that takes."""
        wait = SHORTEST
        while True:
            try:
                done = await work()
            except (Refused, NoWayIn, InUse, TryAgain, *AWAY) as error:
                self._trouble.told(error)
                wait = BARRED if needs_help(error) else wait
                if isinstance(error, Refused) and error.after:
                    wait = max(wait, error.after.total_seconds())
                await asyncio.sleep(wait)
                wait = min(LONGEST, wait * 2)
            else:
                self._trouble.over()
                return done

    # Saying.

    async def send(self, address: str, message: Message, key: str) -> str:
        try:
            async with asyncio.timeout(READY):
                await self._ready.wait()
        except TimeoutError:
            raise ConnectionError("not logged in yet") from None
        assert self._open is not None
        try:
            name = await self._open.speaking.send(address, message, key)
        except RetryLater as later:
            await self._note(later.after.total_seconds())
            raise
        self._open.courtesies.follow(address, name, self._limits.reactions)
        return name

    async def _note(self, after: float) -> None:
        """Remember how slow the server wants it, for whoever looks after the bot."""
        if after > self._slowed:
            self._slowed = after
            with contextlib.suppress(TryAgain):
                await self._notebook.write(SLOWED, msgspec.json.encode(after))

    async def fetch(self, ref: str, most: int) -> bytes:
        try:
            return await fetched(self._server, ref, most)
        except (Refused, *AWAY) as error:
            blamed = blame(error)
            raise (Rejected() if isinstance(blamed, Unreachable) else blamed) from None


_sync = msgspec.json.Decoder(Sync).decode


def _can(per_second: float) -> Capabilities:
    return replace(
        Presence.look,
        caption=1000,
        per_second=per_second,
        burst=max(1, int(per_second)),
        in_flight=8,
    )
