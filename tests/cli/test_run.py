"""`revierstimme run` as a process of its own."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import pytest

from tests.fakes.platform import Platform, Resident
from tests.process import Bot

PATIENCE = 60.0


@pytest.fixture
def dice() -> random.Random:
    return random.Random(1)


async def heard(platform: Platform, name: str, count: int) -> str:
    """The last of so many answers to a resident."""
    async with asyncio.timeout(PATIENCE):
        await platform.until(lambda p: len(p.residents[name].heard) >= count)
    return platform.residents[name].heard[-1]


async def test_a_second_run_on_the_same_file_is_refused(
    tmp_path: Path, dice: random.Random
) -> None:
    async with Platform([Resident("anna", ["/start"], {})], dice) as platform:
        bot = Bot(tmp_path, platform.address)
        await bot.command("init")
        await bot.start()
        await heard(platform, "anna", 1)
        assert "läuft schon" in await bot.command("run", code=1)
        await bot.stop()


async def test_other_commands_take_effect_while_it_runs(
    tmp_path: Path, dice: random.Random
) -> None:
    anna = Resident("anna", ["/start", "ja"], {})
    async with Platform([anna], dice) as platform:
        bot = Bot(tmp_path, platform.address)
        await bot.command("init")
        await bot.start()
        assert "Was möchten Sie tun?" in await heard(platform, "anna", 2)
        await bot.command("survey", "publish", "puls")
        platform.say("anna", "/umfrage")
        assert "An welcher möchten Sie teilnehmen" in await heard(platform, "anna", 3)
        listed = json.loads(await bot.command("survey", "list", "--json"))
        assert {row["id"]: row["state"] for row in listed}["puls"] == "open"
        await bot.command("survey", "close", "puls")
        platform.say("anna", "/umfrage")
        assert "Zurzeit läuft keine Umfrage" in await heard(platform, "anna", 4)
        await bot.stop()
        assert "Traceback" not in bot.log.read_text()


async def test_a_closed_survey_takes_no_more_ballots(tmp_path: Path, dice: random.Random) -> None:
    anna = Resident("anna", ["/start", "ja", "ja"], {})
    async with Platform([anna], dice) as platform:
        bot = Bot(tmp_path, platform.address)
        await bot.command("init")
        await bot.command("survey", "publish", "puls")
        await bot.start()
        assert "Geht es in Ihrem Ort" in await heard(platform, "anna", 3)
        await bot.command("survey", "close", "puls")
        platform.say("anna", "1")
        assert "inzwischen beendet" in await heard(platform, "anna", 4)
        [row] = [
            r
            for r in json.loads(await bot.command("survey", "list", "--json"))
            if r["id"] == "puls"
        ]
        assert (row["state"], row["ballots"]) == ("closed", 0)
        await bot.stop()


async def test_without_a_platform_it_waits_and_says_so(tmp_path: Path) -> None:
    bot = Bot(tmp_path)
    await bot.command("init")
    await bot.start()
    async with asyncio.timeout(PATIENCE):
        while "running" not in bot.log.read_text():  # noqa: ASYNC110 - a log has no event
            await asyncio.sleep(0.05)
    assert "no platform is configured" in bot.log.read_text()
    await bot.stop()
