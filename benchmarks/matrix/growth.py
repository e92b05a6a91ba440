"""Whether the bot's process grows with what it hears and says."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path

from benchmarks.turns import AGAIN, WAY
from tests.matrix.residents import Resident, Said

from .servers import bot, server

PEOPLE = 20
STEPS = 10
"""How often the memory is looked at."""
WARM = 0.2
"""The share of all events after which the process should not grow any more."""
PATIENCE = 600.0


class Talker:
    """Says the next line as soon as the last is answered; the survey again and again."""

    def __init__(self, person: Resident, count: Count) -> None:
        self._person = person
        self._count = count
        self._lines: Iterator[str] = itertools.chain(WAY[1:], itertools.cycle(AGAIN))
        self._saying: set[asyncio.Task[None]] = set()
        person.reacts = self._hears

    def _hears(self, _: Said) -> None:
        self._count.add()
        if not self._count.enough.is_set():
            task = asyncio.create_task(self._says(next(self._lines)))
            self._saying.add(task)
            task.add_done_callback(self._saying.discard)

    async def _says(self, words: str) -> None:
        await self._person.says(words)
        self._count.add()


class Count:
    """Events so far, heard and said together."""

    def __init__(self, most: int) -> None:
        self.events = 0
        self.enough = asyncio.Event()
        self._most = most
        self._moved = asyncio.Condition()

    def add(self) -> None:
        self.events += 1
        if self.events >= self._most:
            self.enough.set()


async def grown(events: int) -> list[str]:
    """Lines of figures: megabytes by events, residents in plain and encrypted rooms alike."""
    count, lines, sizes = Count(events), [], []
    async with server() as synapse, bot(synapse) as here:
        await here.bot.start()
        for number in range(PEOPLE):
            Talker(await here.person("anna", encrypted=bool(number % 2)), count)
        for step in range(1, STEPS + 1):
            async with asyncio.timeout(PATIENCE):
                while count.events < events * step // STEPS:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            sizes.append(resident_set(here.bot.pid))
            lines.append(f"{count.events:>7} events  {sizes[-1]:>6.1f} MB")
            print(lines[-1], flush=True)
        await here.bot.stop()
    early = sizes[int(STEPS * WARM) - 1]
    return [f"grown since {WARM:.0%}: {sizes[-1] - early:.1f} MB ({sizes[-1] / early - 1:.1%})"]


def resident_set(pid: int) -> float:
    """Megabytes that a process has in memory now."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
