"""Bot and server are killed in the middle: nothing lost, no ballot wrong, nothing said twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.platform import Resident as Mind
from tests.fakes.platform import resident as mind_of

from .residents import Resident, Said
from .revier import Revier, revier
from .synapse import Synapse

PATIENCE = 120.0


class Talker:
    """A resident with a mind made up; the invitation stands for the first line."""

    def __init__(self, person: Resident, mind: Mind, progress: asyncio.Event) -> None:
        self.person = person
        self.mind = mind
        self.progress = progress
        self.done = asyncio.Event()
        self._saying: set[asyncio.Task[None]] = set()
        person.reacts = self._hears
        mind.said = 1

    def goes_on(self, *lines: str) -> None:
        """Say more, after all has been said."""
        self.done.clear()
        self.mind.lines += lines
        self._says_next()

    def _hears(self, said: Said) -> None:
        self.progress.set()
        if self.mind.said == len(self.mind.lines):
            self.done.set()
            return
        self._says_next()

    def _says_next(self) -> None:
        words = self.mind.lines[self.mind.said]
        self.mind.said += 1
        task = asyncio.create_task(self._says(words))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def _says(self, words: str) -> None:
        await self.person.says(words)

    @property
    def at_once(self) -> int:
        """How many messages of the bot came that nobody had asked for."""
        return len(self.person.heard) - len(self.mind.lines)


async def spoken(talkers: Sequence[Any], lines: int, patience: float = PATIENCE) -> None:
    """Until the residents have said so many lines."""
    async with asyncio.timeout(patience):
        while sum(talker.mind.said for talker in talkers) < lines:
            talkers[0].progress.clear()
            await talkers[0].progress.wait()


async def gathered(here: Revier, residents: int) -> list[Talker]:
    """Every other room is encrypted."""
    dice, progress = random.Random(residents), asyncio.Event()
    return [
        Talker(
            await here.person("anna", encrypted=bool(number % 2)),
            mind_of(f"resident-{number}", dice),
            progress,
        )
        for number in range(residents)
    ]


async def finished(here: Revier, talkers: list[Talker], patience: float = PATIENCE) -> None:
    async with asyncio.timeout(patience):
        await asyncio.gather(*(talker.done.wait() for talker in talkers))
    await here.bot.stop()
    for talker in talkers:
        assert here.ballot(talker.person) == talker.mind.ballot
        assert talker.person.unreadable == []
        assert max(Counter(said.event for said in talker.person.heard).values()) == 1
        assert talker.at_once == 0


async def killed(
    synapse: Synapse, folder: Path, residents: int, kills: int, outages: int = 0
) -> None:
    """The bot is killed and started anew so often, and the server so often on top."""
    dice, patience = random.Random(kills), PATIENCE + 6 * residents
    blows = [True] * kills + [False] * outages
    dice.shuffle(blows)
    async with revier(synapse, folder) as here:
        talkers = await gathered(here, residents)
        lines = sum(len(talker.mind.lines) for talker in talkers)
        await here.bot.start()
        for hits_bot in blows:
            said = sum(talker.mind.said for talker in talkers)
            more = said + dice.randint(1, max(2, lines // (len(blows) + 1)))
            await spoken(talkers, min(more, lines), patience)
            if hits_bot:
                await here.bot.kill()
                await here.bot.start()
            else:
                synapse.kill()
                synapse.start()
                await synapse.ready()
        await finished(here, talkers, patience)


async def test_killed_in_the_middle_nothing_is_lost_and_nothing_comes_twice(
    synapse: Synapse, folder: Path
) -> None:
    await killed(synapse, folder, residents=4, kills=2)


@pytest.mark.chaos
async def test_a_server_that_dies_is_waited_for(synapse: Synapse, folder: Path) -> None:
    async with revier(synapse, folder) as here:
        await here.bot.start()
        talkers = await gathered(here, 2)
        lines = sum(talker.mind.said for talker in talkers)
        await spoken(talkers, lines + 4)
        synapse.kill()
        synapse.start()
        await synapse.ready()
        await finished(here, talkers)


@pytest.mark.chaos
async def test_a_hundred_at_once_while_bot_and_server_are_killed_again_and_again(
    tmp_path: Path, folder: Path
) -> None:
    server = Synapse(tmp_path / "synapse")
    server.start()
    try:
        await server.ready()
        await killed(server, folder, residents=100, kills=10, outages=3)
    finally:
        server.kill()


@pytest.mark.chaos
async def test_the_limits_that_a_server_comes_with_are_kept_to(
    tmp_path: Path, folder: Path
) -> None:
    server = Synapse(tmp_path / "synapse", limited=True)
    server.start()
    try:
        await server.ready()
        async with revier(server, folder) as here:
            await here.bot.start()
            await finished(here, await gathered(here, 3), patience=400)
    finally:
        server.kill()
