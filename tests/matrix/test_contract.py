"""The contract on Matrix: a real server, and what stands between it and the bot."""

from __future__ import annotations

import itertools
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.matrix import platform
from adapters.matrix.account import Account
from adapters.matrix.platform import Matrix
from bot.notebook import Notebook
from dialogs.messages import MediaKind
from storage.crypt import Keys
from storage.database import Database
from tests.adapters.contract import Contract, Ground, Trouble, together
from tests.adapters.parity import Chat

from .between import Between
from .chat import KINDS, MatrixChat, Told
from .residents import Resident, resident
from .synapse import NAME, PASSWORD, Synapse

# Sixty-four tests with a real server take two minutes.
pytestmark = pytest.mark.chaos

REFUSALS: dict[Trouble, tuple[int, dict[str, Any]]] = {
    Trouble.WAIT: (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 100}),
    Trouble.REFUSED: (413, {"errcode": "M_TOO_LARGE"}),
    Trouble.GONE: (403, {"errcode": "M_FORBIDDEN"}),
}
_numbers = itertools.count()


class MatrixGround(Ground):
    """All tests have the same resident, unless one is wanted that is new."""

    def __init__(
        self, synapse: Synapse, between: Between, user: str, database: Database, folder: Path
    ) -> None:
        self.synapse, self.between = synapse, between
        self.user, self.database, self.folder = user, database, folder
        self.encrypted = True
        self.people = AsyncExitStack()
        self._known: dict[bool, Resident] = {}
        super().__init__()

    def make(self) -> Matrix:
        account = Account(self.between.address, self.user, PASSWORD)
        notebook = Notebook(self.database, "matrix")
        return Matrix(account, notebook, self.database.keys, self.folder / "keys")

    async def somebody(self, new: bool = False) -> MatrixChat:
        if new or self.encrypted not in self._known:
            person = await self._comes()
            if new:
                return MatrixChat(person, Told(), self.encrypted)
            self._known[self.encrypted] = person
        return MatrixChat(self._known[self.encrypted], Told(), self.encrypted)

    async def _comes(self) -> Resident:
        name = f"{self.user}-{next(_numbers)}"
        bot = f"@{self.user}:{NAME}"
        person = await self.people.enter_async_context(
            resident(self.synapse, self.folder, name, bot)
        )
        before = len(self.ear.stored)
        await person.invites(self.encrypted)
        await self.ear.until(lambda ear: len(ear.stored) > before)
        self.ear.forget()
        return person

    async def leaves(self, chat: Chat) -> None:
        assert isinstance(chat, MatrixChat)
        await chat.person.client.room_leave(chat.address)

    async def says_nonsense(self, chat: Chat) -> None:
        assert isinstance(chat, MatrixChat)
        nonsense: list[dict[str, Any]] = [
            {"msgtype": "m.location", "body": "", "geo_uri": "geo:91,181"},
            {"msgtype": "m.image", "body": "", "file": {"url": 7}},
            {"msgtype": "m.sound", "body": "", "m.relates_to": "nothing"},
        ]
        if self.encrypted:  # what a server can look into it does not let through
            nonsense += [{"msgtype": ["m.text"], "body": {"canary": 1}}, {"m.relates_to": 1}]
        for content in nonsense:
            await chat.person.sends("m.room.message", content)

    @asynccontextmanager
    async def meeting(self, trouble: Trouble) -> AsyncIterator[None]:
        self.between.refuses = REFUSALS.get(trouble)
        # Twice: on a connection that was used before, aiohttp asks once more by itself.
        self.between.breaks = 2 if trouble is Trouble.CUT else 0
        self.between.away = trouble is Trouble.AWAY
        yield
        self.between.breaks, self.between.away = 0, False

    @asynccontextmanager
    async def slow(self) -> AsyncIterator[None]:
        self.between.open.clear()
        try:
            yield
        finally:
            self.between.open.set()

    def sent(self, kind: MediaKind) -> bytes:
        return KINDS[kind][3]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def platform_here(
    synapse: Synapse, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[MatrixGround]:
    folder = tmp_path_factory.mktemp("contract")
    shutil.copy(sqlite_template, folder / "data.db")
    await synapse.register("contract")
    database = Database(f"sqlite:///{folder}/data.db", Keys(secrets.token_bytes(32)))
    async with Between(synapse.address) as between:
        ground = MatrixGround(synapse, between, "contract", database, folder)
        async with together(ground), ground.people:
            yield ground
    database.close()


class OnMatrix(Contract):
    encrypted = True

    @pytest.fixture
    def ground(self, platform_here: MatrixGround, monkeypatch: pytest.MonkeyPatch) -> MatrixGround:
        monkeypatch.setattr(platform, "SHORTEST", 0.05)
        platform_here.ear.forget()
        platform_here.encrypted = self.encrypted
        return platform_here


@pytest.mark.asyncio(loop_scope="module")
class TestEncrypted(OnMatrix):
    """Rooms as most clients make them."""


@pytest.mark.chaos
@pytest.mark.asyncio(loop_scope="module")
class TestPlain(OnMatrix):
    encrypted = False
