"""A made-up region through the real process, with kills: every number is what people sent."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
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
from bot.results.rendering import as_text
from bot.results.result import result
from bot.results.sources import source
from dialogs.markup import words
from dialogs.surveys.regions import NONE
from storage.database import Database
from tests.audience import opened
from tests.bot.test_link_kills import CODE
from tests.bot.test_telegram import Talker, settings, telegram
from tests.fakes.platform import Resident
from tests.fakes.telegram import TelegramServer
from tests.matrix import test_kills as matrix
from tests.matrix.revier import Revier, revier
from tests.matrix.synapse import Synapse
from tests.matrix.test_kills import spoken
from tests.prepared import copied
from tests.process import Bot
from tests.region.people import GONE, SURVEYS, Ballot, Mind, elsewhere, mind

BUS = Path(__file__).parents[1] / "data" / "surveys" / "bus.json"
K = 10
PATIENCE = 3600.0
Speaker = Talker | matrix.Talker
OPERATOR = Operator(name="Bündnis Beispiel")


def day(moment: datetime, language: str) -> str:
    return moment.date().isoformat()


class Region:
    """Everybody with a mind of their own; of those in `both`, a chat on each platform."""

    def __init__(self, people: int, on_matrix: int, both: int, dice: random.Random) -> None:
        self.minds = [mind(f"r{number}", dice) for number in range(people)]
        self.on_matrix, self.on_telegram = self.minds[:on_matrix], self.minds[on_matrix:]
        stay = [number for number, one in enumerate(self.on_telegram) if GONE not in one.lines]
        self.homes = stay[:both]
        self.away = [elsewhere(self.on_telegram[number], dice) for number in self.homes]

    def counted(self) -> list[Mind]:
        """Each person once, with all that they said in whatever chat."""
        for number, other in zip(self.homes, self.away, strict=True):
            self.on_telegram[number].ballots |= other.ballots
        return self.minds


async def lived(folder: Path, set_up: Path, residents: int, kills: int, seed: int) -> None:
    print(f"seed {seed}")
    region = Region(residents, 0, 0, random.Random(seed))
    async with telegram(copied(set_up, folder)) as (server, bot):
        await published(bot)
        talkers = telegram_talkers(server, region, asyncio.Event())
        for talker in talkers:
            talker.begins()
        await killed(bot, talkers, kills)
        await heard_all(talkers)
        await bot.stop()
        check(bot, region.counted())


async def lived_on_both(folder: Path, set_up: Path, region: Region, kills: int) -> None:
    """The same with some people on a real Matrix server, and some in two chats."""
    server = Synapse(folder / "synapse")
    server.start()
    try:
        await server.ready()
        async with TelegramServer() as telegram_:
            home = copied(set_up, folder / "bot")
            async with revier(server, home, **settings(telegram_, "polling")) as here:
                await lived_here(here, telegram_, region, kills)
            assert telegram_.violations == []
    finally:
        server.kill()


async def lived_here(here: Revier, server: TelegramServer, region: Region, kills: int) -> None:
    bot = here.bot
    codes = await published(bot)
    progress = asyncio.Event()
    people = telegram_talkers(server, region, progress)
    others = [
        matrix.Talker(
            await here.person("anna", encrypted=bool(number % 2)),
            Resident(f"m{number}", ["(an invitation)", *typed(one.lines, codes)], {}),
            progress,
        )
        for number, one in enumerate([*region.on_matrix, *region.away])
    ]
    for talker in people:
        talker.begins()
    await killed(bot, people, kills // 2)
    await killed(bot, others, kills - kills // 2)
    await heard_all([*people, *others])
    await bot.stop()
    await bot.start()
    away = others[len(region.on_matrix) :]
    pairs = list(zip((people[number] for number in region.homes), away, strict=True))
    linking = asyncio.gather(*(linked(*pair) for pair in pairs))
    await killed(bot, away, 1)
    await linking
    await bot.stop()
    for talker in others:
        assert talker.person.unreadable == []
        assert max(Counter(said.event for said in talker.person.heard).values()) == 1
    check(bot, region.counted())


async def published(bot: Bot) -> dict[str, str]:
    """All surveys are open; what can be typed to begin each."""
    bot.env["REVIERSTIMME_TELEGRAM__MESSAGES_PER_SECOND"] = "1000"
    await bot.command("survey", "import", str(BUS))
    for survey in ("bus", "puls"):
        await bot.command("survey", "publish", survey)
    with opened(bot) as database:
        standings = database.look(lambda store: store.surveys.standings())
    return {one.id: one.code for one in standings}


def typed(lines: list[str], codes: dict[str, str]) -> list[str]:
    """What is said where no link can begin a survey."""
    begin = "/start survey_"
    return [codes[line.removeprefix(begin)] if begin in line else line for line in lines]


def telegram_talkers(
    server: TelegramServer, region: Region, progress: asyncio.Event
) -> list[Talker]:
    return [
        Talker(server.person(1000 + number), Resident(f"r{number}", one.lines, {}), progress)
        for number, one in enumerate(region.on_telegram)
    ]


async def killed(bot: Bot, talkers: Sequence[Speaker], kills: int) -> None:
    """Start the bot, and kill it so often while these go on; it runs in the end."""
    if not bot.running:
        await bot.start()
    lines = sum(len(talker.mind.lines) - talker.mind.said for talker in talkers)
    begin = sum(talker.mind.said for talker in talkers)
    for number in range(1, kills + 1):
        await spoken(talkers, begin + lines * number // (kills + 1), PATIENCE)
        await bot.kill()
        await bot.start()


async def heard_all(talkers: Sequence[Speaker]) -> None:
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(talker.done.wait() for talker in talkers))


async def linked(home: Talker, away: matrix.Talker) -> None:
    """A code is asked for in one chat, and said in the other."""
    home.goes_on("verknüpfen", "1")
    await heard_all([home])
    code = CODE.search(home.last)
    assert code, home.last
    away.goes_on(f"verknüpfen {code[0]}", "ja", "/menu")
    await heard_all([away])


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


@pytest.mark.chaos
@pytest.mark.parametrize(
    ("sizes", "kills"),
    [((60, 6, 4), 2), ((2000, 100, 20), 12)],
    ids=["a few", "a region"],
)
async def test_every_number_of_a_region_on_both_platforms_is_what_people_sent(
    set_up: Path, tmp_path: Path, sizes: tuple[int, int, int], kills: int
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    region = Region(*sizes, random.Random(seed))
    await lived_on_both(tmp_path, set_up, region, kills)
