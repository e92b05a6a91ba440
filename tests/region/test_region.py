"""A made-up region through the real process, with kills: every number is what people sent."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.config import Operator
from bot.reports.report import report
from bot.reports.writing import Format, written
from bot.results.breakdown import Unfit, breakdown, divider
from bot.results.counting import Counting
from bot.results.regions import NONE
from bot.results.rendering import as_text
from bot.results.result import result
from bot.results.sources import source
from dialogs.markup import words
from storage.database import Database
from tests.audience import opened
from tests.bot.test_telegram import Talker, spoken, telegram
from tests.fakes.platform import Resident
from tests.prepared import copied
from tests.process import Bot
from tests.region.people import SURVEYS, Ballot, Mind, mind

BUS = Path(__file__).parents[1] / "data" / "surveys" / "bus.json"
K = 10
PATIENCE = 3600.0
OPERATOR = Operator(name="Bündnis Beispiel")


def day(moment: datetime, language: str) -> str:
    return moment.date().isoformat()


async def lived(folder: Path, set_up: Path, residents: int, kills: int, seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    minds = [mind(f"r{n}", dice) for n in range(residents)]
    async with telegram(copied(set_up, folder)) as (server, bot):
        bot.env["REVIERSTIMME_TELEGRAM__MESSAGES_PER_SECOND"] = "1000"
        await bot.command("survey", "import", str(BUS))
        for survey in ("bus", "puls"):
            await bot.command("survey", "publish", survey)
        progress = asyncio.Event()
        talkers = [
            Talker(server.person(1000 + n), Resident(f"r{n}", one.lines, {}), progress)
            for n, one in enumerate(minds)
        ]
        lines = sum(len(one.lines) for one in minds)
        for talker in talkers:
            talker.begins()
        for number in range(1, kills + 1):
            await bot.start()
            await spoken(talkers, lines * number // (kills + 1))
            await bot.kill()
        await bot.start()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(talker.done.wait() for talker in talkers))
        await bot.stop()
        check(bot, minds)


def check(bot: Bot, minds: list[Mind]) -> None:
    """Close all surveys, and count anew whatever is told of them."""
    now = datetime.now(UTC)
    with opened(bot) as database:
        for survey in SURVEYS:
            ballots = [one.ballots[survey] for one in minds if survey in one.ballots]
            database.do(lambda store, id=survey: store.surveys.close(id, now))  # type: ignore[misc]
            check_whole(database, survey, ballots)
            if survey == "erwartungen":
                check_regions(database, survey, ballots)


def check_whole(database: Database, survey: str, ballots: list[Ballot]) -> None:
    shown = database.look(lambda store: source(store, survey, OPERATOR))
    made = result(shown, "de", day)
    told = report(made, shown.survey, "de")
    data = msgspec.json.decode(written(told, Format.JSON))
    table, text = written(told, Format.CSV).decode("utf-8-sig"), words(as_text(made, "de"))
    assert data["participants"] == len(ballots)
    for question in data["questions"]:
        given = [b[question["id"]] for b in ballots if b.get(question["id"]) is not None]
        if len(given) < K:
            assert question["withheld"] or not question["options"], question
        if question["n"] is not None:
            assert question["n"] == len(given)
            assert question["missing"] == len(ballots) - len(given)
        counts = counted(given) + Counter({NONE: len(ballots) - len(given)})
        for option in question["options"]:
            if option["count"] is not None:
                expected = sum(
                    number(value, counts, question["kind"]) for value in option["value"].split("+")
                )
                assert option["count"] == expected, (question["id"], option)
                assert str(expected) in text
                assert str(expected) in table


def number(value: str, counts: Counter[str], kind: str) -> int:
    """How many gave that answer, a number in that range, or a place in that region."""
    if kind == "place":
        return sum(count for key, count in counts.items() if key.startswith(value))
    least, between, most = value.partition("..")
    if not between:
        return counts[value]
    return sum(
        count
        for given, count in counts.items()
        if given != NONE and int(least or 0) <= int(given) <= int(most or 10**9)
    )


def counted(given: list[Any]) -> Counter[str]:
    """How often each option was chosen."""
    chosen = (one if isinstance(one, list) else [one] for one in given)
    return Counter(str(value) for options in chosen for value in options)


def check_regions(database: Database, survey: str, ballots: list[Ballot]) -> None:
    shown = database.look(lambda store: source(store, survey, OPERATOR))

    try:
        by = divider(shown, "region")
        tallies = database.look(lambda store: Counting().of(store, shown.survey, by))
        made = breakdown(shown, "region", tallies, "de", day)
    except Unfit:
        assert len(ballots) < 2 * K
        return
    told = report(made, shown.survey, "de")
    data = msgspec.json.decode(written(told, Format.JSON))
    assert data["participants"] == len(ballots)
    for division in data["divisions"]:
        groups = [inside(group["key"], ballots) for group in division["groups"]]
        assert [group["n"] for group in division["groups"]] == [len(one) for one in groups]
        assert all(len(one) >= K for one in groups)
        for question in division["questions"]:
            if question["counts"]:
                check_columns(question, groups)


def check_columns(question: dict[str, Any], groups: list[list[Ballot]]) -> None:
    """The numbers of one question in each group."""
    columns = [column["value"].split("+") for column in question["columns"]]
    for group, counts in zip(groups, question["counts"], strict=True):
        given = [b[question["id"]] for b in group if b.get(question["id"]) is not None]
        chosen = counted(given)
        missing = {NONE: len(group) - len(given)}
        expected = [sum((chosen | Counter(missing))[value] for value in one) for one in columns]
        assert counts == expected, question["id"]


def inside(key: str, ballots: list[Ballot]) -> list[Ballot]:
    """The ballots from these regions."""
    keys = tuple(key.split("+"))
    return [b for b in ballots if str(b.get("district") or NONE).startswith(keys)]


async def test_every_number_is_what_people_sent(set_up: Path, tmp_path: Path) -> None:
    await lived(tmp_path, set_up, residents=40, kills=1, seed=2026)


@pytest.mark.chaos
async def test_every_number_of_a_region_is_what_people_sent(set_up: Path, tmp_path: Path) -> None:
    await lived(tmp_path, set_up, residents=2000, kills=12, seed=random.randrange(10**6))
