"""Chats: what was heard once, who is who, and what of somebody goes with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from dialogs.session import Frame, Session
from storage.chats import Chat, Place
from storage.database import Database
from storage.moments import stamp
from storage.settling import Settled
from storage.store import Store
from storage.tables import chats, metadata, participants
from tests.storage.contents import contents
from tests.storage.samples import HERE, NOW, cast, chat, message, publish, survey
from tests.storage.threads import PATIENCE, beside, blocked, paused

SESSION = Session((Frame("survey:bus", 1, "why", {"rides": "yes"}),), asked=3)
SURVEYS = frozenset({"surveys"})


def unheard(database: Database, *keys: str, now: datetime = NOW) -> set[str]:
    return database.do(lambda store: store.chats.unheard(keys, now))


def keep(database: Database, address: str, session: Session, now: datetime = NOW) -> None:
    def work(store: Store) -> None:
        store.chats.keep(chat(store, address), session, now)

    database.do(work)


def found(database: Database, address: str, platform: str = HERE) -> Chat:
    return database.do(lambda store: chat(store, address, platform))


def counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_a_thing_is_heard_once(database: Database) -> None:
    assert unheard(database, "telegram:1") == {"telegram:1"}
    assert unheard(database, "telegram:1") == set()


def test_what_was_heard_is_told_from_what_is_new_in_any_order(database: Database) -> None:
    assert unheard(database, "b", "d") == {"b", "d"}
    assert unheard(database, "d", "c", "b", "a") == {"a", "c"}
    assert unheard(database, *"abcd") == set()


def test_the_same_thing_twice_in_a_group_is_one(database: Database) -> None:
    assert unheard(database, "a", "a") == {"a"}
    assert counts(database)["heard"] == 1


def test_what_was_heard_in_a_transaction_that_failed_is_heard_again(database: Database) -> None:
    def work(store: Store) -> None:
        store.chats.unheard(["a"], NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.do(work)
    assert unheard(database, "a") == {"a"}


def test_a_failure_is_noted_by_its_kind(database: Database) -> None:
    unheard(database, "a", "b")
    database.do(lambda store: store.chats.failed("a", "ValueError" + "x" * 300))
    errors = [error for _, error in contents(database)["heard"].values() if error]
    assert errors == [("ValueError" + "x" * 300)[:200]]


def test_somebody_new_is_made_up_and_found_again(database: Database) -> None:
    first = found(database, "anna")
    assert (first.new, first.session, first.given, first.awaits) == (
        True,
        Session(asked=stamp(NOW)),
        frozenset(),
        False,
    )
    assert (first.platform, first.language) == (HERE, "de")
    again = found(database, "anna")
    assert again == first
    assert counts(database)["participants"] == counts(database)["chats"] == 1


def test_the_same_address_on_two_platforms_is_two_people(database: Database) -> None:
    here, there = found(database, "42"), found(database, "42", "matrix")
    assert here.participant != there.participant
    assert here.hash != there.hash


def test_a_platforms_name_cannot_be_mixed_up_with_an_address(database: Database) -> None:
    assert found(database, "b", "a").hash != found(database, "a:b", "").hash


def test_people_of_a_group_are_found_together(database: Database) -> None:
    keep(database, "bodo", SESSION)
    places = [Place(HERE, name, "en") for name in ("anna", "bodo", "carla")]
    group = database.do(lambda store: store.chats.at(places, NOW))
    assert {place: (c.language, c.new) for place, c in group.items()} == {
        (HERE, "anna"): ("en", True),
        (HERE, "bodo"): ("de", False),
        (HERE, "carla"): ("en", True),
    }


def test_the_same_place_twice_in_a_group_is_one_chat(database: Database) -> None:
    places = [Place(HERE, "anna", "de")] * 2
    assert len(database.do(lambda store: store.chats.at(places, NOW))) == 1
    assert counts(database)["chats"] == 1


def test_a_session_is_kept(database: Database) -> None:
    keep(database, "anna", SESSION)
    kept = found(database, "anna")
    assert (kept.session, kept.new) == (SESSION, False)


def test_a_chat_that_is_forgotten_moves_nowhere(database: Database) -> None:
    chat = found(database, "anna")
    database.do(lambda store: store.chats.forget(chat))
    assert not database.do(lambda store: store.chats.move(chat.id, "anna's new group"))
    readdressed = Settled(1, error="Readdressed", retry=NOW, moved=(chat.id, "anna's new group"))
    database.do(lambda store: store.outbox.settle([readdressed], NOW))
    assert counts(database)["chats"] == 0


def test_a_chat_moves_with_what_is_under_way(database: Database) -> None:
    keep(database, "anna", SESSION)
    before = found(database, "anna")
    assert database.do(lambda store: store.chats.move(before.id, "elsewhere"))
    after = found(database, "elsewhere")
    assert (after.id, after.session) == (before.id, SESSION)
    taken = found(database, "bodo")
    assert not database.do(lambda store: store.chats.move(taken.id, "elsewhere"))


def test_a_move_loses_no_turn_that_is_taken_at_the_same_moment(
    postgresql: Database, again: Callable[[Database], Database]
) -> None:
    other = again(postgresql)
    id = found(postgresql, "anna").id
    with paused(postgresql, "UPDATE chats SET session_sealed") as pause, beside() as start:
        turn = start(keep, postgresql, "anna", SESSION)
        pause.reached()
        moving = start(other.do, lambda store: store.chats.move(id, "elsewhere"))
        blocked(other, moving)
        pause.end()
        turn.result(PATIENCE)
        assert moving.result(PATIENCE)
    assert found(postgresql, "elsewhere").session == SESSION


def test_a_session_opens_only_in_its_own_chat(database: Database) -> None:
    keep(database, "anna", SESSION)
    keep(database, "bodo", Session())
    with database.engine.begin() as connection:
        stolen = select(chats.c.session_sealed).where(
            chats.c.address_hash == database.keys.index(f"address:{HERE}:anna")
        )
        connection.execute(update(chats).values(session_sealed=stolen.scalar_subquery()))
    assert found(database, "anna").session == SESSION
    assert found(database, "bodo").session == Session(asked=stamp(NOW))


def test_the_day_of_the_last_sign_of_life_is_kept(database: Database) -> None:
    def seen() -> int:
        with database.engine.connect() as connection:
            return int(connection.execute(select(participants.c.seen)).scalar_one())

    keep(database, "anna", SESSION)
    first = seen()
    keep(database, "anna", SESSION, NOW + timedelta(hours=11))
    assert seen() == first
    keep(database, "anna", SESSION, NOW + timedelta(days=3))
    assert seen() == first + 3 == found(database, "anna").seen


def test_an_address_is_known_to_the_key_alone(database: Database) -> None:
    who = found(database, "anna")
    assert database.do(lambda store: store.chats.address(who)) == "anna"
    with database.engine.connect() as connection:
        row = connection.execute(select(chats)).one()
    assert b"anna" not in bytes(row.address_sealed) + bytes(row.address_hash)


def test_a_language_is_kept(database: Database) -> None:
    database.do(lambda store: store.chats.speak(chat(store, "anna"), "de-simple"))
    assert found(database, "anna").language == "de-simple"


def test_the_platforms_of_a_person_are_told(database: Database) -> None:
    assert database.do(lambda store: store.chats.platforms(chat(store, "anna"))) == [HERE]


# Consents.


def note(database: Database, address: str, *purposes: str, given: bool, days: int = 0) -> None:
    def work(store: Store) -> None:
        now = NOW + timedelta(days=days)
        who = chat(store, address)
        store.consents.note(who, frozenset(purposes), given, f"v{days}", now)

    database.do(work)


def test_consents_hold_as_they_were_given_refused_and_withdrawn(database: Database) -> None:
    note(database, "anna", "surveys", "alerts", given=True)
    note(database, "anna", "contact", given=False, days=1)
    note(database, "anna", "alerts", given=False, days=2)
    who = found(database, "anna")
    assert who.given == {"surveys"}
    assert who.decided == {"surveys", "contact", "alerts"}
    note(database, "anna", "alerts", given=True, days=3)
    assert found(database, "anna").given == {"surveys", "alerts"}


def test_each_step_is_proved(database: Database) -> None:
    note(database, "anna", "surveys", given=True)
    note(database, "bodo", "surveys", given=True, days=1)
    note(database, "anna", "surveys", given=False, days=2)
    proofs = contents(database)["consents"]
    first = int(NOW.timestamp() * 1000)
    day = 24 * 3600 * 1000
    assert proofs == {
        "console:anna": [
            ("surveys", True, "v0", HERE, first),
            ("surveys", False, "v2", HERE, first + 2 * day),
        ],
        "console:bodo": [("surveys", True, "v1", HERE, first + day)],
    }


def test_the_last_step_of_each_purpose_is_told(database: Database) -> None:
    note(database, "anna", "surveys", "contact", given=True)
    note(database, "anna", "contact", given=False, days=1)
    told = database.do(lambda store: store.consents.of(chat(store, "anna")))
    assert {(step.purpose, step.given, step.at) for step in told} == {
        ("surveys", True, NOW),
        ("contact", False, NOW + timedelta(days=1)),
    }


# Forgetting.


def everything_about(store: Store, address: str) -> Chat:
    who = chat(store, address)
    store.chats.unheard([f"key of {address}"], NOW)
    store.consents.note(who, SURVEYS, True, "1", NOW)
    store.chats.keep(who, SESSION, NOW)
    store.outbox.add(who, message("waits"), NOW + timedelta(days=1))
    return who


def test_of_somebody_forgotten_nothing_is_left(database: Database) -> None:
    publish(database, survey(), survey("bahn"))
    anna = database.do(lambda store: everything_about(store, "anna"))
    with_anna = contents(database)
    bodo = database.do(lambda store: everything_about(store, "bodo"))
    for id in ("bus", "bahn"):
        cast(database, anna.participant, id, rides="yes")
        cast(database, bodo.participant, id, rides="no")
    database.do(lambda store: store.surveys.close("bahn", NOW))

    def forget(store: Store) -> None:
        who = chat(store, "anna")
        for id in ("bus", "bahn"):
            store.ballots.withdraw(id, who.participant)
        store.chats.forget(who)

    database.do(forget)
    kept = contents(database)
    assert with_anna["people"].keys() == {"console:anna"}
    for part in ("people", "chats", "consents", "outbox"):
        assert kept[part].keys() == {"console:bodo"}
    assert [whose for whose, *_ in kept["ballots"]["bus"]] == ["console:bodo"]
    assert len(kept["ballots"]["bahn"]) == 2, "nobody's any more, so they stay"
    assert kept["tallies"]["bus", 1]["current"]["counts"] == {"rides": {"no": 1}}
    assert kept["tallies"]["bahn", 1]["current"]["participants"] == 2
    assert anna.participant not in told(database)
    assert bodo.participant in told(database)


def test_whoever_comes_back_is_somebody_new(database: Database) -> None:
    before = database.do(lambda store: everything_about(store, "anna"))
    database.do(lambda store: store.chats.forget(chat(store, "anna")))
    after = found(database, "anna")
    assert after.participant != before.participant
    assert after.id != before.id, "or a late note about the old chat would mean the new one"
    assert (after.new, after.given) == (True, frozenset())
    assert after.session == Session(asked=stamp(NOW)), "no old button may fit a new question"


def told(database: Database) -> str:
    """All values of all rows, as text."""
    values: list[Any] = []
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            values += (repr(tuple(row)) for row in connection.execute(select(table)))
    return "\n".join(values)
