"""A run: a bot with an empty database, and residents who answer its survey in a closed loop."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from .processes import memory, used, used_by_all
from .programs import PROGRAMS, Program
from .servers import Postgres, Telegram, telegram

SURVEY = (
    "Ja, teilnehmen", "Energie", "4", "Nordsachsen", "Mehr Bänke an den Haltestellen",
    "Ja, absenden",
)  # fmt: skip
FIRST = ("/start", "Ja, einverstanden", *SURVEY, "Nein, nicht schreiben")
AGAIN = ("/start", "Was erwarten Sie vom Wandel?", *SURVEY)
THANKS = "Ihre Antwort ist gezählt"
SOMEBODY = 999
STALLED = 15.0
"""Seconds without any reply after which nobody will get one."""


class Figures(NamedTuple):
    """What a run came to."""

    per_second: float
    p50: float
    """Milliseconds from a resident's message to the bot's reply."""
    p99: float
    cpu: float
    """Microseconds of the bot's process a turn."""
    store: float
    """Microseconds of the database's server a turn."""
    api: float
    """Microseconds of the Bot API server a turn; it is one process too, and can be the limit."""
    memory: float
    """Megabytes of the bot's process at most."""
    lost: float
    """Turns without a reply."""


@asynccontextmanager
async def running(
    name: str, latency: float, server: Postgres
) -> AsyncIterator[tuple[Telegram, Program]]:
    """A bot that has talked to somebody, so that all it needs is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            telegram(latency) as platform,
            PROGRAMS[name](Path(folder), platform.address, server) as program,
        ):
            await program.start()
            try:
                await platform.ask("follow", people=[SOMEBODY], lines=FIRST)
                await platform.ask("wait", replied=len(FIRST), timeout=60)
                await platform.ask("replies", forget=True)
                yield platform, program
            finally:
                await program.stop()


async def measure(
    name: str, at_once: int, turns: int, latency: float, server: Postgres
) -> Figures:
    people = list(range(1000, 1000 + at_once))
    lines = [*FIRST, *AGAIN * max(1, turns // at_once // len(AGAIN))]
    async with running(name, latency, server) as (platform, program):
        await platform.ask("people", first=1000, count=at_once)
        before = _spent(platform, program)
        await platform.ask("follow", people=people, lines=lines)
        found = await settled(platform, at_once * len(lines))
        after, most = _spent(platform, program), memory(program.pid)
        ballots = at_once * lines.count("Ja, absenden")
        if not found["waiting"] and await thanked(platform, people) != ballots:
            raise RuntimeError(f"{name} did not take all ballots")
    waits, done = sorted(found["waits"]), len(found["waits"])
    return Figures(
        done / found["seconds"],
        waits[done // 2] * 1000,
        waits[int(done * 0.99)] * 1000,
        *((late - early) / done * 1e6 for early, late in zip(before, after, strict=True)),
        most,
        len(found["waiting"]),
    )


def _spent(platform: Telegram, program: Program) -> tuple[float, float, float]:
    return used(program.pid), used_by_all(program.store), used(platform.pid)


async def settled(platform: Telegram, turns: int) -> dict[str, Any]:
    """The replies when all have come, or none any more."""
    done = -1
    while True:
        with suppress(TimeoutError):  # it is asked again as long as replies come
            await platform.ask("wait", replied=turns, timeout=STALLED)
        found: dict[str, Any] = await platform.ask("replies")
        if len(found["waits"]) in (turns, done):
            return found
        done = len(found["waits"])


async def thanked(platform: Telegram, people: list[int]) -> int:
    """How often these people were told that their ballot counts."""
    count = 0
    for number in people:
        count += sum(THANKS in words for words in await platform.ask("heard", person=number))
    return count
