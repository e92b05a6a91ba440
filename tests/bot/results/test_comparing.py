"""Rounds side by side: nothing is told of a round that its own result does not tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from bot.reports.cells import as_csv
from bot.reports.drawing import Drawing
from bot.reports.pictures import COMPARED
from bot.reports.report import report
from bot.reports.writing import Format, written
from bot.results.answers import percent
from bot.results.comparing import ALIKE, MOST, NEWEST, Comparison, Round, comparison, in_same_words
from bot.results.question import QuestionResult
from bot.results.reader import Reader
from bot.results.rows import compared
from dialogs.surveys.audience import Audience
from dialogs.surveys.survey import Survey
from storage.ballots import Ballot
from storage.database import Database
from storage.repeats import Repeat
from storage.store import Store
from tests.bot.results.making import Case, case
from tests.bot.talking import NOW, Bot, config, ours, publish
from tests.storage.samples import survey as short

MONTHS = tuple(datetime(2026, month, 1, 9, tzinfo=UTC) for month in range(3, 10))
RULES = ("public", "after_close", "organisers")


def rounds_of(true: Case) -> list[Round]:
    """The same survey three times: half of its people, the others, and all of them."""
    half = len(true.ballots) // 2
    parts = true.ballots[:half], true.ballots[half:], true.ballots
    return [
        Round(f"Runde {n}", replace(Case(true.survey, part).result(), id=f"probe-{n}"))
        for n, part in enumerate(parts, 1)
    ]


@pytest.mark.parametrize("seed", range(60))
def test_every_number_stands_in_the_result_of_its_round(seed: int) -> None:
    shown = rounds_of(case(seed))
    made = comparison(shown, {"de": "Probe"}, "de")
    assert [one.participants for one in made.rounds] == [r.result.participants for r in shown]
    for place, question in enumerate(made.questions):
        told = [one.result.questions[place] for one in shown]
        if question.why:
            assert (question.lines, question.medians, question.answered) == ((), (), ())
            assert question.why == "apart" or all(q.why for q in told)
            continue
        assert question.answered == tuple(q.n for q in told)
        assert question.medians in {(), tuple(q.median for q in told)}
        for line in question.lines:
            for cell, q, one in zip(line.cells, told, shown, strict=True):
                (own,) = (o for o in q.options if o.value == line.value)
                assert (cell.count, cell.bound) == (own.count, own.bound)
                assert cell.of in {None, q.n, one.result.participants}


@pytest.mark.parametrize("seed", range(60))
def test_it_is_the_same_wherever_the_results_are_the_same(seed: int) -> None:
    """It is made of results alone: what is withheld there cannot steer anything here."""
    shown = rounds_of(case(seed))
    read = [Round(one.label, _read_again(one.result)) for one in shown]
    assert comparison(read, {"de": "Probe"}, "de") == comparison(shown, {"de": "Probe"}, "de")


def _read_again(made: Any) -> Any:
    """A result made anew from what programs are told of it."""
    return msgspec.convert(msgspec.to_builtins(made), type(made))


def test_answers_that_depend_on_who_answers_are_not_put_side_by_side() -> None:
    kinds: set[str] = set()
    for seed in range(20):
        shown = rounds_of(case(seed))
        made = comparison(shown, {"de": "Probe"}, "de")
        asked: Iterable[QuestionResult] = shown[-1].result.questions
        for question, told in zip(made.questions, asked, strict=True):
            assert told.kind in ALIKE or not question.lines
            kinds.add(told.kind)
    assert kinds >= {"place", "number", "date", "pick"}


def named(number: int, words: str = "Fahren Sie Bus?") -> Survey:
    made = short(f"bus-{number}")
    return replace(made, questions=(replace(made.questions[0], text={"de": words}),))


def test_only_the_newest_rounds_in_the_same_words_are_compared() -> None:
    other = named(2, "Fahren Sie gern Bus?")
    assert in_same_words([named(1), other, named(3), named(4)]) == 2
    assert in_same_words([named(1), named(2), other]) == 1
    assert in_same_words([named(1), named(2)]) == 2
    assert in_same_words([]) == 0


def row(database: Database, *surveys: Survey, open_: bool = False) -> None:
    """Rounds of a repeated survey, a month each; the newest may be open still."""
    repeat = Repeat("monthly", "", surveys[0].id, Audience(), "anna", MONTHS[1])
    for place, one in enumerate(surveys):
        publish(database, one, now=MONTHS[place])
        if place == 0:
            database.do(lambda store: store.repeats.add(repeat))
        else:
            month = f"2026-{place + 3:02}"
            database.do(lambda s, m=month, id=one.id: s.repeats.begin("monthly", m, id))  # type: ignore[misc]
        cast(database, one.id, *("yes" if who % 4 > place % 3 else "no" for who in range(20)))
        if not (open_ and one is surveys[-1]):
            end = MONTHS[place + 1]
            database.do(lambda s, id=one.id, end=end: s.surveys.close(id, end))  # type: ignore[misc]


def cast(database: Database, id: str, *said: str) -> None:
    def work(store: Store) -> None:
        for who, answer in enumerate(said):
            store.ballots.cast(Ballot(id, 1, {"rides": answer}), f"{len(said)} {who}", NOW)

    database.do(work)


def seen(database: Database, id: str, most: int = MOST, unseen: str = "") -> Comparison | None:
    def work(store: Store) -> Comparison | None:
        reader = Reader(store, config(), "de", lambda one: one != unseen)
        return compared(reader, id, most)

    return database.look(work)


def test_the_whole_row_is_found_from_each_of_its_rounds(database: Database) -> None:
    row(database, *(named(number) for number in range(5)))
    publish(database, short("else"))
    assert seen(database, "else") is None
    for number in range(5):
        made = seen(database, f"bus-{number}", NEWEST)
        assert made is not None
        assert [one.id for one in made.rounds] == ["bus-2", "bus-3", "bus-4"]
        assert [one.label for one in made.rounds] == ["Mai 2026", "Juni 2026", "Juli 2026"]
        assert (made.left, made.id) == (2, "bus-4")
    every = seen(database, "bus-0")
    assert every is not None
    assert (len(every.rounds), every.left) == (5, 0)


def test_what_somebody_may_not_see_is_not_compared(database: Database) -> None:
    row(database, named(0), named(1), named(2))
    made = seen(database, "bus-0", unseen="bus-1")
    assert made is not None
    assert [one.id for one in made.rounds] == ["bus-0", "bus-2"]


def test_a_round_in_other_words_ends_the_row(sqlite: Database) -> None:
    row(sqlite, named(0), named(1, "Fahren Sie gern Bus?"), named(2), named(3))
    made = seen(sqlite, "bus-0")
    assert made is not None
    assert [one.id for one in made.rounds] == ["bus-2", "bus-3"]
    assert ours("comparison", "other_wording") in made.note


@pytest.mark.parametrize("rule", RULES)
def test_an_open_round_is_compared_as_it_is_shown(sqlite: Database, rule: Any) -> None:
    rounds = [replace(named(number), results=rule) for number in range(3)]
    row(sqlite, *rounds, open_=True)
    first = seen(sqlite, "bus-0")
    assert first is not None
    assert [one.id for one in first.rounds] == ["bus-0", "bus-1"], "nothing is told of it yet"
    for hour in (1, 2, 3):
        now = MONTHS[3].replace(hour=hour)
        sqlite.do(lambda store, now=now: store.surveys.release("bus-2", now))  # type: ignore[misc]
        cast(sqlite, "bus-2", *["no"] * (10 + hour))
    made = seen(sqlite, "bus-0")
    assert made is not None
    told = [one.id for one in made.rounds]
    assert told == ["bus-0", "bus-1", *["bus-2"] * (rule == "public")]
    if rule == "public":
        assert made.rounds[-1].participants < 53, "a step, not what there is"


def test_the_note_tells_of_each_round_and_that_people_may_differ(sqlite: Database) -> None:
    row(sqlite, named(0), named(1))
    made = seen(sqlite, "bus-0")
    assert made is not None
    assert ours("comparison", "people") in made.note
    assert ours("note", "representative") in made.note
    for label in ("März 2026", "April 2026"):
        assert any(line.startswith(label) for line in made.note)


def test_every_format_tells_the_same_numbers(sqlite: Database) -> None:
    row(sqlite, named(0), named(1), named(2))
    made = seen(sqlite, "bus-0")
    assert made is not None
    one = report(made, named(2), "de")
    (question,) = made.questions
    told = [[cell.count for cell in line.cells] for line in question.lines]
    assert told == [[15, 10, 5], [5, 10, 15]]
    text = written(one, Format.TEXT).decode()
    assert "75 %, 50 %, 25 % yes" in text
    data = msgspec.json.decode(written(one, Format.JSON))
    lines = data["questions"][0]["lines"]
    assert [[cell["count"] for cell in line["cells"]] for line in lines] == told
    csv = as_csv(one).decode()
    for place, counts in enumerate(told):
        for number, count in enumerate(counts):
            value = question.lines[place].value
            assert f"answer,rides,bus-{number},{value},de,{value}" in csv
            assert f",{count},20,{percent(count, 20)}," in csv
    for format in (Format.TEXT, Format.CSV, Format.JSON):
        assert one.sha256 in written(one, format).decode()
    assert written(one, Format.XLSX)[:2] == b"PK"
    assert written(one, Format.PNG)[:4] == b"\x89PNG"
    assert written(one, Format.PDF)[:4] == b"%PDF"


async def test_the_chat_shows_a_chart_of_exactly_these_numbers(sqlite: Database) -> None:
    row(sqlite, named(0), named(1))
    bodo = Bot(sqlite, now=NOW).person("bodo")
    bodo.say("Hallo", "=yes", "/results", "=bus-0", "=compared:bus-0")
    assert not bodo.shown.files
    await Drawing(sqlite, config())()
    bodo.say("/results", "=bus-1", "=compared:bus-1")
    (file,) = bodo.shown.files
    assert file.content.startswith(b"\x89PNG")
    assert file.alt == ours("report", "picture_rounds", questions="Fahren Sie Bus?")
    drawn = sqlite.look(lambda store: store.pictures.drawn("bus-1", "de", COMPARED))
    made = seen(sqlite, "bus-0", NEWEST)
    assert made is not None
    assert drawn == report(made, named(1), "de").sha256
