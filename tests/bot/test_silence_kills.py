"""The real process, killed while it asks and forgets silent people: each is asked once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.silence import Silence
from storage.chats import Place
from storage.outbox import Settled
from storage.store import Store
from storage.tables import outbox, participants, silences
from tests.audience import opened
from tests.bot.conversations import BERLIN
from tests.bot.events.planning import local
from tests.bot.talking import Stopped, config
from tests.bot.test_telegram import IN_FLIGHT, folder, settings
from tests.fakes.telegram import Heard, TelegramServer
from tests.process import Bot

__all__ = ["folder"]
FIRST = 800
BEGIN = local("2026-11-23T10:00")
SILENT, ANSWER = 365, 30
PATIENCE = 60.0
ASKED, GONE = "Soll das bleiben?", "Wie angekündigt"


class Silent:
    """People who say nothing, and how often each of them heard what."""

    def __init__(self, server: TelegramServer, people: int) -> None:
        self.people = range(FIRST, FIRST + people)
        self.heard: dict[str, Counter[int]] = {ASKED: Counter(), GONE: Counter()}
        self._more = asyncio.Event()
        for number in self.people:
            person = server.person(number)
            person.meets_bot()
            person.reacts = lambda heard, number=number: self._hears(number, heard)  # type: ignore[misc]

    def _hears(self, number: int, heard: Heard) -> None:
        for word, counter in self.heard.items():
            if word in heard:
                counter[number] += 1
        self._more.set()

    async def until(self, word: str, people: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.heard[word]) < people:
                self._more.clear()
                await self._more.wait()


def agreed(bot: Bot, people: range) -> None:
    """They were heard of long ago, and agreed to something."""

    def work(store: Store) -> None:
        places = [Place("telegram", str(number), "de") for number in people]
        for chat in store.chats.at(places, BEGIN).values():
            store.silences.answered(chat, BEGIN)
            store.consents.note(chat, frozenset({"alerts"}), True, "1", BEGIN)

    with opened(bot) as database:
        database.do(work)


async def reached(bot: Bot, holds: Callable[[Connection], object]) -> None:
    """Until something holds in the database."""
    with opened(bot) as database:
        async with asyncio.timeout(PATIENCE):
            while True:
                with database.engine.connect().execution_options(reading=True) as connection:
                    if holds(connection):
                        return
                await asyncio.sleep(0.005)


def some_are_noted(connection: Connection) -> object:
    return connection.execute(select(silences)).first()


def all_is_said(connection: Connection) -> bool:
    noted = connection.execute(select(silences)).first()
    open_ = connection.execute(select(outbox).where(outbox.c.due.is_not(None))).first()
    return noted is not None and open_ is None


def some_are_gone(people: int) -> Callable[[Connection], bool]:
    return lambda connection: len(connection.execute(select(participants)).all()) < people


async def time_to_answer(bot: Bot, now: datetime) -> None:
    """The days pass in which nobody answers; the bot looks after them each day."""
    clock = Stopped(BERLIN)
    with opened(bot) as database:
        for day in range(1, ANSWER):
            clock.at = now + timedelta(days=day)
            await Silence(database, config(), clock)()


async def asked(bot: Bot, now: datetime) -> None:
    """They were asked by a process that nobody killed."""
    clock = Stopped(BERLIN)
    clock.at = now

    def deliver(store: Store) -> None:
        posts = store.outbox.claim("telegram", now, 100)
        store.outbox.settle([Settled(post.id, delivered_as="there") for post in posts], now)

    with opened(bot) as database:
        await Silence(database, config(), clock)()
        database.do(deliver)


async def killed(folder: Path, people: int, asking: list[int], forgetting: list[int]) -> None:
    """Kill it when so many were told each; 0: as soon as there is anything in the database."""
    clock = folder / "clock"
    async with TelegramServer() as server:
        bot = Bot(folder, **settings(server, "polling"), CLOCK_FILE=str(clock))
        bot.env |= {"REVIERSTIMME_BROADCAST__REST_DAYS": "false"}
        silent = Silent(server, people)
        try:
            await _lived(bot, silent, clock, asking, forgetting)
        finally:
            if bot.running:
                await bot.kill()
    for counter in silent.heard.values() if asking else [silent.heard[GONE]]:
        assert set(counter) == set(silent.people)
        assert counter.total() - people <= (len(asking + forgetting) + 1) * IN_FLIGHT
    with opened(bot) as database, database.engine.connect() as connection:
        assert connection.execute(select(participants)).all() == []
        posts = connection.execute(select(outbox.c.error)).scalars().all()
    assert posts == [None] * people, "one last word each"
    assert "Traceback" not in bot.log.read_text()


def turned(clock: Path, now: datetime) -> None:
    clock.write_text(now.isoformat())


async def _lived(
    bot: Bot, silent: Silent, clock: Path, asking: list[int], forgetting: list[int]
) -> None:
    """They are asked, do not answer, and are forgotten; it dies now and then."""
    people, now = len(silent.people), BEGIN + timedelta(days=SILENT)
    agreed(bot, silent.people)
    turned(clock, now)
    for many in asking:
        await bot.start()
        await (silent.until(ASKED, many) if many else reached(bot, some_are_noted))
        await bot.kill()
    if asking:
        await bot.start()
        await reached(bot, all_is_said)
        await bot.kill()
    else:
        await asked(bot, now)
    await time_to_answer(bot, now)
    turned(clock, now + timedelta(days=ANSWER))
    for many in forgetting:
        await bot.start()
        await (silent.until(GONE, many) if many else reached(bot, some_are_gone(people)))
        await bot.kill()
    await bot.start()
    await silent.until(GONE, people)
    await bot.stop()


@pytest.mark.chaos
async def test_killed_while_it_forgets_everybody_hears_of_it_once(folder: Path) -> None:
    await killed(folder, 40, [], [0])


@pytest.mark.chaos
async def test_killed_between_any_two_steps_each_hears_of_it_once(folder: Path) -> None:
    await killed(folder, 60, [0, 0, 1, 20, 40, 60], [0, 0, 1, 20, 40])
