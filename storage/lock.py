"""The right to send for a platform account: held by one process at a time."""

from __future__ import annotations

import asyncio
import hashlib

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from .database import Database


class SenderLock:
    """On PostgreSQL an advisory lock, gone with its connection.

    On SQLite only one process runs at all (see bot.app), so there it is always free.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        digest = hashlib.sha256(f"revierstimme sender {name}".encode()).digest()
        self._number = int.from_bytes(digest[:8], "big", signed=True)
        self._connection: Connection | None = None

    async def take(self) -> bool:
        """Whether this process holds the lock, now or still."""
        if self._database.is_sqlite:
            return True
        taking = asyncio.ensure_future(asyncio.to_thread(self._take))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            # The thread goes on: what it takes after a release nobody would ever let go.
            await asyncio.wait([taking])
            raise

    def release(self) -> None:
        """Let the lock go; not while it is being taken."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _take(self) -> bool:
        try:
            if self._connection is None:
                connection = self._database.engine.connect()
                self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                held = select(func.pg_try_advisory_lock(self._number))
                if not self._connection.execute(held).scalar_one():
                    self.release()
                    return False
            else:
                self._connection.execute(select(1))
        except SQLAlchemyError:
            self.release()
            return False
        return True
