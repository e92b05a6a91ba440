"""How a survey goes: numbers that move in steps, of nobody, and hints of what looks odd."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dialogs.surveys.tally import STEP
from storage.ballots import Ballot
from storage.bursts import ALIKE, BY_POSTER, MINUTES, QUESTIONS, Bursts, crowded
from storage.database import Database
from storage.tables import steps, surveys
from tests.bot.talking import NOW, Bot, everybody, publish
from tests.play import survey


def counted(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        return {row.question: row.reached for row in connection.execute(select(steps))}


def told(database: Database, id: str = "bus") -> dict[str, int]:
    return database.look(lambda store: store.steps.shown(id, 1))


def test_each_question_is_counted_once_as_it_is_opened(database: Database) -> None:
    publish(database, survey("erwartungen"))
    bot = Bot(database)
    anna = bot.person("anna")
    anna.say("/start survey_erwartungen", "=yes", "=join")
    first = counted(database)
    assert list(first.values()) == [1]
    anna.say("{sticker}", "/help")
    assert counted(database) == first, "asking again is no second opening"


def test_questions_of_some_are_not_counted(database: Database) -> None:
    """How many get them would tell how many said what leads there."""
    publish(database, survey("bus"))
    anna = Bot(database).person("anna")
    anna.say("/start survey_bus", "=yes", "=join", "=yes")
    assert set(counted(database)) == {"rides"}


def test_what_is_shown_moves_by_ten_at_least(database: Database) -> None:
    publish(database, survey("bus"))
    bot = Bot(database)
    for crowd, shown in ((STEP - 1, 0), (1, STEP), (STEP - 1, STEP), (5, 2 * STEP + 4)):
        names = [f"person {bot.now} {crowd} {number}" for number in range(crowd)]
        bot.pass_(seconds=1)
        everybody(bot, names, "/start survey_bus", "=yes", "=join")
        before = told(database)
        assert before.get("rides", 0) in {0, STEP}
        database.do(lambda store: store.steps.renew())
        assert told(database).get("rides", 0) == shown


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40)), max_size=60))
def test_bursts_are_found_as_a_count_by_hand_finds_them(ballots: list[tuple[str, int]]) -> None:
    most = 6
    by_hand = any(
        sum(like == other and first <= minute < first + MINUTES for other, minute in ballots)
        >= most
        for like in "ab"
        for first in range(41)
    )
    assert crowded(ballots, most) == by_hand


PATTERN = {f"q{number}": "yes" for number in range(QUESTIONS)}


def closed(database: Database, number: int, apart: int, **ballot: Any) -> Bursts:
    """So many equal ballots, so many minutes apart; what was noticed at the close."""
    made = survey("bus")
    publish(database, made)
    for place in range(number):
        one = Ballot("bus", 1, **ballot)
        then = NOW + timedelta(minutes=place * apart)
        database.do(lambda s, p=place, b=one, t=then: s.ballots.cast(b, f"p{p}", t))  # type: ignore[misc]
    before = database.look(lambda store: store.surveys.tallies("bus"))[1].current.participants
    database.do(lambda store: store.surveys.close("bus", NOW))
    after = database.look(lambda store: store.surveys.tallies("bus"))[1].current.participants
    assert before == after == number, "nothing is ever removed"
    return database.look(lambda store: store.surveys.bursts("bus"))


@pytest.mark.parametrize(
    ("number", "apart", "ballot", "found"),
    [
        (ALIKE, 0, {"answers": PATTERN}, Bursts(alike=True)),
        (ALIKE - 1, 0, {"answers": PATTERN}, Bursts()),
        (ALIKE, 2, {"answers": PATTERN}, Bursts()),
        (ALIKE, 0, {"answers": {"rides": "yes"}}, Bursts()),
        (BY_POSTER, 0, {"answers": {}, "poster": "R2D2X"}, Bursts(by_poster=True)),
        (BY_POSTER - 1, 0, {"answers": {}, "poster": "R2D2X"}, Bursts()),
    ],
)
def test_what_looks_odd_is_noticed_at_the_close(
    database: Database, number: int, apart: int, ballot: dict[str, Any], found: Bursts
) -> None:
    assert closed(database, number, apart, **ballot) == found


def test_what_is_kept_of_a_burst_says_neither_when_nor_which(database: Database) -> None:
    closed(database, ALIKE, 0, answers=PATTERN)
    with database.engine.connect() as connection:
        assert connection.execute(select(surveys.c.bursts)).scalar_one() == '{"alike":true}'
