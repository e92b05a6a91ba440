"""Surveys and their versions: a draft may change, what is published stays as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import read
from dialogs.understanding.codes import code_in
from storage.ballots import Ballot
from storage.database import Database
from storage.standings import Standing, State
from storage.store import Store
from storage.surveys import Refused, Unknown
from tests.storage.contents import contents
from tests.storage.samples import NOW, cast, publish, survey

LATER = NOW + timedelta(days=1)
NEW = {"de": "Der neue Bus"}


def standing(database: Database, id: str = "bus") -> Standing:
    return database.look(lambda store: store.surveys.standing(id))


def state(database: Database) -> tuple[State, int, int]:
    found = standing(database)
    return found.state, found.version, found.newest


def add(database: Database, **changes: Any) -> int:
    return database.do(lambda store: store.surveys.add(survey(**changes))).version


def test_a_new_survey_is_a_draft(database: Database) -> None:
    assert add(database, version=7) == 1
    assert standing(database) == Standing("bus", "draft", 0, 1, 0, 0, None, None)
    assert database.look(lambda store: store.surveys.secret("bus")) is None
    assert database.look(lambda store: store.surveys.published()) == []
    assert database.look(lambda store: store.surveys.tallies("bus")) == {}


def test_a_draft_may_change_without_a_new_version(database: Database) -> None:
    add(database)
    assert add(database, title=NEW) == 1
    assert state(database) == ("draft", 0, 1)
    assert database.look(lambda store: store.surveys.draft("bus", 1)).title == NEW


def test_the_same_again_is_nothing_new(database: Database) -> None:
    add(database)
    before = contents(database)
    assert add(database, version=3) == 1
    assert contents(database) == before
    publish(database, survey())
    assert add(database) == 1
    assert state(database) == ("open", 1, 1)


def test_what_is_published_stays_and_a_change_is_a_new_version(database: Database) -> None:
    publish(database, survey())
    assert add(database, title=NEW) == 2
    assert state(database) == ("open", 1, 2)
    assert add(database, title={"de": "Noch anders"}) == 2
    assert database.look(lambda store: store.surveys.definition("bus", 1)) == survey()
    assert database.do(lambda store: store.surveys.publish("bus", LATER)) is True
    assert state(database) == ("open", 2, 2)
    assert database.look(lambda store: store.surveys.definition("bus", 1)) == survey()
    assert database.look(lambda store: store.surveys.definition("bus", 2)).title == {
        "de": "Noch anders"
    }
    assert standing(database).published == NOW, "since when the survey is open"
    assert database.look(lambda store: store.surveys.published()) == [("bus", 1), ("bus", 2)]


def test_publishing_again_does_nothing(database: Database) -> None:
    publish(database, survey())
    secret = database.look(lambda store: store.surveys.secret("bus"))
    before = contents(database)
    assert database.do(lambda store: store.surveys.publish("bus", LATER)) is False
    assert contents(database) == before
    assert database.look(lambda store: store.surveys.secret("bus")) == secret


def test_a_new_version_keeps_the_secret(database: Database) -> None:
    """Or a person could cast a ballot for each version."""
    publish(database, survey())
    secret = database.look(lambda store: store.surveys.secret("bus"))
    assert secret is not None
    publish(database, survey(title=NEW))
    assert database.look(lambda store: store.surveys.secret("bus")) == secret


def test_every_survey_has_a_secret_of_its_own(database: Database) -> None:
    publish(database, survey(), survey("bahn"))
    secrets = database.look(lambda store: {store.surveys.secret(id) for id in ("bus", "bahn")})
    assert len(secrets) == 2
    assert all(secret and len(secret) == 32 for secret in secrets)


def test_closing_is_for_good(database: Database) -> None:
    publish(database, survey())
    cast(database, "anna", rides="yes")
    assert database.do(lambda store: store.surveys.close("bus", LATER)) is True
    after = contents(database)
    assert standing(database) == Standing(
        "bus", "closed", 1, 1, 1, 0, NOW, LATER, standing(database).code
    )
    assert database.do(lambda store: store.surveys.close("bus", LATER)) is False
    with pytest.raises(Refused, match="beendet und wird nicht wieder geöffnet"):
        database.do(lambda store: store.surveys.publish("bus", LATER))
    with pytest.raises(Refused, match="Geben Sie der neuen eine andere Kennung"):
        add(database, title=NEW)
    assert contents(database) == after


def test_a_new_version_that_was_not_published_ends_with_the_survey(database: Database) -> None:
    publish(database, survey())
    add(database, title=NEW)
    database.do(lambda store: store.surveys.close("bus", LATER))
    assert state(database) == ("closed", 1, 2)
    with pytest.raises(Refused):
        database.do(lambda store: store.surveys.publish("bus", LATER))


def test_a_draft_cannot_be_closed(database: Database) -> None:
    add(database)
    with pytest.raises(Refused, match="noch nicht veröffentlicht"):
        database.do(lambda store: store.surveys.close("bus", LATER))


@pytest.mark.parametrize("action", ["publish", "close"])
def test_an_unknown_survey_is_named(database: Database, action: str) -> None:
    with pytest.raises(Unknown, match="zug"):
        database.do(lambda store: getattr(store.surveys, action)("zug", NOW))


@pytest.mark.parametrize("ask", ["definition", "draft"])
def test_an_unknown_version_is_named(database: Database, ask: str) -> None:
    add(database)
    with pytest.raises(Unknown, match="bus"):
        database.do(lambda store: getattr(store.surveys, ask)("bus", 2))


def test_the_newest_survey_comes_first_and_drafts_last(database: Database) -> None:

    def work(store: Store) -> None:
        for id in ("a", "b", "c", "d"):
            store.surveys.add(survey(id))
        store.surveys.publish("b", NOW)
        store.surveys.publish("c", LATER)

    database.do(work)
    standings = database.look(lambda store: store.surveys.standings())
    assert [found.id for found in standings] == ["c", "b", "a", "d"]


def test_the_revision_changes_with_what_can_be_talked_about(database: Database) -> None:
    def revision() -> str:
        return database.look(lambda store: store.surveys.revision())

    seen = [revision()]
    add(database)
    assert revision() == seen[-1]
    for work in (
        lambda store: store.surveys.publish("bus", NOW),
        lambda store: store.surveys.mark_examples("bus", 5),
        lambda store: store.surveys.close("bus", NOW),
    ):
        database.do(work)
        seen.append(revision())
    assert len(set(seen)) == len(seen)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert revision() == seen[-1]


def test_ballots_and_made_up_ones_are_counted(database: Database) -> None:
    publish(database, survey())
    for name in ("anna", "bodo"):
        cast(database, name, rides="yes")
    publish(database, survey(title=NEW))
    cast(database, "carla", rides="no")
    database.do(lambda store: store.surveys.mark_examples("bus", 2))
    assert (standing(database).ballots, standing(database).examples) == (3, 2)


def test_nothing_of_a_transaction_that_failed_is_remembered(database: Database) -> None:
    """The cache of definitions may hold only what was stored."""

    def work(store: Store) -> None:
        store.surveys.add(survey(title={"de": "Verworfen"}))
        store.surveys.publish("bus", NOW)
        store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), "anna")
        store.flush()
        raise RuntimeError("after all that")

    with pytest.raises(RuntimeError):
        database.do(work)
    publish(database, survey())
    assert database.look(lambda store: store.surveys.definition("bus", 1)) == survey()


def test_a_drafts_wording_is_not_remembered(database: Database) -> None:
    add(database)
    assert database.look(lambda store: store.surveys.definition("bus", 1)) == survey()
    add(database, title=NEW)
    assert database.look(lambda store: store.surveys.definition("bus", 1)).title == NEW


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_survey_comes_back_as_it_went_in(database: Database, name: str) -> None:
    made = read(shipped(name))
    publish(database, made)
    kept = database.look(lambda store: store.surveys.draft(made.id, 1))
    assert kept == made
    assert msgspec.json.encode(kept) == msgspec.json.encode(replace(made, version=1))


def test_every_published_survey_has_a_code_of_its_own(database: Database) -> None:
    publish(database, *(survey(f"bus-{n}") for n in range(30)))
    codes = [s.code for s in database.do(lambda store: store.surveys.standings())]
    assert len(set(codes)) == 30
    assert all(code_in(code) == code for code in codes)
