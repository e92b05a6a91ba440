"""A talk on Matrix in both directions, with the bot killed at each step: each is heard once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.audience import ANY_TIME
from tests.bot.talk_steps import (
    BEGUN,
    BOTH_WAYS,
    CLOSED,
    HANDED_OVER,
    ORGANISERS,
    SAID,
    assert_stored,
    founded,
    walked,
)

from .residents import Resident
from .revier import folder_of, revier
from .synapse import Synapse

STEPS = (*BEGUN, *BOTH_WAYS, *HANDED_OVER, *CLOSED)


class Speaker:
    """A person with a room on Matrix."""

    def __init__(self, resident: Resident) -> None:
        self.resident = resident

    @property
    def heard(self) -> Sequence[str]:
        return [said.words for said in self.resident.heard]

    async def does(self, line: str) -> None:
        await self.resident.says(line)


async def heard(
    synapse: Synapse, folder: Path, dice: random.Random | None
) -> dict[str, Counter[str]]:
    """What everybody hears, and how often each thing."""
    async with revier(synapse, folder, **ANY_TIME) as here:
        await here.bot.start()
        people: dict[str, Resident] = {}
        for number, name in enumerate(("anna", *ORGANISERS)):
            people[name] = await here.person(name, encrypted=number % 2 == 0)
        for person in people.values():
            await person.waits_for("3. ")
        founded(here.bot, "matrix", {name: one.room for name, one in people.items()})
        speakers = {name: Speaker(one) for name, one in people.items()}
        await walked(here.bot, speakers, STEPS, dice)
        await here.bot.stop()
        assert_stored(here.bot, [*SAID, ("event", "closed")])
        assert [person.unreadable for person in people.values()] == [[]] * len(people)
    return {name: Counter(one.heard) for name, one in speakers.items()}


@pytest.mark.chaos
async def test_killed_between_any_two_steps_everybody_hears_each_exactly_once(
    synapse: Synapse, set_up: Path, tmp_path: Path
) -> None:
    """Just what they hear from a bot that lives."""
    calm = await heard(synapse, folder_of(set_up, tmp_path / "calm"), None)
    killed = await heard(synapse, folder_of(set_up, tmp_path / "killed"), random.Random(1))
    assert killed == calm
