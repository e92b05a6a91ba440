"""The contract on Telegram: the strict server, and all that it can answer."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
import pytest_asyncio

from adapters.telegram import Limits, Telegram, platform
from dialogs.messages import MediaKind
from tests.adapters.contract import Contract, Ground, Trouble, together
from tests.adapters.parity import Chat
from tests.fakes.telegram import Hang, Reset, TelegramServer, refuse, retry_after
from tests.fakes.telegram.faults import Fault

from .chat import TelegramChat, Told

FAULTS: dict[Trouble, Fault] = {
    Trouble.WAIT: retry_after(1),
    Trouble.REFUSED: refuse(400, "Bad Request: message text is empty"),
    Trouble.GONE: refuse(403, "Forbidden: bot was blocked by the user"),
    Trouble.AWAY: Reset(),
    Trouble.CUT: Reset(after=True),
}
SENT = {
    MediaKind.PHOTO: b"JFIF",
    MediaKind.FILE: b"%PDF",
    MediaKind.VOICE: b"OggS",
    MediaKind.AUDIO: b"ID3",
    MediaKind.VIDEO: b"ftyp",
}
_numbers = itertools.count(1001)


class TelegramGround(Ground):
    lacks: ClassVar[dict[str, str]] = {"once": "Telegram takes no name of ours for a message"}

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        super().__init__()

    def make(self) -> Telegram:
        return Telegram(self.server.token, self.server.address, Limits(0, 0))

    async def somebody(self, new: bool = False) -> TelegramChat:
        return TelegramChat(self.server.person(next(_numbers), language="de"), Told())

    async def leaves(self, chat: Chat) -> None:
        self.server.person(int(chat.address)).blocks()

    async def says_nonsense(self, chat: Chat) -> None:
        self.server.tolerates("this server answers wrongly")
        self.server.person(int(chat.address)).sends_anything(text={"canary": 1})

    @asynccontextmanager
    async def meeting(self, trouble: Trouble) -> AsyncIterator[None]:
        script = self.server.fails("sendMessage", FAULTS[trouble])
        yield
        script.stop()

    @asynccontextmanager
    async def slow(self) -> AsyncIterator[None]:
        script = self.server.fails("sendMessage", Hang(), times=None)
        try:
            yield
        finally:
            script.stop()
            script.release()

    def sent(self, kind: MediaKind) -> bytes:
        return SENT[kind]


class TestTelegram(Contract):
    @pytest_asyncio.fixture
    async def ground(self, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ground]:
        monkeypatch.setattr(platform, "SHORTEST", 0.01)
        async with TelegramServer() as server, together(TelegramGround(server)) as ground:
            server.tolerates("invalid file_id")
            await server.updates.until_polled()
            yield ground
            # Whoever is cut off while connecting leaves a socket to be collected.
            await server.updates.until_polled()
            assert server.violations == []
