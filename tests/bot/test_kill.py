"""The real process is killed again and again: every ballot is what its resident sent."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.fakes.platform import Platform, Resident, resident
from tests.process import Bot, postgres

SURVEY = "erwartungen"
PATIENCE = 300.0


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short and open to PostgreSQL's own user, unlike pytest's folders.
    made = Path(tempfile.mkdtemp(prefix="rs-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


async def prepared(folder: Path, platform: Platform, url: str = "") -> Bot:
    bot = Bot(folder, platform.address, url)
    await bot.command("init")
    await bot.command("survey", "publish", SURVEY)
    return bot


async def killed_again_and_again(
    bot: Bot, platform: Platform, kills: int, dice: random.Random
) -> None:
    """Kill at random moments of the traffic, then let it finish."""
    lines = sum(len(person.lines) for person in platform.residents.values())
    for _ in range(kills):
        await bot.start()
        # Somewhere in the next part of all that will be said.
        moment = platform.seen + dice.randint(1, max(2, 3 * lines // kills))
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda p, moment=moment: p.seen >= moment or p.done)
        await bot.kill()
    await bot.start()
    await finished(bot, platform)


async def finished(bot: Bot, platform: Platform) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda p: p.done)
    except TimeoutError:
        stuck = [r for r in platform.residents.values() if not r.done]
        pytest.fail(
            f"{len(stuck)} wait for ever, the first: {stuck[0]}\n{bot.log.read_text()[-4000:]}"
        )
    await bot.stop()


def assert_counted(bot: Bot, residents: list[Resident], url: str = "") -> None:
    """Ballots, tallies and outbox are as if nothing had ever gone wrong."""
    database = Database(
        url or f"sqlite:///{bot.folder}/data/revierstimme.db", read_key(bot.folder / "key")
    )

    def look(store: Store) -> None:
        places = [Place("loopback", person.name, "de") for person in residents]
        chats = store.chats.at(places, datetime.now(UTC))
        for person in residents:
            assert len(person.heard) == len(person.lines)
            ballot = store.ballots.of(SURVEY, chats["loopback", person.name].participant)
            assert ballot is not None, conversation(person)
            assert ballot.answers == person.ballot
        assert len(store.ballots.all(SURVEY)) == len(residents)
        tally = store.surveys.tallies(SURVEY)[1].current
        assert tally.participants == len(residents)
        assert tally.counts["field"] == Counter(r.ballot["field"] for r in residents)
        assert store.outbox.waiting() == 0

    try:
        database.do(look)
    finally:
        database.close()
    log = bot.log.read_text()
    assert "Traceback" not in log
    assert "a turn failed" not in log


def conversation(person: Resident) -> str:
    """What was said, for reading when something is wrong."""
    turns = zip(person.lines, person.heard, strict=True)
    return "\n".join(f"> {said}\n{heard}" for said, heard in turns)


async def killed(folder: Path, residents: int, kills: int, url: str = "") -> None:
    dice = random.Random(residents * kills)
    people = [resident(f"resident-{number}", dice) for number in range(residents)]
    async with Platform(people, dice) as platform:
        bot = await prepared(folder, platform, url)
        await killed_again_and_again(bot, platform, kills, dice)
        assert_counted(bot, people, url)
        for listed in ("list", "results"):
            words = ("survey", listed) if listed == "list" else ("survey", listed, SURVEY)
            await bot.command(*words)


async def test_nothing_is_lost_or_doubled_by_kills(folder: Path) -> None:
    await killed(folder, residents=30, kills=4)


@pytest.mark.chaos
async def test_nothing_is_lost_or_doubled_by_many_kills(folder: Path) -> None:
    await killed(folder, residents=200, kills=25)


@pytest.mark.chaos
async def test_nothing_is_lost_or_doubled_by_many_kills_on_postgresql(folder: Path) -> None:
    with postgres(folder / "pg") as server:
        await killed(folder, residents=200, kills=25, url=server.get_uri())


async def away(folder: Path, residents: int, times: int) -> None:
    """PostgreSQL is stopped and started in the middle, again and again; the bot lives on."""
    dice = random.Random(residents)
    people = [resident(f"resident-{number}", dice) for number in range(residents)]
    with postgres(folder / "pg") as server:
        async with Platform(people, dice) as platform:
            bot = await prepared(folder, platform, server.get_uri())
            await bot.start()
            lines = sum(len(person.lines) for person in people)
            for time in range(1, times + 1):
                moment = 2 * lines * time // (times + 1)
                async with asyncio.timeout(PATIENCE):
                    await platform.until(lambda p, moment=moment: p.seen >= moment or p.done)
                await asyncio.to_thread(server.stop)
                assert bot.running
                await asyncio.to_thread(server.start)
            await finished(bot, platform)
            assert_counted(bot, people, server.get_uri())


async def test_the_bot_outlives_its_database(folder: Path) -> None:
    await away(folder, residents=20, times=1)


@pytest.mark.chaos
async def test_the_bot_outlives_its_database_many_times(folder: Path) -> None:
    await away(folder, residents=200, times=5)
