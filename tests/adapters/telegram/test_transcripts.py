"""Every transcript, word for word, through the adapter and the strict server."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from adapters.telegram import Limits, Telegram
from tests.adapters.parity import play_through
from tests.fakes.telegram import TelegramServer
from tests.play import ALL, named

from .chat import TelegramChat, Told

numbers = itertools.count(1001)


class Platform(NamedTuple):
    server: TelegramServer
    adapter: Telegram
    told: Told


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def platform() -> AsyncIterator[Platform]:
    told = Told()
    async with TelegramServer() as server:
        adapter = Telegram(server.token, server.address, Limits(0, 0))
        listening = asyncio.create_task(adapter.listen(told.put))
        await server.updates.until_polled()
        yield Platform(server, adapter, told)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await adapter.close()


@pytest.fixture
def script(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.mark.parametrize("path", ALL, ids=named)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_transcript_is_played_word_for_word(
    path: Path, script: str, platform: Platform
) -> None:
    server, adapter, told = platform
    language = path.parent.name.partition("-")[0]
    chat = TelegramChat(server.person(next(numbers), language=language), told)
    await play_through(script, adapter, chat)
    assert told.empty()
    assert server.world.unanswered == []
    assert server.violations == []
