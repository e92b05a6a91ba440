"""Where an adapter is tried: its platform, people who use it, and what can go wrong there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import StrEnum
from typing import ClassVar
from uuid import uuid4

import pytest

from adapters.adapter import Adapter, Inbound, Left, Moved, RetryLater, SetAside, TryAgain
from adapters.fit import fit
from dialogs.messages import Heard, MediaKind, Message
from tests.adapters.parity import Chat, Shown

PATIENCE = 30.0
One = Inbound | Left | Moved | SetAside


class Trouble(StrEnum):
    """What can become of a message on its way."""

    WAIT = "the platform asks to wait"
    REFUSED = "the platform will never take this message"
    GONE = "the chat is gone"
    AWAY = "the platform cannot be reached"
    CUT = "the network fails after the platform was asked"


class Ear:
    """Stores what it is told; `refuses` says that it cannot, `held` does not come to an end."""

    def __init__(self) -> None:
        self.refuses = False
        self.held: Callable[[One], bool] = lambda _: False
        self.tried: list[One] = []
        self.stored: list[One] = []
        self._changed = asyncio.Condition()

    async def receive(self, one: One) -> None:
        async with self._changed:
            self.tried.append(one)
            self._changed.notify_all()
            await self._changed.wait_for(lambda: not self.held(one))
            if self.refuses:
                raise TryAgain("the database is away")
            # The bot knows by its key what it has heard already.
            if one.key not in {known.key for known in self.stored}:
                self.stored.append(one)
            self._changed.notify_all()

    async def until(self, met: Callable[[Ear], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: met(self))

    async def hears(self, chat: Chat, number: int) -> list[Heard]:
        """So many things that somebody did, as soon as all are stored."""
        await self.until(lambda ear: len(ear.of(chat)) >= number)
        return [one.heard for one in self.of(chat)]

    def of(self, chat: Chat) -> list[Inbound]:
        """What is stored of somebody."""
        own = [one for one in self.stored if isinstance(one, Inbound)]
        return [one for one in own if one.address == chat.address]

    def forget(self) -> None:
        """Ready for what comes next; with everything that was told before out of mind."""
        self.refuses, self.held = False, lambda _: False
        self.tried.clear()
        self.stored.clear()


class Ground:
    """A platform with the adapter that is tried; it listens with `ear`.

    `lacks` names what nobody can do there, or an adapter cannot know, each with the reason:
    "again", "once", "others", "files", "press", "leaving", "nonsense", "slow", "last words", or
    a Trouble.
    """

    lacks: ClassVar[Mapping[str, str]] = {}

    def __init__(self) -> None:
        self.ear = Ear()
        self.adapter = self.make()
        self.listening: asyncio.Task[None] | None = None

    def make(self) -> Adapter:
        """The adapter as another run of the bot has it."""
        raise NotImplementedError

    async def somebody(self, new: bool = False) -> Chat:
        """Somebody's chat, to whom the bot may write; `new`: nobody from before."""
        raise NotImplementedError

    async def leaves(self, chat: Chat) -> None:
        """Have somebody leave, or block the bot."""
        raise NotImplementedError

    async def says_nonsense(self, chat: Chat) -> None:
        """Have something arrive from them that is not as the platform documents it."""
        raise NotImplementedError

    def meeting(self, trouble: Trouble) -> AbstractAsyncContextManager[None]:
        """The next message meets this."""
        raise NotImplementedError

    def slow(self) -> AbstractAsyncContextManager[None]:
        """Messages are under way and not there yet, until this ends."""
        raise NotImplementedError

    def sent(self, kind: MediaKind) -> bytes:
        """What is in a file that a chat here `sends`."""
        raise NotImplementedError

    def needs(self, what: str) -> None:
        if why := self.lacks.get(what):
            pytest.skip(why)

    def listen(self) -> None:
        self.listening = asyncio.create_task(self.adapter.listen(self.ear.receive))

    async def stop(self) -> None:
        """As if killed."""
        if self.listening is not None:
            self.listening.cancel()
            await asyncio.gather(self.listening, return_exceptions=True)
        await self.adapter.close()

    async def again(self) -> None:
        """Another run."""
        await self.stop()
        self.ear.held = lambda _: False
        self.adapter = self.make()
        self.listen()

    async def say(self, chat: Chat, message: Message, key: str = "") -> list[str]:
        """Say it as the sender does, waiting as it is asked to; the names of its parts."""
        names = []
        for part in fit(message, self.adapter.can):
            one = key or uuid4().hex
            while True:
                try:
                    names.append(await self.adapter.send(chat.address, part, one))
                except RetryLater as later:
                    await asyncio.sleep(later.after.total_seconds())
                else:
                    break
        return names

    async def shows(self, chat: Chat, message: Message) -> list[Shown]:
        """Say it; what stands in the chat then."""
        return await chat.sees((await self.say(chat, message))[-1])


@asynccontextmanager
async def together(ground: Ground) -> AsyncIterator[Ground]:
    """A ground that listens."""
    ground.listen()
    try:
        yield ground
    finally:
        await ground.stop()
