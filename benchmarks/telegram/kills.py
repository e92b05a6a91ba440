"""What becomes of residents when the bot is killed in the middle of their conversations."""

from __future__ import annotations

from typing import NamedTuple

from .runs import AGAIN, FIRST, THANKS, running, settled
from .servers import Postgres, Telegram

AT_ONCE = 50
TIMES = 3
"""Kills; each time there are as many new residents."""
EACH = 3
"""Turns that residents have had, on average, when the bot is killed."""


class Left(NamedTuple):
    """Residents of all who talked to a bot that was killed."""

    of: int
    silent: int
    """Who said something and never heard anything again."""
    astray: int
    """Whose last message is not the thanks for the ballot, silent ones among them."""
    twice: int
    """Replies that came without a message before them."""


async def killed(name: str, latency: float, server: Postgres) -> Left:
    lines = [*FIRST, *AGAIN]
    people: list[int] = []
    async with running(name, latency, server) as (platform, program):
        for _ in range(TIMES):
            done = len((await platform.ask("replies"))["waits"])
            new = list(range(1000 + len(people), 1000 + len(people) + AT_ONCE))
            people += new
            await platform.ask("follow", people=new, lines=lines)
            await platform.ask("wait", replied=done + EACH * AT_ONCE, timeout=60)
            await program.kill()
            await program.start()
            found = await settled(platform, len(people) * len(lines))
        astray = [number for number in people if not await _ended(platform, number)]
    return Left(len(people), len(found["waiting"]), len(astray), found["unasked"])


async def _ended(platform: Telegram, number: int) -> bool:
    heard: list[str] = await platform.ask("heard", person=number)
    return bool(heard) and THANKS in heard[-1]
