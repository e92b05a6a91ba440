"""A real adapter on stage: the bot runs between it and the database, in a thread of its own.

What runs is what `revierstimme run` has between a platform and the database. What time brings is
left to scene lines, as on the rehearsal platform, and so are files of organisers.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import func, select, update

from adapters.adapter import Adapter, Inbound, Receive, Received
from bot.campaigns.hours import Hours
from bot.days import written
from bot.delivery.sender import Sender
from bot.fetching import Fetching
from bot.ideas.sheet import Telling
from bot.inbox import Inbox
from bot.organising.filing import Filing
from bot.turns import Turns
from dialogs.messages import Message, Start
from storage.chats import Place
from storage.database import Database
from storage.lock import SenderLock
from storage.moments import stamp
from storage.tables import outbox
from tests.bot.talking import Bot, Person, Standing

PATIENCE = 60.0
"""Seconds after which something has not happened."""
TICK = 0.004
ANY_TIME = Hours(earliest=0, latest=24, rest_days=False)

T = TypeVar("T")


class Overheard:
    """An adapter of which is noted what it hands over, and what it says under which name.

    That somebody came is not handed over: a conversation begins with what somebody says.
    """

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter
        self.name, self.can = adapter.name, adapter.can
        self.close, self.fetch = adapter.close, adapter.fetch
        self.came: set[str] = set()
        self.heard = 0
        self.said: dict[str, list[tuple[str, Message]]] = defaultdict(list)

    async def listen(self, receive: Receive) -> None:
        await self._adapter.listen(partial(self._receive, receive))

    async def _receive(self, receive: Receive, one: Received) -> None:
        if isinstance(one, Inbound) and one.heard == Start("start"):
            self.came.add(one.address)
            return
        await receive(one)
        self.heard += 1

    async def send(self, address: str, message: Message, key: str) -> str:
        name = await self._adapter.send(address, message, key)
        self.said[address].append((name, message))
        return name


class Running:
    """A stage with a real adapter; what is done and seen there is left to those that follow."""

    platform: str
    elsewhere: str

    def __init__(self, database: Database) -> None:
        self.bot = Bot(database)
        self._seen: dict[str, int] = defaultdict(int)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stage")
        self._stack = AsyncExitStack()

    # What each platform does in a way of its own.

    async def opens(self, stack: AsyncExitStack) -> Adapter:
        """Set up the platform; what has to be closed goes onto the stack."""
        raise NotImplementedError

    async def meets(self, name: str, language: str) -> str:
        """Somebody new, to whom the bot may write; their address."""
        raise NotImplementedError

    async def acts(self, person: Person, line: str, brings: bytes) -> None:
        """What that person does there."""
        raise NotImplementedError

    async def sees(self, person: Person) -> list[Message]:
        """All that the bot said to them, read where they see it, once everything is there."""
        raise NotImplementedError

    def as_played(self, script: str) -> str:
        """What a conversation has to look like here."""
        raise NotImplementedError

    # The stage.

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._wait(self._open())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._wait(self._close())
        finally:
            self._end()

    def person(self, name: str, language: str) -> Person:
        address = self._wait(self.meets(name, language))
        place, now = Place(self.platform, address, language), self.bot.now
        # Few platforms tell a language, and none all of ours: so this person has chosen before.
        self.bot.database.do(lambda store: store.chats.at([place], now))
        return Person(self.bot, address, self.platform, language, name)

    def does(self, person: Person, line: str, brings: Path | None = None) -> None:
        sent = brings.read_bytes() if brings else b""
        self._wait(self._does(person, line, sent))

    def shown(self, person: Person) -> Message:
        said = self.overheard.said[person.address]
        return said[-1][1] if said else Message(())

    def told(self, person: Person) -> list[Message]:
        self._wait(self._quiet())
        found = self._wait(self.sees(person))
        before, self._seen[person.address] = self._seen[person.address], len(found)
        return found[before:]

    def filed(self, sent: Path | None) -> None:
        del sent  # that was sent before
        assert self._wait(self._filing._round()), "there is nothing to file"

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for that, as long as the bot runs."""
        async with asyncio.timeout(PATIENCE):
            while not met():
                assert not self._running.done(), self._running
                await asyncio.sleep(TICK)

    async def _does(self, person: Person, line: str, brings: bytes) -> None:
        before = self.overheard.heard
        await self.acts(person, line, brings)
        await self.until(lambda: self.overheard.heard > before)
        if line.startswith("{"):
            await self.until(lambda: not self._unfetched())
        await self._quiet()

    async def _quiet(self) -> None:
        """Until everything is said, also what is for the next morning: conversations show it."""
        now, later = stamp(self.bot.now), outbox.c.due > stamp(self.bot.now)
        if self._waits():
            with self.bot.database.engine.begin() as connection:
                connection.execute(update(outbox).where(later).values(due=now))
            self._sender.wake()
            await self.until(lambda: not self._waits())

    def _waits(self) -> bool:
        here = (outbox.c.platform == self.platform) & outbox.c.due.is_not(None)
        query = select(func.count()).where(here)
        with self.bot.database.engine.connect() as connection:
            return bool(connection.execute(query).scalar_one())

    def _unfetched(self) -> bool:
        now = self.bot.now
        return bool(self.bot.database.look(lambda s: s.files.unfetched(self.platform, now, 1)))

    async def _open(self) -> None:
        bot, clock = self.bot, Standing(self.bot)
        database, config = bot.database, bot.config
        self.overheard = one = Overheard(await self.opens(self._stack))
        self._stack.push_async_callback(one.close)
        self._sender = Sender(database, one, clock, SenderLock(database, one.name), ANY_TIME)
        fetching = Fetching(database, one, clock, lambda: True)
        telling = Telling(config.operator.name, "de", written(config.zone), config.results.k)
        self._filing = Filing(database, one, clock, lambda: True, self._sender, telling)
        turns, senders = Turns(config), {one.name: self._sender}
        inbox = Inbox(database, turns, clock, senders, {one.name: fetching})
        self._running = asyncio.gather(
            inbox.run(), self._sender.run(), fetching.run(), one.listen(inbox.receive)
        )
        self._stack.push_async_callback(_ended, self._running)

    async def _close(self) -> None:
        await self._stack.aclose()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(2 * PATIENCE)

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


def differences(played: str, wanted: str) -> list[str]:
    """Line by line; none where both are the same, word for word."""
    return list(unified_diff(wanted.splitlines(True), played.splitlines(True), n=2))


async def _ended(running: asyncio.Future[Any]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
