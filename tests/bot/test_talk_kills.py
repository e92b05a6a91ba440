"""The real process is killed while people and groups write to each other: all is there, once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dialogs.organising.roles import Role
from storage.audit import CONSOLE
from storage.chats import Place
from storage.organisers import Invite
from storage.store import Store
from storage.tables import outbox, talk_told
from tests.audience import ANY_TIME, opened
from tests.bot.talk_steps import (
    BEGUN,
    BOTH_WAYS,
    CLOSED,
    DUTY,
    GUESTS,
    HANDED_OVER,
    OBJECTED,
    ORGANISERS,
    SAID,
    assert_stored,
    founded,
    walked,
)
from tests.bot.test_kill import conversation, folder, killed_again_and_again, prepared
from tests.bot.test_telegram import IN_FLIGHT, settings
from tests.fakes.platform import Platform, Resident
from tests.fakes.telegram import Person, TelegramServer
from tests.prepared import copied
from tests.process import Bot

__all__ = ["folder"]
ANSWERING = ("clara", "dora")


def guest(name: str) -> Resident:
    words = [f"{word} von {name}" for word in ("Erstes", "Zweites", "Drittes")]
    return Resident(name, ["mensch sprechen", "ja", *words, "Gespräch verlassen"], {})


def organise(bot: Bot) -> None:
    """Two who answer; they are on a platform that is away, so what they are told waits."""

    def work(store: Store) -> None:
        now = datetime.now(UTC)
        store.associations.add("dorf", "Dorf", now)
        for name in ANSWERING:
            chat = store.chats.at([Place("console", name, "de")], now)["console", name]
            invite = Invite("dorf", Role.ORGANISER, name, CONSOLE)
            store.organisers.invite(name, invite, now + timedelta(days=1))
            store.organisers.accept(name, chat.participant, now)
        store.surveys.changed()

    with opened(bot) as database:
        database.do(work)


def assert_called(bot: Bot, people: list[Resident]) -> None:
    """Each has one talk with what they said, and of each both organisers were called once."""

    def look(store: Store) -> None:
        places = [Place("loopback", person.name, "de") for person in people]
        chats = store.chats.at(places, datetime.now(UTC))
        for person in people:
            (talk,) = store.talks.of(chats["loopback", person.name].participant)
            said = [one.words for one in store.talks.entries(talk.number)]
            assert said == person.lines[2:5], conversation(person)

    with opened(bot) as database:
        database.do(look)
        with database.engine.connect() as connection:
            told = connection.execute(select(talk_told.c.talk, talk_told.c.post)).all()
            waits = select(outbox.c.key).where(outbox.c.platform == "console")
            posts = connection.execute(waits).scalars().all()
    assert set(Counter(row.talk for row in told).values()) == {len(ANSWERING)}
    assert len(told) == len(people) * len(ANSWERING)
    assert sorted(row.post for row in told) == sorted(posts)
    assert "Traceback" not in bot.log.read_text()


@pytest.mark.chaos
async def test_no_word_of_a_talk_is_lost_or_doubled_by_kills(folder: Path) -> None:
    dice = random.Random(7)
    people = [guest(f"guest-{number}") for number in range(40)]
    async with Platform(people, dice) as platform:
        bot = await prepared(folder, platform)
        organise(bot)
        await killed_again_and_again(bot, platform, 8, dice)
        assert_called(bot, people)


# In both directions, on Telegram.

STEPS = (*BEGUN, *BOTH_WAYS, *HANDED_OVER, *OBJECTED, *CLOSED, *DUTY)
STORED = [*SAID, ("event", "handed_over"), ("event", "objected"), ("event", "closed")]


class Speaker:
    """A person with a chat on Telegram."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.heard: list[str] = []
        person.meets_bot()
        person.reacts = lambda heard: self.heard.append(heard) if heard.kind == "sent" else None

    async def does(self, line: str) -> None:
        if line.startswith("="):
            self.person.presses(line[1:])
        else:
            self.person.says(line)


async def heard(folder: Path, dice: random.Random | None) -> tuple[dict[str, Counter[str]], int]:
    """What everybody hears, how often each thing, and how often the bot was killed meanwhile."""
    async with TelegramServer() as server:
        bot = Bot(folder, **settings(server, "polling"), **ANY_TIME)
        names = (*GUESTS, *ORGANISERS)
        people = {name: Speaker(server.person(30 + n)) for n, name in enumerate(names)}
        founded(bot, "telegram", {name: str(one.person.id) for name, one in people.items()})
        try:
            await bot.start()
            kills = await walked(bot, people, STEPS, dice)
            await bot.stop()
        finally:
            if bot.running:
                await bot.kill()
        assert_stored(bot, STORED)
        # A press that comes again after a kill is thanked for again.
        thanked = "answerCallbackQuery: a callback query is answered again"
        assert [one for one in server.violations if not one.startswith(thanked)] == []
    return {name: Counter(one.heard) for name, one in people.items()}, kills


@pytest.mark.chaos
@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_between_any_two_steps_everybody_hears_what_they_would_have(
    set_up: Path, tmp_path: Path, seed: int
) -> None:
    """Answers, words, hand-overs, an objection, the end and who is on duty; twice at most."""
    calm, _ = await heard(copied(set_up, tmp_path / "calm"), None)
    killed, kills = await heard(copied(set_up, tmp_path / "killed"), random.Random(seed))
    doubled = 0
    for name, wanted in calm.items():
        assert killed[name].keys() == wanted.keys(), name
        assert killed[name] >= wanted, name
        doubled += (killed[name] - wanted).total()
    assert doubled <= kills * IN_FLIGHT
