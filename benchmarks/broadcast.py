"""A broadcast at Telegram's limits while residents talk, against a loopback server.

    uv run --group test python -m benchmarks.broadcast [--recipients 5000] [--rate 30]

The real process invites so many people to a survey; meanwhile 300 residents answer it, 15 messages
a second, whether or not the bot is done with the last. The server, a process of its own, enforces
the rate (a second of it as burst) and a message a second in each chat; the bot is set to 99 %.
Prints how fast all was planned, how much of the allowed rate was used while there was something to
send (from the second second on), refusals (429), how long replies took, who got nothing or
something twice. `--database-url` takes PostgreSQL instead of SQLite. Nothing is pinned to a core.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.telegram.processes import used as cpu_seconds
from benchmarks.turns import AGAIN, WAY
from tests.audience import ANY_TIME, agree, opened
from tests.process import Bot

TOKEN = "100:benchmark"
SURVEY = "puls"
RESIDENTS, FIRST = range(1000, 1300), 1_000_000
SHARE = 0.99
"""What the bot is set to, of the allowed rate."""
AGREED = ("--yes", "--now", "--approved-by", "somebody else")
Control = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def server(rate: float) -> AsyncIterator[str]:
    """The address of a Bot API server that enforces a rate."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", "--token", TOKEN, "--no-validate",
        "--rate", str(rate), "--burst", str(rate), "--chat-rate", "1", "--group-rate", "20",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    try:
        yield url.removesuffix(f"/bot{TOKEN}")
    finally:
        process.terminate()
        await process.wait()


async def talk(
    control: Control, per_second: float, enough: asyncio.Event
) -> dict[int, list[float]]:
    """Residents talk until it is enough; when each of them has said something."""
    said: dict[int, list[float]] = defaultdict(list)
    begin = time.monotonic()
    lines = {number: itertools.chain(WAY, itertools.cycle(AGAIN)) for number in RESIDENTS}
    for turn, number in enumerate(itertools.cycle(RESIDENTS)):
        await asyncio.sleep(begin + turn / per_second - time.monotonic())
        if enough.is_set():
            break
        said[number].append(time.time())
        await control("act", people=[number], does="says", **{"with": [next(lines[number])]})
    return said


async def broadcast(bot: Bot, control: Control, recipients: int, talking: float) -> list[str]:
    await bot.start()
    await control("act", people=[RESIDENTS[0]], does="says", **{"with": ["/help"]})
    await control("wait", sent=1, timeout=60)
    used = cpu_seconds(bot.pid)
    enough = asyncio.Event()
    residents = asyncio.create_task(talk(control, talking, enough))
    await bot.command("broadcast", "start", SURVEY, *AGREED)
    with opened(bot) as database:
        while True:
            campaign = database.look(lambda store: store.campaigns.all()[0])
            if campaign.ended:
                break
            await asyncio.sleep(0.5)
    enough.set()
    said = await residents
    total = sum(map(len, said.values()))
    await control("wait", sent=1 + total + recipients, timeout=60)
    status = await control("status", sends=True)
    used = (cpu_seconds(bot.pid) - used) / len(status["sends"])
    await bot.stop()
    assert campaign.planned is not None
    planned = (campaign.planned - campaign.due).total_seconds()
    return [
        f"planned in {planned:.1f} s",
        *told(status, said, recipients),
        f"{used * 1000:.2f} ms CPU a message, with all that was heard and planned",
    ]


def told(status: Any, said: dict[int, list[float]], recipients: int) -> list[str]:
    """The lines of figures."""
    people = range(FIRST, FIRST + recipients)
    times = [at for at, chat, _ in status["sends"] if chat in people]
    begin, end = times[0] + 1, times[-1]
    within = [at for at, _, _ in status["sends"] if begin <= at <= end]
    refused = [at for at, _, _ in status["refused"]]
    got = Counter(chat for _, chat, _ in status["sends"])
    took = sorted(replies(status, said))
    return [
        f"{len(within) / (end - begin):.2f} messages/s over {end - begin:.0f} s",
        f"429: {sum(at >= begin for at in refused)}"
        f" (and {sum(at < begin for at in refused)} in the first second)",
        f"{len(took)} replies: p50 {statistics.median(took) * 1000:.0f} ms,"
        f" p99 {took[int(len(took) * 0.99)] * 1000:.0f} ms, longest {took[-1] * 1000:.0f} ms",
        f"lost {sum(got[number] == 0 for number in people)},"
        f" doubled {sum(got[number] > 1 for number in people)}",
    ]


def replies(status: Any, said: dict[int, list[float]]) -> list[float]:
    """Seconds from each thing said to the next message: some replies come as two."""
    heard: dict[int, list[float]] = defaultdict(list)
    for at, chat, _ in status["sends"]:
        heard[chat].append(at)
    return [
        next(at for at in heard[who] if at >= asked) - asked
        for who, times in said.items()
        for asked in times
    ]


async def measure(recipients: int, rate: float, talking: float, database_url: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with server(rate) as address, aiohttp.ClientSession() as session:
            bot = Bot(
                Path(folder),
                database_url=database_url,
                TELEGRAM__TOKEN=TOKEN,
                TELEGRAM__API_BASE_URL=address,
                TELEGRAM__MESSAGES_PER_SECOND=str(rate * SHARE),
                **ANY_TIME,
            )
            await bot.command("init")
            await bot.command("survey", "publish", "erwartungen")
            await bot.command("survey", "publish", SURVEY)
            agree(bot, range(FIRST, FIRST + recipients))

            async def control(verb: str, **asked: Any) -> Any:
                async with session.post(f"{address}/control/{verb}", json=asked) as answer:
                    answer.raise_for_status()
                    return await answer.json()

            await control("people", first=FIRST, count=recipients, met=True)
            await control("people", first=RESIDENTS.start, count=len(RESIDENTS))
            lines = await broadcast(bot, control, recipients, talking)
    return [f"{recipients} recipients, {rate:g}/s allowed", *lines]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--recipients", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=30, help="allowed messages a second")
    parser.add_argument("--talking", type=float, default=15, help="messages from residents")
    parser.add_argument("--database-url", default="", help="PostgreSQL instead of SQLite")
    asked = parser.parse_args()
    lines = await measure(asked.recipients, asked.rate, asked.talking, asked.database_url)
    print("\n  ".join(lines), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
