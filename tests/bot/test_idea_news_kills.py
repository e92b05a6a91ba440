"""The real process, killed between any two steps of an idea's way: each is heard once by each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.chats import Chat, Place
from storage.idea import Handed
from storage.store import Store
from storage.tables import idea_changes, idea_told
from tests.audience import opened
from tests.bot.events.planning import local
from tests.bot.test_telegram import IN_FLIGHT, folder, settings
from tests.fakes.telegram import Heard, Person, TelegramServer
from tests.process import Bot

__all__ = ["folder"]
PEOPLE = range(700, 715)
GIVER = PEOPLE[0]
BEGIN = local("2026-11-23T10:00")
PATIENCE = 60.0
STEPS: tuple[tuple[str, Callable[[Store, datetime], object], timedelta], ...] = (
    (
        "ist jetzt für alle zu sehen",
        lambda store, now: store.handling.release(1, "org", now),
        timedelta(),
    ),
    (
        "weitergegeben an",
        lambda store, now: store.handling.advance(1, "passed_on", "org", now, whom="Bauamt"),
        timedelta(),
    ),
    (
        "Es gibt eine Antwort",
        lambda store, now: store.handling.answer(1, "Das Bauamt prüft es.", "org", now),
        timedelta(),
    ),
    (
        "Stand: umgesetzt",
        lambda store, now: store.handling.advance(1, "done", "org", now),
        timedelta(),
    ),
    ("Vor vier Wochen", lambda store, now: None, timedelta(days=29)),
)
"""What is heard, what organisers do, and how much time goes by before."""


class Readers:
    """Everybody behind the idea, and how often each of them heard what."""

    def __init__(self, server: TelegramServer) -> None:
        self.heard: dict[str, Counter[int]] = {word: Counter() for word, _, _ in STEPS}
        self.people: dict[int, Person] = {}
        self._more = asyncio.Event()
        for number in PEOPLE:
            person = self.people[number] = server.person(number)
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


def handed_in(bot: Bot) -> None:
    def work(store: Store) -> None:
        now = datetime.now(UTC)
        places = [Place("telegram", str(number), "de") for number in PEOPLE]
        chats: dict[tuple[str, str], Chat] = store.chats.at(places, now)
        for chat in chats.values():
            store.consents.note(chat, frozenset({"ideas"}), True, "1", now)
        giver = chats["telegram", str(GIVER)]
        store.ideas.hand_in(1, Handed("Eine Bank", "14729050", "living"), giver, now)

    with opened(bot) as database:
        database.do(work)


def supported(store: Store) -> None:
    places = [Place("telegram", str(number), "de") for number in PEOPLE]
    for chat in store.chats.at(places, datetime.now(UTC)).values():
        store.ideas.support(1, chat.participant)


@pytest.mark.chaos
async def test_killed_between_any_two_steps_everybody_hears_each_once(folder: Path) -> None:
    clock, now, kills = folder / "clock", BEGIN, 0
    async with TelegramServer() as server:
        bot = Bot(folder, **settings(server, "polling"), CLOCK_FILE=str(clock))
        readers = Readers(server)
        handed_in(bot)
        for word, act, pause in STEPS:
            now += pause
            with opened(bot) as database:
                database.do(lambda store, act=act, now=now: act(store, now))  # type: ignore[misc]
                if word == STEPS[0][0]:
                    database.do(supported)
            everybody = 1 if word == STEPS[0][0] else len(PEOPLE)
            for people in sorted({1, everybody // 2 or 1, everybody}):
                now += timedelta(minutes=11)
                clock.write_text(now.isoformat())
                await bot.start()
                await readers.until(word, people)
                await bot.kill()
                kills += 1
        await _judged(bot, readers, kills)


async def _judged(bot: Bot, readers: Readers, kills: int) -> None:
    """Everybody says whether it is done, and the process dies in between."""
    for number in PEOPLE:
        readers.people[number].presses("Ja, das stimmt")
    for many in (1, len(PEOPLE) // 2, len(PEOPLE)):
        await bot.start()
        await _until(bot, lambda store, many=many: store.news.verdicts(1)[0] >= many)  # type: ignore[misc]
        await bot.kill()
    await bot.start()
    await _until(bot, lambda store: store.outbox.waiting() == 0)
    await bot.stop()
    first, *others = readers.heard.values()
    assert set(first) == {GIVER}
    assert all(set(heard) == set(PEOPLE) for heard in others)
    told = sum(heard.total() for heard in readers.heard.values())
    assert told - (1 + len(PEOPLE) * len(others)) <= kills * IN_FLIGHT
    with opened(bot) as database, database.engine.connect() as connection:
        rows = connection.execute(
            select(idea_changes.c.kind, func.count())
            .join(idea_told, idea_told.c.change == idea_changes.c.id)
            .group_by(idea_changes.c.id)
            .order_by(idea_changes.c.id)
        ).all()
        verdicts = database.look(lambda store: store.news.verdicts(1))
    assert [many for _, many in rows] == [1, *[len(PEOPLE)] * len(others)]
    assert verdicts == (len(PEOPLE), 0)


async def _until(bot: Bot, met: Callable[[Store], bool]) -> None:
    with opened(bot) as database:
        async with asyncio.timeout(PATIENCE):
            while not database.look(met):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
