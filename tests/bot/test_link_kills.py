"""The real process is killed between any two steps of linking: two are one, or still two."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.fakes.platform import Platform, Resident
from tests.process import Bot, postgres

SURVEY = "puls"
PATIENCE = 300.0
CODE = re.compile(r"\b[2-9A-HJKMNP-TV-Z]{8}\b")
VOTE = ["/start", "ja", "teilnehmen"]


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short and open to PostgreSQL's own user, unlike pytest's folders.
    made = Path(tempfile.mkdtemp(prefix="rs-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


class Doubled(Platform):
    """Everybody here is two: who begins gets a code, and the other says it once it is there."""

    def _next(self, resident: Resident) -> None:
        super()._next(resident)
        name, _, which = resident.name.rpartition("-")
        if which == "home" and resident.done:
            other = self.residents[f"{name}-away"]
            if (found := CODE.search(resident.heard[-1])) and len(other.lines) == len(VOTE) + 2:
                other.lines += [f"verknüpfen {found[0]}", "ja", "/menu"]
                super()._next(other)


def people(number: int) -> list[Resident]:
    found = []
    for who in range(number):
        votes = [*VOTE, "Ja, voran", "nein"]
        found.append(Resident(f"{who}-home", [*votes, "verknüpfen", "1"], {}))
        found.append(Resident(f"{who}-away", list(votes), {}))
    return found


def finished(platform: Platform) -> bool:
    """Everybody has said all; and those at home have heard who was linked, unasked."""
    away = [r for name, r in platform.residents.items() if name.endswith("away")]
    home = [r for name, r in platform.residents.items() if name.endswith("home")]
    said = all(len(r.lines) > len(VOTE) + 2 and r.said == len(r.lines) for r in away)
    return said and not platform._pending and all(len(r.heard) > len(r.lines) for r in home)


async def killed(folder: Path, number: int, kills: int, url: str = "") -> None:
    dice = random.Random(number * kills)
    async with Doubled(people(number), dice) as platform:
        bot = Bot(folder, platform.address, url)
        await bot.command("init")
        await bot.command("survey", "publish", SURVEY)
        for _ in range(kills):
            await bot.start()
            moment = platform.seen + dice.randint(1, max(2, 40 * number // kills))
            async with asyncio.timeout(PATIENCE):
                await platform.until(lambda p, m=moment: p.seen >= m or finished(p))
            await bot.kill()
        await bot.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await platform.until(finished)
        except TimeoutError:
            pytest.fail(f"{list(platform.residents.values())}\n{bot.log.read_text()[-3000:]}")
        await noted(bot, url)
        await bot.stop()
        assert_one_ballot_each(bot, number, url)


def database_of(bot: Bot, url: str) -> Database:
    url = url or f"sqlite:///{bot.folder}/data/revierstimme.db"
    return Database(url, read_key(bot.folder / "key"))


async def noted(bot: Bot, url: str) -> None:
    """Until all that was said is noted: a stop hangs up, the rest is for the next start."""
    database = database_of(bot, url)
    try:
        async with asyncio.timeout(PATIENCE):
            while await database.read(lambda store: store.outbox.waiting()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        database.close()


def assert_one_ballot_each(bot: Bot, number: int, url: str) -> None:
    database = database_of(bot, url)

    def look(store: Store) -> None:
        for who in range(number):
            places = [Place("loopback", f"{who}-{which}", "de") for which in ("home", "away")]
            chats = store.chats.at(places, datetime.now(UTC)).values()
            (participant,) = {chat.participant for chat in chats}
            assert store.ballots.of(SURVEY, participant)
        assert len(store.ballots.all(SURVEY)) == number
        assert store.surveys.tallies(SURVEY)[1].current.participants == number
        assert store.outbox.waiting() == 0

    try:
        database.do(look)
    finally:
        database.close()
    log = bot.log.read_text()
    assert "Traceback" not in log
    assert "a turn failed" not in log


@pytest.mark.chaos
async def test_two_chats_become_one_person_however_often_the_bot_is_killed(folder: Path) -> None:
    await killed(folder, number=6, kills=4)


@pytest.mark.chaos
async def test_many_chats_become_one_person_each_with_many_kills(folder: Path) -> None:
    await killed(folder, number=60, kills=25)


@pytest.mark.chaos
async def test_many_chats_with_many_kills_on_postgresql(folder: Path) -> None:
    with postgres(folder / "pg") as server:
        await killed(folder, number=60, kills=25, url=server.get_uri())
