"""How a survey goes: numbers that move in steps, of nobody, and hints of what looks odd."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import select

from bot.organising.dashboard import steps as lines_of
from dialogs.answers import Pick
from dialogs.markup import words
from dialogs.surveys.survey import Question, Survey
from dialogs.surveys.tally import STEP
from storage.ballots import Ballot
from storage.bursts import ALIKE, BY_POSTER, MINUTES, QUESTIONS, Bursts, crowded
from storage.database import Database
from storage.store import Store
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


def cast(database: Database, *ballots: Ballot, at: datetime = NOW) -> None:
    def work(store: Store) -> None:
        for place, one in enumerate(ballots):
            store.ballots.cast(one, f"{at} {place} {one.answers}", at)

    database.do(work)


def noticed(database: Database, hour: int) -> Bursts:
    """What organisers are told once the hour's step is shown, if there is one."""
    database.do(lambda store: store.surveys.release("bus", NOW + timedelta(hours=hour)))
    found = database.look(lambda store: store.surveys.bursts("bus"))
    return replace(found, coming=None)


EQUAL = [Ballot("bus", 1, PATTERN)] * ALIKE
OTHERS = [Ballot("bus", 1, {"rides": "yes"})] * STEP


def test_a_burst_in_an_open_survey_is_told_with_the_step_that_shows_its_ballots(
    database: Database,
) -> None:
    publish(database, replace(survey("bus"), results="public"))
    cast(database, *EQUAL)
    assert noticed(database, 1) == Bursts(), "kept, and shown with the next step"
    assert noticed(database, 2) == Bursts(), "no new ballots, nothing new"
    cast(database, *OTHERS[1:], at=NOW + timedelta(hours=2))
    assert noticed(database, 3) == Bursts(), "too few new ballots"
    cast(database, *OTHERS[:1], at=NOW + timedelta(hours=3))
    assert noticed(database, 4) == Bursts(alike=True)
    shown = database.look(lambda store: store.surveys.tallies("bus"))[1].released
    assert shown.participants == ALIKE, "no sooner than the ballots themselves"


def test_what_was_noticed_is_not_taken_back_when_somebody_goes(sqlite: Database) -> None:
    publish(sqlite, replace(survey("bus"), results="public"))
    cast(sqlite, *EQUAL)
    assert noticed(sqlite, 1) == Bursts()
    cast(sqlite, *OTHERS, at=NOW + timedelta(hours=1))
    assert noticed(sqlite, 2) == Bursts(alike=True)
    gone = f"{NOW} 0 {PATTERN}"
    assert sqlite.do(lambda store: store.ballots.withdraw("bus", gone))
    sqlite.do(lambda store: store.surveys.close("bus", NOW + timedelta(hours=3)))
    assert sqlite.look(lambda store: store.surveys.bursts("bus")) == Bursts(alike=True)


@pytest.mark.parametrize("rule", ["after_close", "organisers"])
def test_nothing_is_looked_for_before_the_close_where_numbers_are_hidden(
    sqlite: Database, rule: Any
) -> None:
    publish(sqlite, replace(survey("bus"), results=rule))
    for hour in (1, 2, 3):
        cast(sqlite, *EQUAL, at=NOW + timedelta(hours=hour))
        assert noticed(sqlite, hour + 1) == Bursts()
    with sqlite.engine.connect() as connection:
        assert connection.execute(select(surveys.c.bursts)).scalar_one() is None
    sqlite.do(lambda store: store.surveys.close("bus", NOW + timedelta(hours=5)))
    assert sqlite.look(lambda store: store.surveys.bursts("bus")) == Bursts(alike=True)


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(1, 90)), st.integers())
def test_how_many_stop_is_made_of_what_is_shown_and_of_nothing_else(
    reached: dict[str, int], seed: int
) -> None:
    asked = [Question(name, {"de": name.upper()}, Pick(())) for name in "abcd"]
    made = Survey("q", tuple(asked), {"de": "Probe."})
    finished = seed % 40
    lines = [words(line) for line in lines_of(made, reached, finished, ("de",))]
    there = [name for name in "abcd" if name in reached]
    assert [line[3] for line in lines] == [name.upper() for name in there]
    numbers = [*(reached[name] for name in there), finished]
    for line, (n, after) in zip(lines, pairwise(numbers), strict=True):
        assert f": {n}" in line
        share = round(100 * (n - after) / n) if 0 < after < n else 0
        assert re.findall(r"(\d+) %", line) == [str(share)] * bool(share)
