"""A bot with an account on a real Synapse, and the people who talk to it."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.databases import memory
from tests.prepared import SURVEY, copied
from tests.process import Bot

from .residents import PATIENCE, Resident, device, resident
from .synapse import NAME, PASSWORD, Synapse

_numbers = itertools.count()


@pytest.fixture(scope="session")
def synapse() -> Iterator[Synapse]:
    """One server for all tests here; each test has people of its own."""
    folder = Path(tempfile.mkdtemp(prefix="rs-", dir=memory()))
    server = Synapse(folder)
    server.start()
    try:
        asyncio.run(server.ready())
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


@pytest.fixture
def folder(set_up: Path, tmp_path: Path) -> Path:
    return folder_of(set_up, tmp_path)


def folder_of(set_up: Path, home: Path) -> Path:
    """A bot's own folder in a test's."""
    return copied(set_up, home / "bot")


class Revier:
    """A bot with an account of its own, and the people who talk to it."""

    def __init__(self, synapse: Synapse, bot: Bot, user: str) -> None:
        self.synapse = synapse
        self.bot = bot
        self.user = user
        self._stack = AsyncExitStack()

    async def person(self, name: str, encrypted: bool = False, invites: bool = True) -> Resident:
        """Somebody new, whose name has to be said in full only once."""
        folder = self.bot.folder.parent / "people"
        unique = f"{name}{next(_numbers)}-{self.bot.folder.parent.name.strip('_')}".lower()
        found = await self._stack.enter_async_context(
            resident(self.synapse, folder, unique, self.user)
        )
        if invites:
            await found.invites(encrypted)
        return found

    async def second_device(self, of: Resident) -> Resident:
        folder = self.bot.folder.parent / "people" / "second"
        found = await self._stack.enter_async_context(
            device(self.synapse, folder, of.client.user, self.user)
        )
        found.room = of.room
        return found

    @asynccontextmanager
    async def other_device(self, of: Resident) -> AsyncIterator[Resident]:
        """One that is logged out at the end."""
        folder = self.bot.folder.parent / "people" / f"other{next(_numbers)}"
        async with device(self.synapse, folder, of.client.user, self.user) as found:
            found.room = of.room
            try:
                yield found
            finally:
                await found.client.logout()

    async def claim(self, by: Resident, number: int) -> list[str]:
        """Take so many of the keys that the bot's device offers; their names."""
        token, names = by.client.access_token, []
        path = "/_matrix/client/v3/keys"
        wanted = {"device_keys": {self.user: []}}
        found = await self.synapse.ask("POST", f"{path}/query", wanted, token)
        (device,) = found["device_keys"][self.user]
        claim = {"one_time_keys": {self.user: {device: "signed_curve25519"}}}
        for _ in range(number):
            found = await self.synapse.ask("POST", f"{path}/claim", claim, token)
            names += found["one_time_keys"][self.user][device]
        return names

    def look(self, work: Any) -> Any:
        """What a transaction on the bot's database finds."""
        url = f"sqlite:///{self.bot.folder}/data/revierstimme.db"
        database = Database(url, read_key(self.bot.folder / "key"))
        try:
            return database.do(work)
        finally:
            database.close()

    def participant(self, of: Resident) -> str:
        def look(store: Store) -> str:
            place = Place("matrix", of.room, "de")
            return store.chats.at([place], datetime.now(UTC))["matrix", of.room].participant

        return str(self.look(look))

    async def fetched(self) -> None:
        """Until all files lie in the database."""
        path = self.bot.folder / "data" / "revierstimme.db"
        query = "select count(*) from files where content_sealed is null"
        async with asyncio.timeout(PATIENCE):
            with closing(sqlite3.connect(path)) as connection:
                while connection.execute(query).fetchone() != (0,):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)

    def ballot(self, of: Resident) -> dict[str, Any] | None:
        def look(store: Store) -> dict[str, Any] | None:
            place = Place("matrix", of.room, "de")
            who = store.chats.at([place], datetime.now(UTC))["matrix", of.room].participant
            found = store.ballots.of(SURVEY, who)
            return None if found is None else found.answers

        return self.look(look)  # type: ignore[no-any-return]


@asynccontextmanager
async def revier(synapse: Synapse, folder: Path, **settings: str) -> AsyncIterator[Revier]:
    """A bot that is set up and not started yet."""
    name = f"bot{next(_numbers)}-{folder.parent.name.strip('_')}".lower()
    await synapse.register(name)
    told = {
        "MATRIX__HOMESERVER": synapse.address,
        "MATRIX__USER": name,
        "MATRIX__PASSWORD": PASSWORD,
    }
    bot = Bot(folder, **(told | settings))
    found = Revier(synapse, bot, f"@{name}:{NAME}")
    try:
        async with found._stack:
            yield found
    finally:
        if bot.running:
            await bot.kill()
    log = bot.log.read_text() if bot.log.exists() else ""
    assert "Traceback" not in log
    assert "a turn failed" not in log
    assert NAME not in log
    assert PASSWORD not in log


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def talking(
    synapse: Synapse, set_up: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Revier]:
    """One bot that runs, for tests that bring people of their own."""
    folder = folder_of(set_up, tmp_path_factory.mktemp("talking"))
    async with revier(synapse, folder) as found:
        await found.bot.start()
        yield found
        await found.bot.stop()
