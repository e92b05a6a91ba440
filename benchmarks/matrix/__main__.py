"""The real process on a real home server (Synapse): broadcasts, and what memory it takes.

    uv run --group test python -m benchmarks.matrix broadcast [--rooms 500] [--rate 10]
    uv run --group test python -m benchmarks.matrix growth [--events 20000]

`broadcast` invites the residents of so many rooms to a survey, and before that says as much to
the same rooms in a bare loop over the client-server API, with the bot's account: one after the
other, and with as many under way at once as the bot has. First the account is free of limits
(`override_ratelimit`), then the server allows `--rate` messages a second after a burst of 10; by
default it would be one in five seconds. While the bot is at it, a resident asks for help every two
seconds. Prints messages a second, and in what time they had help, by the server's own clock.

`growth` has 20 residents answer a survey again and again, half of them encrypted, and prints how
large the bot's process is on the way.
"""

from __future__ import annotations

import argparse
import asyncio

from .broadcasts import compared
from .growth import grown


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["broadcast", "growth"])
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--rate", type=float, default=10, help="messages a second, when limited")
    parser.add_argument("--events", type=int, default=20_000)
    given = parser.parse_args()
    if given.what == "growth":
        lines = await grown(given.events)
    else:
        lines = await compared(given.rooms, given.rate)
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
