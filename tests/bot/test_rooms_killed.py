"""Rooms hear of a survey from a real process that is killed again and again: each has one row."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dialogs.organising.roles import EVERYBODY
from storage.rooms import Spot, Word
from storage.store import Store
from storage.tables import outbox, room_told
from tests.audience import ANY_TIME, opened
from tests.bot.test_telegram import IN_FLIGHT, PATIENCE, folder, telegram
from tests.fakes.telegram import Heard, TelegramServer
from tests.process import Bot

__all__ = ["folder"]
ROOMS, KILLS = 60, 6
FIRST = -1_000_000_001_000


class Listening:
    """All groups, and how often each heard of the survey."""

    def __init__(self, server: TelegramServer) -> None:
        self.told: Counter[int] = Counter()
        self._more = asyncio.Event()
        for number in range(FIRST, FIRST + ROOMS):
            server.group(number).reacts = lambda heard, number=number: self._hears(number, heard)  # type: ignore[misc]

    async def until(self, total: int) -> None:
        """Until so many of them have been told."""
        async with asyncio.timeout(PATIENCE):
            while len(self.told) < total:
                self._more.clear()
                await self._more.wait()

    def _hears(self, number: int, heard: Heard) -> None:
        assert "Neue Umfrage" in heard
        self.told[number] += 1
        self._more.set()


def registered(bot: Bot) -> None:
    """All groups are registered, and a survey begins after that."""

    def work(store: Store) -> None:
        now, word = datetime.now(UTC), Word(EVERYBODY, "o1", "de")
        store.associations.add(EVERYBODY, "Bündnis Beispiel", now)
        for number in range(FIRST, FIRST + ROOMS):
            spot = Spot("telegram", str(number), f"Gruppe {number}")
            room = store.rooms.register(spot, word, "revier", now)
            store.rooms.change(room.id, events="never")

    with opened(bot) as database:
        database.do(work)
        database.do(lambda store: store.surveys.publish("puls", datetime.now(UTC)))


@pytest.mark.chaos
async def test_killed_six_times_each_room_has_heard_of_a_survey_once(folder: Path) -> None:
    dice = random.Random(ROOMS)
    async with telegram(folder) as (server, bot):
        bot.env |= {f"REVIERSTIMME_{name}": value for name, value in ANY_TIME.items()}
        listening = Listening(server)
        registered(bot)
        for _ in range(KILLS):
            await bot.start()
            more = len(listening.told) + dice.randint(1, ROOMS // (KILLS + 1))
            await listening.until(min(more, ROOMS))
            await bot.kill()
        await bot.start()
        await listening.until(ROOMS)
        await bot.stop()
        assert listening.told.total() - ROOMS <= KILLS * IN_FLIGHT
        with opened(bot) as database, database.engine.connect() as connection:
            rows = select(func.count()).where(outbox.c.room.is_not(None))
            assert connection.execute(rows).scalar_one() == ROOMS
            told = select(func.count()).where(room_told.c.thing == "survey:puls")
            assert connection.execute(told).scalar_one() == ROOMS
