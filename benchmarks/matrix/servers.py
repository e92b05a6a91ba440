"""A home server in memory, and a bot on it that is set up."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.audience import ANY_TIME
from tests.databases import memory
from tests.matrix.revier import Revier, revier
from tests.matrix.synapse import Synapse

SURVEYS = ("erwartungen", "puls")


@asynccontextmanager
async def server(**settings: Any) -> AsyncIterator[Synapse]:
    """Without limits, but for those in the settings."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        found = Synapse(Path(folder), **settings)
        found.start()
        try:
            await found.ready()
            yield found
        finally:
            found.kill()


@asynccontextmanager
async def bot(synapse: Synapse) -> AsyncIterator[Revier]:
    with tempfile.TemporaryDirectory(dir=memory()) as home:
        folder = Path(home) / "bot"
        folder.mkdir()
        async with revier(synapse, folder, **ANY_TIME) as found:
            await found.bot.command("init")
            for name in SURVEYS:
                await found.bot.command("survey", "publish", name)
            yield found
