"""The contract on the shortest adapter, a terminal, and on the rehearsal platform."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import msgspec
import pytest_asyncio

from adapters.adapter import Inbound
from adapters.console import Console
from adapters.loopback import Loopback
from dialogs.markup import Rich, plain
from dialogs.messages import Heard, Media, MediaKind, Message, Other, Place, Press
from dialogs.messages import Words as Said
from tests.adapters.contract import Contract, Ear, Ground, Trouble, together
from tests.adapters.parity import Shown, joined, shown

_runs = itertools.count()
ANSWER = plain("…")


class Answers(Ear):
    """In a terminal each line is answered before the next is read."""

    def __init__(self, ground: ConsoleGround) -> None:
        super().__init__()
        self._ground = ground

    async def receive(self, one: Any) -> None:
        await super().receive(one)
        assert isinstance(one, Inbound)
        await self._ground.adapter.send(one.address, Message(ANSWER), f"answer {one.key}")


class ConsoleGround(Ground):
    lacks: ClassVar[dict[str, str]] = {
        "again": "what was typed is gone with the terminal",
        "others": "one person sits at a terminal",
        "files": "nobody sends files in a terminal",
        "press": "there is nothing to press in a terminal",
        "leaving": "whoever leaves ends the process",
        "nonsense": "a line is a line",
        "slow": "writing takes no time",
        **dict.fromkeys(Trouble, "nothing comes between a process and its terminal"),
    }

    def __init__(self) -> None:
        self.typed: asyncio.Queue[str] = asyncio.Queue()
        self.written: list[Rich] = []
        super().__init__()
        self.ear = Answers(self)

    def make(self) -> Console:
        self.run = f"run-{next(_runs)}"
        return Console(self._lines(), self.written.append, self.run)

    async def somebody(self, new: bool = False) -> ConsoleChat:
        return ConsoleChat(self)

    async def _lines(self) -> AsyncIterator[str]:
        while True:
            yield await self.typed.get()


class ConsoleChat:
    language = ""

    def __init__(self, ground: ConsoleGround) -> None:
        self._ground = ground
        self.address = ground.run

    async def says(self, words: str) -> Heard:
        self._ground.typed.put_nowait(words)
        return Said(words)

    async def sees(self, last: str) -> list[Shown]:
        return [Shown(joined(text)) for text in self._ground.written if text != ANSWER]


class Rehearsal:
    """A platform in this process: tells again what was not stored, shows what was said by key."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, Any]] = {}
        self.said: dict[str, tuple[str, Message]] = {}
        self.open = asyncio.Event()
        self.open.set()
        self.trouble: Trouble | None = None
        self.port = 0
        self._numbers = itertools.count()
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None
        self._changed = asyncio.Condition()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=2**20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        if self._writer is not None:
            self._writer.close()
        async with self._changed:
            await self._changed.wait_for(lambda: self._writer is None)

    async def connected(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._writer is not None)

    def tell(self, address: str, heard: Heard) -> None:
        key = f"event-{next(self._numbers)}"
        line = {"told": key, "address": address, "heard": heard, "language": "de"}
        self.told[key] = line
        self.write(line)

    def write(self, line: Any) -> None:
        if self._writer is not None:
            self._writer.write(msgspec.json.encode(line) + b"\n")

    async def until_said(self, key: str) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: key in self.said)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._connects(writer)
        for line in self.told.values():
            self.write(line)
        while line := await reader.readline():
            match json.loads(line):
                case {"stored": key}:
                    self.told.pop(key, None)
                case {"again": key}:
                    asyncio.get_running_loop().call_later(0.05, self.write, self.told[key])
                case {"fetch": ref}:
                    content = base64.b64encode(CONTENT if ref == "file" else b"").decode()
                    self.write({"fetched": ref, "content": content})
                case {"say": key, "address": address, "message": message}:
                    await self._say(key, address, msgspec.convert(message, Message), writer)
        await self._connects(None)
        writer.close()

    async def _say(
        self, key: str, address: str, message: Message, writer: asyncio.StreamWriter
    ) -> None:
        await self.open.wait()
        async with self._changed:
            self.said.setdefault(key, (address, message))
            self._changed.notify_all()
        if self.trouble is Trouble.CUT:
            self.trouble = None
            writer.close()
        self.write({"said": key})

    async def _connects(self, writer: asyncio.StreamWriter | None) -> None:
        async with self._changed:
            self._writer = writer
            self._changed.notify_all()


CONTENT = b"what was sent"


class LoopbackGround(Ground):
    lacks: ClassVar[dict[str, str]] = {
        "leaving": "nobody leaves in a rehearsal",
        "last words": "it hears and says over one connection, which ends with hearing",
        **dict.fromkeys(
            (Trouble.WAIT, Trouble.REFUSED, Trouble.GONE), "a rehearsal refuses nothing"
        ),
    }

    def __init__(self, server: Rehearsal) -> None:
        self.server = server
        super().__init__()

    def make(self) -> Loopback:
        return Loopback(f"127.0.0.1:{self.server.port}")

    async def connected(self) -> None:
        """The adapter knows that it is connected when something comes through."""
        self.server.tell("nobody", Said("connected?"))
        before = len(self.ear.tried)
        await self.ear.until(lambda ear: len(ear.tried) > before)

    async def somebody(self, new: bool = False) -> LoopbackChat:
        await self.connected()
        return LoopbackChat(self.server, f"person-{next(_runs)}")

    async def again(self) -> None:
        await super().again()
        await self.connected()

    async def says_nonsense(self, chat: Any) -> None:
        self.server.write({"told": "x", "address": chat.address, "heard": {"type": "riddle"}})
        self.server.write([1])

    @asynccontextmanager
    async def meeting(self, trouble: Trouble) -> AsyncIterator[None]:
        if trouble is Trouble.AWAY:
            await self.server.stop()
            yield
            await self.server.start()
        else:
            self.server.trouble = trouble
            yield
        await self.server.connected()

    @asynccontextmanager
    async def slow(self) -> AsyncIterator[None]:
        self.server.open.clear()
        try:
            yield
        finally:
            self.server.open.set()

    def sent(self, kind: MediaKind) -> bytes:
        return CONTENT


class LoopbackChat:
    language = "de"

    def __init__(self, server: Rehearsal, address: str) -> None:
        self._server = server
        self.address = address

    async def says(self, words: str) -> Heard:
        self._server.tell(self.address, Said(words))
        return Said(words)

    async def presses(self, name: str, label: str, press: Press) -> Heard:
        self._server.tell(self.address, press)
        return press

    async def sends(self, kind: MediaKind) -> Media:
        media = Media(kind, "file")
        self._server.tell(self.address, media)
        return media

    async def shares(self, place: Place) -> None:
        self._server.tell(self.address, place)

    async def does(self, what: str) -> bool:
        self._server.tell(self.address, Other(what))
        return True

    async def sees(self, last: str) -> list[Shown]:
        await self._server.until_said(last)
        own = [said for address, said in self._server.said.values() if address == self.address]
        return [shown(message, Loopback.can) for message in own]


class TestConsole(Contract):
    @pytest_asyncio.fixture
    async def ground(self) -> AsyncIterator[Ground]:
        async with together(ConsoleGround()) as ground:
            yield ground


class TestLoopback(Contract):
    @pytest_asyncio.fixture
    async def ground(self) -> AsyncIterator[Ground]:
        server = Rehearsal()
        await server.start()
        async with together(LoopbackGround(server)) as ground:
            await server.connected()
            yield ground
        await server.stop()
