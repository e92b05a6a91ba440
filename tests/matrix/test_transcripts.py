"""Every transcript, word for word, through the adapter and a real server."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from adapters.adapter import Inbound
from adapters.matrix.account import Account
from adapters.matrix.platform import Matrix
from bot.notebook import Notebook
from dialogs.messages import Start
from storage.crypt import Keys
from storage.database import Database
from tests.adapters.parity import play_through
from tests.play import ALL, named

from .chat import PATIENCE, MatrixChat, Told
from .residents import Resident, resident
from .synapse import NAME, PASSWORD, Synapse

pytestmark = pytest.mark.asyncio(loop_scope="module")
numbers = itertools.count()


class Platform(NamedTuple):
    adapter: Matrix
    told: Told
    room: Callable[[bool], Awaitable[Resident]]
    """A resident's room, plain or encrypted; transcripts are talked through in it in turn."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def platform(
    synapse: Synapse, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Platform]:
    folder = tmp_path_factory.mktemp("transcripts")
    shutil.copy(sqlite_template, folder / "data.db")
    # Worksteal may come back to this module, and the server knows those from before.
    name = f"transcripts{next(numbers)}"
    await synapse.register(name)
    database = Database(f"sqlite:///{folder}/data.db", Keys(secrets.token_bytes(32)))
    account = Account(synapse.address, name, PASSWORD)
    adapter = Matrix(account, Notebook(database, "matrix"), database.keys, folder / "keys")
    told, rooms = Told(), dict[bool, Resident]()
    async with AsyncExitStack() as stack:
        stack.callback(database.close)
        stack.push_async_callback(adapter.close)
        listening = asyncio.create_task(adapter.listen(told.put))

        async def room(encrypted: bool) -> Resident:
            if encrypted not in rooms:
                reader = f"reader-{encrypted}-{name}".lower()
                person = resident(synapse, folder, reader, f"@{name}:{NAME}")
                rooms[encrypted] = await stack.enter_async_context(person)
                await rooms[encrypted].invites(encrypted)
                async with asyncio.timeout(PATIENCE):
                    came = await told.get()
                assert isinstance(came, Inbound)
                assert came.heard == Start("start")
            return rooms[encrypted]

        yield Platform(adapter, told, room)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def played(path: Path, platform: Platform, encrypted: bool) -> None:
    adapter, told, room = platform
    chat = MatrixChat(await room(encrypted), told, encrypted)
    script = await asyncio.to_thread(path.read_text, "utf-8")
    await play_through(script, adapter, chat)
    assert told.empty()


# Where people do something else than to write, and what is written with signs of its own.
SHORT = ("stale_presses", "survey_kinds_buttons")


def some(paths: Sequence[Path], names: Sequence[str]) -> list[Any]:
    """These by default, each in another language than the last; the others take minutes."""
    languages = itertools.cycle(sorted({path.parent.name for path in paths}))
    chosen = {f"{next(languages)}/{name}.txt" for name in names}
    long = pytest.mark.chaos
    return [pytest.param(p, id=named(p), marks=[] if named(p) in chosen else long) for p in paths]


@pytest.mark.parametrize("path", some(ALL, SHORT))
async def test_a_transcript_is_played_word_for_word(path: Path, platform: Platform) -> None:
    await played(path, platform, encrypted=False)


@pytest.mark.parametrize("path", some(ALL, SHORT[::-1]))
async def test_a_transcript_is_played_word_for_word_where_all_is_encrypted(
    path: Path, platform: Platform
) -> None:
    await played(path, platform, encrypted=True)
