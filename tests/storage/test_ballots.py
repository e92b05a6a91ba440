"""Ballots: one a participant and survey, whatever happens; the tallies say what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP, Tallies
from storage.ballots import Ballot, SurveyClosed
from storage.database import Database
from storage.store import Store
from storage.tables import ballots
from tests.databases import Make
from tests.storage.contents import contents
from tests.storage.samples import NOW, cast, chat, publish, survey


def tallied(database: Database, survey: str = "bus", version: int = 1) -> dict[str, Any]:
    tallies = database.look(lambda store: store.surveys.tallies(survey)[version])
    found: dict[str, Any] = msgspec.to_builtins(tallies.current)
    return found


def kept(database: Database, participant: str, survey: str = "bus") -> Ballot | None:
    return database.look(lambda store: store.ballots.of(survey, participant))


def test_a_ballot_is_kept_and_counted(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes", why="Es ist warm")
    assert kept(database, "anna") == Ballot("bus", 1, {"rides": "yes", "why": "Es ist warm"})
    assert kept(database, "bodo") is None
    assert tallied(database) == {
        "participants": 1,
        "answered": {"rides": 1, "why": 1},
        "counts": {"rides": {"yes": 1}, "why": {}},
    }


def test_a_skipped_question_is_not_kept(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="no", why=None)
    assert kept(database, "anna") == Ballot("bus", 1, {"rides": "no"})
    assert tallied(database)["answered"] == {"rides": 1}


def test_a_later_ballot_replaces(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes", why="Es ist warm")
    cast(database, "anna", rides="no")
    assert kept(database, "anna") == Ballot("bus", 1, {"rides": "no"})
    assert contents(database)["ballots"]["bus"] == [("nobody's", 1, [("rides", "no")], None)]
    tally = tallied(database)
    assert (tally["participants"], tally["counts"]["rides"]) == (1, {"no": 1})


def test_the_same_ballot_again_changes_nothing(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes")
    before = contents(database)
    cast(database, "anna", rides="yes")
    after = contents(database)
    assert after["ballots"] == before["ballots"]
    assert tallied(database)["counts"] == {"rides": {"yes": 1}}


def test_one_person_in_one_group_casts_one_ballot(database: Database) -> None:
    publish(database, survey())

    def both(store: Store) -> None:
        store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), "anna")
        store.ballots.cast(Ballot("bus", 1, {"rides": "no"}), "anna")

    database.do(both)
    assert kept(database, "anna") == Ballot("bus", 1, {"rides": "no"})
    assert tallied(database)["participants"] == 1


def test_one_ballot_whatever_the_version(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes")
    publish(database, survey(title={"de": "Der neue Bus"}))
    cast(database, "anna", rides="no")
    cast(database, "bodo", rides="no")
    assert kept(database, "anna") == Ballot("bus", 2, {"rides": "no"})
    assert len(contents(database)["ballots"]["bus"]) == 2
    assert "participants" not in tallied(database, version=1)
    assert tallied(database, version=2)["participants"] == 2


def test_somebody_who_began_the_old_version_is_counted_there(database: Database) -> None:
    publish(database, survey())
    publish(database, survey(title={"de": "Der neue Bus"}))
    database.do(lambda store: store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), "anna"))
    assert tallied(database, version=1)["participants"] == 1
    assert "participants" not in tallied(database, version=2)


def test_the_database_itself_refuses_a_second_ballot(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes")
    with database.engine.begin() as connection:
        row = connection.execute(select(ballots)).one()._asdict()
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(insert(ballots), row | {"version": 2})


def test_surveys_do_not_share_their_ballots(database: Database) -> None:
    publish(database, survey(), survey("bahn"))
    cast(database, "anna", "bus", rides="yes")
    cast(database, "anna", "bahn", rides="no")
    assert kept(database, "anna", "bus") == Ballot("bus", 1, {"rides": "yes"})
    with database.engine.connect() as connection:
        voters = connection.execute(select(ballots.c.voter)).scalars().all()
    assert len(set(voters)) == 2, "nobody can tell that both are of one person"


def test_own_words_are_sealed(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes", why="Es ist warm")
    with database.engine.connect() as connection:
        row = connection.execute(select(ballots)).one()
    assert msgspec.json.decode(row.answers) == {"rides": "yes", "why": ""}
    words = database.keys.unseal(row.words_sealed, b"ballot" + row.voter)
    assert msgspec.json.decode(words) == {"why": "Es ist warm"}


def test_withdrawing_takes_the_ballot_out(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes")
    cast(database, "bodo", rides="yes")
    assert database.do(lambda store: store.ballots.withdraw("bus", "anna")) is True
    assert database.do(lambda store: store.ballots.withdraw("bus", "anna")) is False
    assert kept(database, "anna") is None
    assert kept(database, "bodo") is not None
    assert tallied(database)["counts"]["rides"] == {"yes": 1}


@pytest.mark.parametrize("anonymity", ["unlinkable", "pseudonymous"])
def test_a_closed_survey_takes_and_gives_back_no_ballot(
    database: Database, anonymity: str
) -> None:
    publish(database, survey(anonymity=anonymity))
    cast(database, "anna", rides="yes")
    database.do(lambda store: store.surveys.close("bus", NOW))
    before = contents(database)
    for name in ("anna", "bodo"):
        with pytest.raises(SurveyClosed):
            cast(database, name, rides="no")
    assert database.do(lambda store: store.ballots.withdraw("bus", "anna")) is False
    assert contents(database) == before


def test_a_ballot_that_can_still_be_told_after_the_close_can_be_cut_loose(
    database: Database,
) -> None:
    publish(database, survey(anonymity="pseudonymous"))
    cast(database, "anna", rides="yes", why="Es ist warm")
    cast(database, "bodo", rides="no", why="Es ist kalt")
    database.do(lambda store: store.surveys.close("bus", NOW))
    before = tallied(database)
    for _ in range(2):
        database.do(lambda store: store.ballots.cut("bus", "anna"))
    assert kept(database, "anna") is None
    assert kept(database, "bodo") == Ballot("bus", 1, {"rides": "no", "why": "Es ist kalt"})
    assert tallied(database) == before
    with database.engine.connect() as connection:
        rows = connection.execute(select(ballots.c.answers, ballots.c.words_sealed)).all()
    assert len(rows) == 2
    assert sorted(row.words_sealed is None for row in rows) == [False, True]


def test_a_ballot_for_a_closed_survey_takes_nothing_else_along(database: Database) -> None:
    """The whole group is taken again by the caller, each by itself."""
    publish(database, survey(), survey("bahn"))
    database.do(lambda store: store.surveys.close("bahn", NOW))
    before = contents(database)

    def group(store: Store) -> None:
        chat(store, "carla")
        store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), "anna")
        store.ballots.cast(Ballot("bahn", 1, {"rides": "yes"}), "bodo")

    with pytest.raises(SurveyClosed):
        database.do(group)
    assert contents(database) == before


def test_a_draft_takes_no_ballot(database: Database) -> None:
    database.do(lambda store: store.surveys.add(survey()))
    with pytest.raises(SurveyClosed):
        database.do(lambda store: store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), "anna"))


def test_the_first_numbers_of_an_open_survey_are_told_to_everybody(
    database: Database, again: Callable[[Database], Database]
) -> None:
    publish(database, survey())
    other = again(database)
    told = []
    for number in range(1, 2 * STEP + 1):
        cast(database, f"person {number}", rides="yes")
        now = NOW + timedelta(hours=number)
        database.do(lambda store, now=now: store.surveys.release("bus", now))  # type: ignore[misc]
        told.append(other.look(lambda store: store.surveys.revision()))
    assert len(set(told[: STEP - 1])) == 1
    assert told[-1] != told[-2], "from now on there is something to see in the menu"
    released = other.look(lambda store: store.surveys.tallies("bus")[1].released)
    assert released.participants == STEP


def test_a_closed_survey_shows_no_step(database: Database) -> None:
    publish(database, survey())
    for number in range(STEP):
        cast(database, f"person {number}", rides="yes")
    database.do(lambda store: store.surveys.close("bus", NOW))
    before = contents(database)
    later = NOW + timedelta(days=1)
    assert database.do(lambda store: store.surveys.release("bus", later)) is False
    assert contents(database) == before


# Anything that people can do, against a plain retelling.

ANSWERS = st.fixed_dictionaries(
    {"rides": st.sampled_from(["yes", "no"]), "why": st.sampled_from([None, "So", "Darum"])}
)
PEOPLE = st.integers(0, 25).map("person {}".format)
VOTES = st.dictionaries(PEOPLE, ANSWERS, min_size=1, max_size=14)
STEPS = st.lists(VOTES | PEOPLE | st.just("publish"), min_size=5, max_size=25)


class Retold:
    """What should come out: every ballot there is, by person."""

    def __init__(self) -> None:
        self.ballots: dict[str, tuple[int, dict[str, Any]]] = {}

    def of(self, version: int) -> list[dict[str, Any]]:
        return [answers for v, answers in self.ballots.values() if v == version]

    def cast(self, person: str, version: int, answers: dict[str, Any]) -> None:
        self.ballots.pop(person, None)
        self.ballots[person] = version, answers


def retold(cast: list[dict[str, Any]]) -> tuple[int, Counter[str], Counter[str]]:
    answered = Counter(q for answers in cast for q, a in answers.items() if a is not None)
    return len(cast), answered, Counter(answers["rides"] for answers in cast)


def told(tallies: Tallies, shown: bool) -> tuple[int, Counter[str], Counter[str]]:
    tally = tallies.released if shown else tallies.current
    counts = tally.counts.get("rides", {})
    return tally.participants, +Counter(tally.answered), +Counter(counts)


@settings(max_examples=12, phases=[Phase.generate])  # shrinking takes minutes here
@given(data=st.data())
def walk(database: Database, numbers: Any, data: st.DataObject) -> None:
    id = f"walk-{next(numbers)}"
    story, version = Retold(), 1

    def newest() -> Survey:
        return survey(id, title={"de": f"Fassung {version}"})

    publish(database, newest())
    for step in data.draw(STEPS):
        match step:
            case "publish":
                version += 1
                publish(database, newest())
            case str():
                person, there = step, step in story.ballots
                gone = database.do(
                    lambda store, person=person: store.ballots.withdraw(id, person)  # type: ignore[misc]
                )
                assert gone is there
                story.ballots.pop(step, None)
            case dict():
                votes = {who: Ballot(id, version, answers) for who, answers in step.items()}

                def group(store: Store, votes: dict[str, Ballot] = votes) -> None:
                    for who, ballot in votes.items():
                        store.ballots.cast(ballot, who)

                database.do(group)
                for who, answers in step.items():
                    story.cast(who, version, answers)
    tallies = database.look(lambda store: store.surveys.tallies(id))
    assert set(tallies) == set(range(1, version + 1))
    for number, both in tallies.items():
        assert told(both, shown=False) == retold(story.of(number))
    for who, (number, answers) in story.ballots.items():
        given = {question: a for question, a in answers.items() if a is not None}
        assert kept(database, who, id) == Ballot(id, number, given)
    database.do(lambda store: store.surveys.close(id, NOW))
    for number, both in database.look(lambda store: store.surveys.tallies(id)).items():
        assert told(both, shown=True) == told(both, shown=False) == retold(story.of(number))


def test_any_story_is_counted_as_it_happened(databases: Make) -> None:
    walk(databases(), count())
