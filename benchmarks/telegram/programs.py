"""The bots that are measured: ours as operators run it, and the peers."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from tests.process import Bot

from .processes import BOT
from .servers import TOKEN, Postgres, Store, redis

PATIENCE = 30.0
"""Seconds that a peer may take to stop."""


class Process(Protocol):
    """A bot that can be started again after it was stopped or killed."""

    @property
    def pid(self) -> int: ...
    async def start(self) -> None: ...
    async def kill(self) -> None: ...
    async def stop(self) -> None: ...


class Peer:
    """A program of `benchmarks.peers`."""

    def __init__(self, module: str, folder: Path, **environment: str) -> None:
        self._module = module
        self._log = folder / "log"
        self._environment = {**os.environ, **environment}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", f"benchmarks.peers.{self._module}",
                env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        assert self._process is not None
        if self._process.returncode is not None:
            raise RuntimeError(f"{self._module} ended:\n{self._log.read_text()[-4000:]}")
        self._process.terminate()
        async with asyncio.timeout(PATIENCE):
            await self._process.wait()


class Program:
    """A bot on its core, and the server of its database, if there is one."""

    def __init__(self, process: Process, store: int | None = None) -> None:
        self._process = process
        self.store = store

    @property
    def pid(self) -> int:
        return self._process.pid

    async def start(self) -> None:
        await self._process.start()
        os.sched_setaffinity(self.pid, BOT)

    async def kill(self) -> None:
        await self._process.kill()

    async def stop(self) -> None:
        await self._process.stop()


Prepare = Callable[[Path, str, Postgres], AbstractAsyncContextManager[Program]]


async def _ours(folder: Path, address: str, store: Store) -> Program:
    bot = Bot(
        folder,
        database_url=store.url,
        TELEGRAM__TOKEN=TOKEN,
        TELEGRAM__API_BASE_URL=address,
        TELEGRAM__MESSAGES_PER_SECOND="0",
        TELEGRAM__CHAT_SECONDS="0",
    )
    await bot.command("init")
    await bot.command("survey", "publish", "erwartungen")
    return Program(bot, store.pid)


@asynccontextmanager
async def ours(folder: Path, address: str, _: Postgres) -> AsyncIterator[Program]:
    yield await _ours(folder, address, Store("", None))


@asynccontextmanager
async def ours_postgres(folder: Path, address: str, server: Postgres) -> AsyncIterator[Program]:
    with server.database() as store:
        yield await _ours(folder, address, store)


@asynccontextmanager
async def aiogram_redis(folder: Path, address: str, _: Postgres) -> AsyncIterator[Program]:
    with redis() as store:
        yield _peer("aiogram_redis", folder, address, store.pid, REDIS_URL=store.url)


@asynccontextmanager
async def aiogram_postgres(folder: Path, address: str, server: Postgres) -> AsyncIterator[Program]:
    with server.database() as store:
        url = store.url.replace("postgresql://", "postgresql+asyncpg://", 1)
        yield _peer("aiogram_postgres", folder, address, store.pid, DATABASE_URL=url)


@asynccontextmanager
async def ptb_sqlite(folder: Path, address: str, _: Postgres) -> AsyncIterator[Program]:
    url = f"sqlite+aiosqlite:///{folder}/bot.db"
    yield _peer("ptb_sqlite", folder, address, None, DATABASE_URL=url)


def _peer(module: str, folder: Path, address: str, store: int | None, **where: str) -> Program:
    return Program(Peer(module, folder, BOT_TOKEN=TOKEN, BOT_API=address, **where), store)


PROGRAMS: dict[str, Prepare] = {
    prepare.__name__: prepare
    for prepare in (ours, ours_postgres, aiogram_redis, aiogram_postgres, ptb_sqlite)
}
