"""A broadcast by the real process, killed in the middle: nobody is left out, each has one row."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.telegram.platform import MANY, MODEST
from storage.tables import outbox, told
from tests.audience import ANY_TIME, agree, opened
from tests.bot.test_telegram import (
    IN_FLIGHT,
    PATIENCE,
    SURVEY,
    Talker,
    assert_counted,
    folder,
    modes,
    telegram,
)
from tests.fakes.platform import resident
from tests.fakes.telegram import Heard, TelegramServer
from tests.process import Bot

__all__ = ["folder"]
FIRST = 500_000
LONG = 600.0
AGREED = ("--yes", "--now", "--approved-by", "somebody else")


class Audience:
    """Everybody who is to be invited, and how often each of them was."""

    def __init__(self, server: TelegramServer, people: int) -> None:
        self.people = range(FIRST, FIRST + people)
        self.told: Counter[int] = Counter()
        self._more = asyncio.Event()
        for number in self.people:
            person = server.person(number)
            person.meets_bot()
            person.reacts = lambda heard, number=number: self._hears(number, heard)  # type: ignore[misc]

    async def until(self, total: int) -> None:
        """Until so many of them have been told."""
        async with asyncio.timeout(LONG):
            while len(self.told) < total:
                self._more.clear()
                await self._more.wait()

    @property
    def repeated(self) -> int:
        return self.told.total() - len(self.told)

    def _hears(self, number: int, heard: Heard) -> None:
        assert "[Keine Umfragen mehr]" in heard
        self.told[number] += 1
        self._more.set()


async def over(bot: Bot) -> None:
    """Until the campaign has ended."""
    with opened(bot) as database:
        async with asyncio.timeout(PATIENCE):
            while True:
                (campaign,) = await database.read(lambda store: store.campaigns.all())
                if campaign.ended:
                    return
                await asyncio.sleep(0.1)


def assert_told_once(bot: Bot, people: int) -> None:
    """In the database each has one row, and that is settled."""
    with opened(bot) as database, database.engine.connect() as connection:
        rows = connection.execute(select(outbox).where(outbox.c.campaign.is_not(None))).all()
        assert len({row.chat for row in rows}) == len(rows) == people
        assert {(row.due, row.error) for row in rows} == {(None, None)}
        assert len(connection.execute(select(told)).all()) == people
        (campaign,) = database.look(lambda store: store.campaigns.all())
        progress = database.look(lambda store: store.campaigns.progress(campaign.id))
        assert (campaign.state, progress.sent, progress.failed) == ("done", people, 0)


async def killed(
    folder: Path, mode: str, people: int, kills: int, *, residents: int = 0, rate: int = 100
) -> None:
    dice = random.Random(people)
    async with telegram(folder, mode) as (server, bot):
        bot.env |= {f"REVIERSTIMME_{name}": value for name, value in ANY_TIME.items()}
        bot.env["REVIERSTIMME_TELEGRAM__MESSAGES_PER_SECOND"] = str(rate)
        audience = Audience(server, people)
        agree(bot, audience.people)
        said = asyncio.Event()
        talkers = [
            Talker(server.person(1000 + n), resident(f"resident-{n}", dice), said)
            for n in range(residents)
        ]
        await bot.command("broadcast", "start", SURVEY, *AGREED)
        for talker in talkers:
            talker.begins()
        for _ in range(kills):
            await bot.start()
            more = len(audience.told) + dice.randint(1, people // (kills + 1))
            await audience.until(min(more, people))
            await bot.kill()
        await bot.start()
        await audience.until(people)
        async with asyncio.timeout(LONG):
            await asyncio.gather(*(talker.done.wait() for talker in talkers))
        await over(bot)
        await bot.stop()
        repeated = audience.repeated + sum(talker.repeated for talker in talkers)
        # Beyond this pace more are under way at once, as docs/betrieb.md says.
        assert repeated <= kills * (IN_FLIGHT if rate <= MODEST else MANY)
        assert_told_once(bot, people)
        if talkers:
            assert_counted(bot, talkers)


@pytest.mark.chaos
async def test_killed_five_times_everybody_is_told_by_one_row(folder: Path) -> None:
    await killed(folder, "polling", people=150, kills=5)


@pytest.mark.chaos
async def test_killed_five_times_by_webhook_everybody_is_told_by_one_row(folder: Path) -> None:
    await killed(folder, "webhook", people=300, kills=5)


@pytest.mark.chaos
@modes
async def test_killed_ten_times_with_thousands_and_residents_who_talk(
    folder: Path, mode: str
) -> None:
    await killed(folder, mode, people=5000, kills=10, residents=300)


@pytest.mark.chaos
async def test_killed_five_times_twenty_thousand_are_told_by_one_row_each(folder: Path) -> None:
    await killed(folder, "polling", people=20_000, kills=5, rate=1000)
