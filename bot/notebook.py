"""What one adapter remembers between two runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from adapters.adapter import TryAgain
from storage.database import Database, StorageAway
from storage.store import Store

T = TypeVar("T")
NAME = "name"
"""The note in which a platform's account of the bot stands."""


class Notebook:
    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    async def read(self, name: str) -> bytes | None:
        """Raises TryAgain where the database is away."""
        return await self._do(lambda store: store.notes.read(self._platform, name))

    async def write(self, name: str, value: bytes | None) -> None:
        """None forgets it. Raises TryAgain where the database is away."""
        await self._do(lambda store: store.notes.write(self._platform, name, value))

    async def _do(self, work: Callable[[Store], T]) -> T:
        try:
            return await self._database.run(work)
        except StorageAway as away:
            raise TryAgain(str(away)) from away
