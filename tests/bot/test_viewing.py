"""What the chat shows beside a result: the same as the command line, through the same gate."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from bot.days import written
from bot.reports.drawing import Drawing
from bot.reports.pictures import BY_REGION, sketches
from bot.reports.report import report
from bot.results.breakdown import Breakdown, breakdown, divider
from bot.results.counting import Counting
from bot.results.dividing import breakdown_text
from bot.results.sources import source
from dialogs.markup import words
from dialogs.surveys.survey import Survey
from storage.ballots import Ballot
from storage.database import Database
from storage.store import Store
from tests.bot.talking import NOW, Bot, Person, config, ours, publish

LIVE = {"14713": 60, "14730": 40, "15088": 30, "16077": 4}


def asked(**changes: Any) -> Survey:
    yes_or_no = [{"value": v, "label": {"de": v}} for v in ("ja", "nein")]
    questions = [
        {"id": "where", "text": {"de": "Wo?"}, "answer": {"type": "place"}},
        {
            "id": "rides",
            "text": {"de": "Fahren Sie Bus?"},
            "answer": {"type": "pick", "choices": yes_or_no},
        },
    ]
    raw = {"id": "bus", "opening": {"de": "Zum Bus."}, "questions": questions, **changes}
    return msgspec.convert({"results": "after_close", **raw}, Survey)


def prepared(database: Database, survey: Survey) -> None:
    """Published, and answered by people from four districts."""
    publish(database, survey)

    def work(store: Store) -> None:
        for key, number in LIVE.items():
            for n in range(number):
                said = {"where": key, "rides": ("ja", "nein")[n % 2]}
                store.ballots.cast(Ballot("bus", 1, said), f"{key} {n}", NOW)

    database.do(work)


def close(database: Database) -> None:
    database.do(lambda store: store.surveys.close("bus", NOW))


def on_the_command_line(database: Database) -> Breakdown:
    """What `survey results bus --by region` tells."""

    def work(store: Store) -> Breakdown:
        one = source(store, "bus", config().operator)
        crossed = Counting().of(store, one.survey, divider(one, "region"))
        return breakdown(one, "region", crossed, "de", written(config().zone))

    return database.look(work)


def reading(database: Database, name: str = "bodo") -> Person:
    person = Bot(database).person(name)
    person.say("Hallo", "=yes")
    return person


def test_the_chat_tells_by_district_what_the_command_line_tells(database: Database) -> None:
    prepared(database, asked())
    close(database)
    bodo = reading(database)
    bodo.say("/results", "=bus")
    assert [option.value for option in bodo.shown.options] == ["by_region:bus"]
    told = bodo.say("=by_region:bus")
    assert told == words(breakdown_text(on_the_command_line(database), "de"))
    assert "Leipzig (Stadt) (60 Teilnehmende)" in told
    assert "Altenburger Land (4" not in told


def test_nothing_is_told_by_district_while_a_survey_is_open(sqlite: Database) -> None:
    prepared(sqlite, asked(results="public"))
    for _ in range(2):
        sqlite.do(lambda store: store.surveys.release("bus", NOW))
    bodo = reading(sqlite)
    bodo.say("/results")
    assert "by_region:bus" not in [o.value for o in bodo.shown.options]
    for typed in ("/by_region", "/start by_region:bus"):
        assert "60" not in bodo.say(typed)


@pytest.mark.parametrize("ask", ["by_region", "compared", "rounds"])
def test_what_only_organisers_may_see_is_told_to_nobody_else(sqlite: Database, ask: str) -> None:
    prepared(sqlite, asked(results="organisers"))
    close(sqlite)
    bodo = reading(sqlite)
    told = bodo.say(f"/{ask}", "1")
    assert "Leipzig" not in told
    assert not bodo.shown.files


def test_a_survey_of_too_few_is_not_offered_by_district(sqlite: Database) -> None:
    publish(sqlite, asked())
    sqlite.do(
        lambda store: [
            store.ballots.cast(Ballot("bus", 1, {"where": key, "rides": "ja"}), f"{key} {n}", NOW)
            for key, number in {"14713": 8, "14730": 9}.items()
            for n in range(number)
        ]
    )
    close(sqlite)
    bodo = reading(sqlite)
    bodo.say("/results", "=bus")
    assert not bodo.shown.options


async def test_the_map_is_of_exactly_these_numbers(sqlite: Database) -> None:
    survey = replace(asked(), questions=asked().questions[:1])
    prepared(sqlite, survey)
    close(sqlite)
    await Drawing(sqlite, config())()
    bodo = reading(sqlite)
    bodo.say("/results", "=bus", "=by_region:bus")
    (file,) = bodo.shown.files
    assert file.alt.startswith(ours("report", "map_people"))
    assert "Leipzig (Stadt): 60" in file.alt
    assert "Altenburger Land: 4" not in file.alt
    hash = report(on_the_command_line(sqlite), survey, "de").sha256
    drawn = sqlite.look(lambda store: store.pictures.drawn("bus", "de", BY_REGION))
    assert drawn == hash, "the same numbers are the same file"


def test_each_question_has_a_map_of_its_own(sqlite: Database) -> None:
    prepared(sqlite, asked())
    close(sqlite)
    _, second = sketches(report(on_the_command_line(sqlite), asked(), "de"))
    assert second.alt.startswith("Fahren Sie Bus? Karte der Kreise: Anteil „ja“")
    assert "Leipzig (Stadt): 50 %" in second.alt


def test_counting_is_done_once(sqlite: Database) -> None:
    prepared(sqlite, asked())
    close(sqlite)
    counting = Counting()
    survey = asked()

    def count(store: Store) -> object:
        return counting.of(store, survey, survey.questions[0])

    assert sqlite.look(count) is sqlite.look(count)
    other = replace(survey, version=2)
    assert sqlite.look(lambda s: counting.of(s, other, survey.questions[0])) == {}
