"""Ballots that are nobody's keep regions of at least k, and every result stays as it was (B5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace as altered
from sqlalchemy import select, update

from bot.config import Operator
from bot.reports.raw import TooFew, raw, rows_csv
from bot.results.breakdown import Unfit, breakdown, divider
from bot.results.counting import Counting
from bot.results.dividing import breakdown_json
from bot.results.rendering import as_json
from bot.results.result import result
from bot.results.sources import source
from dialogs.answers import Where
from dialogs.suppression import LEAST_K, K
from dialogs.surveys.regions import POOLED, kept_as, place_of, place_of_all
from dialogs.surveys.survey import Question
from storage.ballots import Ballot
from storage.database import Database
from storage.store import Store
from storage.tables import ballots, survey_versions
from tests.bot.results.making import Case, case, written
from tests.storage.samples import NOW

SECOND = {
    "id": "work",
    "text": {"de": "Wo arbeiten Sie?"},
    "optional": True,
    "answer": {"type": "place", "level": "municipality"},
}
SEEDS = (3, 12, 29, 38, 106, 268)
LATER = NOW + timedelta(days=31)


def with_a_second_place(seed: int) -> Case:
    """A random survey in which people also say where they work."""
    made, dice = case(seed), Random(f"{seed} work")
    questions = msgspec.convert([SECOND], tuple[Question, ...])
    survey = altered(made.survey, questions=(*made.survey.questions, *questions))
    towns = dice.sample(["15084550", "15084031", "14730070", "14730080", "15088065"], 3)
    for ballot in made.ballots:
        if dice.random() < 0.8:
            ballot["work"] = dice.choice(towns)
    return replace(made, survey=altered(survey, anonymity="pseudonymous"))


def answered(database: Database, made: Case) -> None:
    """Published, answered and closed, while it still can be told whose ballot is whose."""
    database.do(lambda s: s.surveys.publish(s.surveys.add(made.survey).id, NOW, made.k))

    def cast(store: Store) -> None:
        for number, ballot in enumerate(made.ballots):
            store.ballots.cast(Ballot(made.survey.id, 1, ballot), f"person {number}", NOW)

    database.do(cast)
    database.do(lambda store: store.surveys.close(made.survey.id, NOW))


def told(store: Store, id: str) -> dict[str, object]:
    """Everything that may be told of it, and rows in no order."""
    one = source(store, id, Operator(name="Bündnis Beispiel"))
    found: dict[str, object] = {"": as_json(result(one, "de", written))}
    for by in ("region", *(question.id for question in one.survey.questions)):
        try:
            crossed = Counting().of(store, one.survey, divider(one, by))
        except Unfit:
            continue
        found[by] = breakdown_json(breakdown(one, by, crossed, "de", written))
    try:
        rows = raw(one.survey, [json for _, json in store.ballots.all(id)], one.k, one.parts)
        found["raw"] = Counter(rows_csv(rows).splitlines())
    except TooFew:
        found["raw"] = None
    return found


def untie(database: Database) -> None:
    database.do(lambda store: store.surveys.unlink(LATER))


def stored(database: Database, question: str) -> Counter[str | None]:
    with database.engine.connect() as connection:
        rows = connection.execute(select(ballots.c.answers)).scalars()
        return Counter(msgspec.json.decode(row).get(question) for row in rows)


def assert_kept(database: Database, made: Case) -> None:
    """No group of places has fewer than k, unless it is the only one; and no order shows."""
    by = place_of(made.survey)
    for question in made.survey.questions:
        if not isinstance(question.answer, Where):
            continue
        kept = stored(database, question.id)
        if question == by:
            assert len(kept) == 1 or min(kept.values()) >= made.k
        else:
            assert set(kept) <= {POOLED, None}
    order = [question.id for question in made.survey.questions]
    with database.engine.connect() as connection:
        for row in connection.execute(select(ballots.c.answers)).scalars():
            given = list(msgspec.json.decode(row))
            assert given == sorted(given, key=order.index)


@pytest.mark.parametrize("seed", SEEDS)
def test_results_stay_what_they_were(sqlite: Database, seed: int) -> None:
    check(sqlite, with_a_second_place(seed))


@pytest.mark.parametrize("seed", [29, 106])
def test_on_postgresql_too(postgresql: Database, seed: int) -> None:
    check(postgresql, replace(with_a_second_place(seed), k=LEAST_K))


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_results_of_many_surveys_stay_what_they_were(sqlite: Database, seed: int) -> None:
    check(sqlite, replace(with_a_second_place(seed), k=(K, LEAST_K, 15)[seed % 3]))


def check(database: Database, made: Case) -> None:
    answered(database, made)
    before = database.look(lambda store: told(store, made.survey.id))
    untie(database)
    assert database.look(lambda store: told(store, made.survey.id)) == before
    assert_kept(database, made)
    # Once is enough.
    assert database.do(lambda store: store.surveys.detach()) == 0


def test_the_chosen_surveys_have_something_to_hide() -> None:
    """Else nothing would be tried above: small groups, municipalities, groups told together."""
    found = set()
    for seed in SEEDS:
        made = with_a_second_place(seed)
        by = place_of(made.survey)
        if by is None:
            continue
        given = Counter(ballot.get(by.id) for ballot in made.ballots)
        parts = made.regions()
        found.add("nothing" if not parts else "pool" if parts[0].split.pool else "all")
        found |= {"within" for part in parts[1:]}
        found |= {"lonely" for number in given.values() if number == 1}
    assert {"lonely", "nothing", "pool", "within"} <= found


def test_a_place_on_which_questions_hang_is_not_kept_at_all(sqlite: Database) -> None:
    made = with_a_second_place(12)
    where = next(q for q in made.survey.questions if isinstance(q.answer, Where))
    raw_next = {
        "id": "next",
        "text": {"de": "Warum?"},
        "answer": {"type": "scale", "least": 1, "most": 2},
        "when": {"type": "is", "question": where.id, "values": ["14713"]},
    }
    plain = [q for q in made.survey.questions if q.when is None and q.id not in ("next", "work")]
    questions = (*plain, *msgspec.convert([raw_next], tuple[Question, ...]))
    led = replace(made, survey=altered(made.survey, questions=questions))
    assert not place_of_all(where, led.survey)
    known = {question.id for question in questions}
    led = replace(led, ballots=[{q: a for q, a in b.items() if q in known} for b in led.ballots])
    answered(sqlite, led)
    untie(sqlite)
    assert set(stored(sqlite, where.id)) <= {POOLED, None}


def test_ballots_that_an_older_version_left_are_rolled_up_once(sqlite: Database) -> None:
    made = with_a_second_place(29)
    answered(sqlite, made)
    before = sqlite.look(lambda store: told(store, made.survey.id))
    by = place_of(made.survey)
    assert by is not None
    with sqlite.engine.begin() as connection:
        rows = connection.execute(select(ballots.c.voter, ballots.c.answers)).all()
        tallies = sqlite.look(lambda store: store.surveys.tallies(made.survey.id))
    untie(sqlite)
    with sqlite.engine.begin() as connection:
        connection.execute(update(survey_versions).values(regions=None))
        for row in rows:
            which = ballots.c.voter == row.voter
            connection.execute(update(ballots).where(which).values(answers=row.answers))
    sqlite.do(lambda store: store.surveys.keep_tallies(made.survey.id, 1, tallies[1]))
    assert min(stored(sqlite, by.id).values()) < K
    assert sqlite.do(lambda store: store.surveys.detach()) == 1
    assert_kept(sqlite, made)
    assert sqlite.look(lambda store: told(store, made.survey.id)) == before
    assert sqlite.do(lambda store: store.surveys.detach()) == 0


def test_what_is_kept_of_a_group_is_kept_of_itself() -> None:
    """Whoever looks before and whoever looks after find the same groups."""
    for seed in range(20, 40):
        made: Any = with_a_second_place(seed)
        by = place_of(made.survey)
        if by is None:
            continue
        parts = made.regions()
        for answer in {ballot.get(by.id, "?") for ballot in made.ballots}:
            group = kept_as(parts, answer)
            assert kept_as(parts, group) == group
            if parts:
                assert parts[0].group(answer) == parts[0].group(group)
