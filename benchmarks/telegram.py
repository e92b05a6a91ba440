"""The real process on Telegram, against a loopback Bot API server in another process.

    taskset -c 0 uv run --group test python -m benchmarks.telegram [--at-once 1 50 500]

Residents answer the shipped five-question survey in a closed loop: each says the next line when
the answer to the last is there. All limits are off. `--latency` adds milliseconds to every answer
of the server. Prints turns a second, the mean time of a turn (residents / turns a second), CPU
time a turn and memory of the bot's process. The server runs on the other core, if there is one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.turns import AGAIN, WAY
from tests.process import Bot

TOKEN = "100:benchmark"
TURNS = {1: 300, 50: 15_000, 500: 15_000}
"""Turns to measure, by residents."""
TICKS = os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def server() -> AsyncIterator[str]:
    """The address of a Bot API server in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", "--token", TOKEN, "--no-validate",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(process.pid, {1})
    url = (await process.stdout.readline()).decode().strip()
    try:
        yield url.removesuffix(f"/bot{TOKEN}")
    finally:
        process.terminate()
        await process.wait()


async def measure(at_once: int, latency: float, database_url: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        async with server() as address, aiohttp.ClientSession() as session:
            bot = Bot(
                Path(folder),
                database_url=database_url,
                TELEGRAM__TOKEN=TOKEN,
                TELEGRAM__API_BASE_URL=address,
                TELEGRAM__MESSAGES_PER_SECOND="0",
                TELEGRAM__CHAT_SECONDS="0",
            )
            await bot.command("init")
            await bot.command("survey", "publish", "erwartungen")

            async def control(verb: str, **asked: Any) -> Any:
                async with session.post(f"{address}/control/{verb}", json=asked) as answer:
                    answer.raise_for_status()
                    return await answer.json()

            if latency:
                slow = {"fault": "slow", "with": [latency / 1000], "times": None}
                await control("fail", **slow)
            await bot.start()
            rounds = max(1, TURNS.get(at_once, 20 * at_once) // at_once // len(AGAIN))
            lines = [*WAY, *AGAIN * rounds]
            people = list(range(1000, 1000 + at_once))
            await control("people", first=1000, count=at_once)
            await control("follow", people=people[:1], lines=["/help"])
            await control("wait", sent=1, timeout=60)
            before, start = cpu_seconds(bot.pid), time.perf_counter()
            await control("follow", people=people, lines=lines)
            turns = at_once * len(lines)
            await control("wait", sent=1 + turns, timeout=600)
            took = time.perf_counter() - start
            used, memory = cpu_seconds(bot.pid) - before, _memory(bot.pid)
            await bot.stop()
    mean, cost = at_once * took / turns * 1000, used / turns * 1e6
    return (
        f"{at_once:>4} at once  {turns / took:>6,.0f} turns/s  {mean:>7.1f} ms a turn"
        f"  {cost:>6,.0f} µs CPU a turn  {memory:>4.0f} MB"
    )


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU time."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    """Megabytes at most."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 50, 500])
    parser.add_argument("--latency", type=float, default=0, help="milliseconds")
    parser.add_argument("--database-url", default="", help="PostgreSQL instead of SQLite")
    asked = parser.parse_args()
    for at_once in asked.at_once:
        print(await measure(at_once, asked.latency, asked.database_url), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
