"""The real process on Telegram, and how other bots do with the same survey.

    uv run --group test python -m benchmarks.telegram [--at-once 1 50 500] [--postgres]
    uv run --group test --group peers python -m benchmarks.telegram --peers [--rounds 3]
    uv run --group test --group peers python -m benchmarks.telegram --peers --kill

Residents answer the shipped five-question survey in a closed loop: each says the next line when
the reply to the last is there. All limits are off. Without `--peers` only our bot is measured,
once. With it, each round runs every bot, ours and those of `benchmarks.peers`, one after another;
at the end come medians, and how many times better the first bot is. A turn is measured by the
server: from a resident's message to the bot's reply. The bot has the first core; the server, the
databases and everything else have the others. `--kill` kills the bot (SIGKILL) three times among
50 new residents each, starts it again, and counts who is left without a reply.
"""

from __future__ import annotations

import argparse
import asyncio
import os

from .kills import killed
from .processes import OTHERS
from .programs import PROGRAMS
from .runs import Figures, measure
from .servers import Postgres
from .tables import left, line, median, summary

TURNS = {1: 300, 50: 15_000, 500: 15_000}
"""Turns to measure, by residents."""


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 50, 500])
    parser.add_argument("--turns", type=int, help="instead of 300 (1 at once) and 15,000")
    parser.add_argument("--rounds", type=int, help="3 with peers, 1 without")
    parser.add_argument("--latency", type=float, default=0, help="milliseconds, in each answer")
    parser.add_argument("--postgres", action="store_true", help="our bot on PostgreSQL")
    parser.add_argument("--database-url", default="", help="this server instead of a new one")
    parser.add_argument("--peers", action="store_true", help="all bots")
    parser.add_argument("--only", nargs="+", choices=PROGRAMS, help="these bots")
    parser.add_argument("--kill", action="store_true")
    given = parser.parse_args()
    given.postgres |= bool(given.database_url)
    given.only = given.only or _chosen(given)
    given.rounds = given.rounds or (1 if len(given.only) == 1 else 3)
    return given


def _chosen(given: argparse.Namespace) -> list[str]:
    if given.peers:
        return list(PROGRAMS)
    return ["ours_postgres" if given.postgres else "ours"]


async def compare(at_once: int, given: argparse.Namespace, server: Postgres) -> None:
    turns = given.turns if given.turns and at_once > 1 else TURNS.get(at_once, 20 * at_once)
    found: dict[str, list[Figures]] = {name: [] for name in given.only}
    for _ in range(given.rounds):
        for name in given.only:
            figures = await measure(name, at_once, turns, given.latency, server)
            found[name].append(figures)
            print(line(name, at_once, figures), flush=True)
    if len(found) > 1:
        medians = {name: median(rounds) for name, rounds in found.items()}
        print(
            f"\n{at_once} at once, medians of {given.rounds}:\n\n{summary(medians)}\n", flush=True
        )


async def main() -> None:
    given = asked()
    os.sched_setaffinity(0, OTHERS)
    server = Postgres(given.database_url)
    try:
        if given.kill:
            for name in given.only:
                print(left(name, await killed(name, given.latency, server)), flush=True)
            return
        for at_once in given.at_once:
            await compare(at_once, given, server)
    finally:
        server.close()


if __name__ == "__main__":
    asyncio.run(main())
