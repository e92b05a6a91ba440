"""A platform in memory: it keeps what the bot said, by its key, and fails as it is told to."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.adapter import Capabilities, Inbound, Receive
from bot.clock import Clock
from bot.delivery.sender import Sender
from dialogs.markup import words
from dialogs.messages import Message
from storage.database import Database
from storage.lock import SenderLock
from tests.storage.samples import HERE, NOW

PATIENCE = 30.0


@dataclass(frozen=True)
class Said:
    address: str
    text: str
    key: str
    at: float


class Memory:
    """`tried` is every attempt, `said` what arrived; a key that is known says nothing new."""

    name = HERE

    def __init__(self, can: Capabilities | None = None) -> None:
        self.can = can or Capabilities()
        self.tried: list[Said] = []
        self.said: list[Said] = []
        self.repeated: list[Said] = []
        self.flying = 0
        self.most = 0
        self.open = asyncio.Event()
        self.open.set()
        self._errors: dict[str, list[BaseException | None]] = defaultdict(list)
        self._held: dict[str, asyncio.Event] = {}

    def fail(self, text: str, *errors: BaseException | None) -> None:
        """Fail the next attempts to say this text, one error each; None lets one through."""
        self._errors[text] += errors

    def hold(self, text: str) -> asyncio.Event:
        """Let nobody come to the end of saying this text until the event is set."""
        return self._held.setdefault(text, asyncio.Event())

    async def listen(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        pass

    async def send(self, address: str, message: Message, key: str) -> str:
        text = words(message.text)
        now = Said(address, text, key, asyncio.get_running_loop().time())
        self.tried.append(now)
        self.flying += 1
        self.most = max(self.most, self.flying)
        try:
            await self.open.wait()
            if held := self._held.get(text):
                await held.wait()
            if self._errors[text] and (error := self._errors[text].pop(0)):
                raise error
        finally:
            self.flying -= 1
        known = key in {one.key for one in self.said}
        (self.repeated if known else self.said).append(now)
        return f"name of {key}"

    @property
    def texts(self) -> list[str]:
        return [said.text for said in self.said]

    def to(self, address: str) -> list[str]:
        return [said.text for said in self.said if said.address == address]


class Watch:
    """The time as a test sets it, through the clock's own file."""

    def __init__(self, folder: Path, now: datetime = NOW) -> None:
        self._file = folder / "clock"
        self.set(now)
        self.clock = Clock(ZoneInfo("Europe/Berlin"), self._file)

    def set(self, now: datetime) -> None:
        self.now = now
        # Moved into place: whoever reads it meanwhile finds a whole time.
        fresh = self._file.with_suffix(".new")
        fresh.write_text(now.isoformat(), "ascii")
        fresh.replace(self._file)

    def pass_(self, **time: float) -> None:
        self.set(self.now + timedelta(**time))


@asynccontextmanager
async def sending(database: Database, adapter: Memory, watch: Watch) -> AsyncIterator[Sender]:
    """A sender at work."""
    sender = Sender(database, adapter, watch.clock, SenderLock(database, adapter.name))
    running = asyncio.create_task(sender.run())
    try:
        yield sender
        assert not running.done(), running
    finally:
        running.cancel()
        await asyncio.wait([running])


async def until(done: Callable[[], bool], *, each: Callable[[], object] = lambda: None) -> None:
    """Until something holds; `each` is done between two looks."""
    async with asyncio.timeout(PATIENCE):
        while not done():
            each()
            await asyncio.sleep(0.001)


async def emptied(
    database: Database, sender: Sender, watch: Watch | None = None, **time: float
) -> None:
    """Until every post is settled; time goes by as fast as it may, where a watch is given."""
    async with asyncio.timeout(PATIENCE):
        while await database.read(lambda store: store.outbox.waiting()):
            if watch:
                watch.pass_(**(time or {"seconds": 10}))
                sender.wake()
            await asyncio.sleep(0.001)


def inbound(key: str, address: str, heard: object, platform: str = HERE) -> Inbound:
    return Inbound(key, platform, address, heard)  # type: ignore[arg-type]
