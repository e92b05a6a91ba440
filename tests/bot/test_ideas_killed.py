"""The real process is killed while ideas are handed in: each is there once, with its number."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.bot.test_kill import conversation, folder, killed_again_and_again, prepared
from tests.fakes.platform import Platform, Resident
from tests.process import Bot

__all__ = ["folder"]


def giver(name: str) -> Resident:
    lines = ["ich habe eine idee", "ja", f"Eine Bank, sagt {name}", "Borna", "1"]
    return Resident(name, lines, {})


def assert_numbered(bot: Bot, people: list[Resident]) -> None:
    """Each person has one idea, and was told the number that it has."""
    url = f"sqlite:///{bot.folder}/data/revierstimme.db"
    database = Database(url, read_key(bot.folder / "key"))

    def look(store: Store) -> None:
        places = [Place("loopback", person.name, "de") for person in people]
        chats = store.chats.at(places, datetime.now(UTC))
        for person in people:
            given = store.ideas.given(chats["loopback", person.name].participant)
            told = re.findall(r"Nummer #(\d+)", person.heard[-1])
            assert [str(idea.number) for idea in given] == told, conversation(person)
            assert [idea.words for idea in given] == [f"Eine Bank, sagt {person.name}"]
        numbers = [idea.number for idea in store.ideas.all()]
        assert numbers == list(range(1, len(people) + 1))
        assert store.ideas.shown() == []
        assert store.outbox.waiting() == 0

    try:
        database.do(look)
    finally:
        database.close()
    assert "Traceback" not in bot.log.read_text()


async def handed_in_and_killed(folder: Path, people: int, kills: int) -> None:
    dice = random.Random(people * kills)
    givers = [giver(f"giver-{number}") for number in range(people)]
    async with Platform(givers, dice) as platform:
        bot = await prepared(folder, platform)
        await killed_again_and_again(bot, platform, kills, dice)
        assert_numbered(bot, givers)


@pytest.mark.chaos
async def test_no_idea_is_lost_or_doubled_by_kills(folder: Path) -> None:
    await handed_in_and_killed(folder, people=20, kills=4)


@pytest.mark.chaos
async def test_no_idea_is_lost_or_doubled_by_many_kills(folder: Path) -> None:
    await handed_in_and_killed(folder, people=150, kills=25)
