"""Several processes on one PostgreSQL database, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from adapters.adapter import Inbound
from bot.turns import Turns
from dialogs.messages import Words
from storage.ballots import Ballot, SurveyClosed
from storage.budget import Budget
from storage.database import Database
from storage.settling import Settled
from storage.store import Store
from tests.bot.talking import config
from tests.storage.contents import contents
from tests.storage.samples import (
    HERE,
    NOW,
    campaign,
    cast,
    chat,
    contacts,
    message,
    publish,
    survey,
)
from tests.storage.threads import PATIENCE, beside, blocked, paused

Again = Callable[[Database], Database]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def other(postgresql: Database, again: Again) -> Database:
    """The same database, as another process has it open."""
    return again(postgresql)


def close(store: Store) -> bool:
    return store.surveys.close("bus", LATER)


def test_a_ballot_before_the_close_is_counted(postgresql: Database, other: Database) -> None:
    publish(postgresql, survey())
    with paused(postgresql, "FOR UPDATE") as pause, beside() as start:
        ballot = start(cast, postgresql, "anna", rides="yes")
        pause.reached()
        closing = start(other.do, close)
        blocked(other)
        pause.end()
        ballot.result(PATIENCE)
        assert closing.result(PATIENCE)
    kept = contents(postgresql)
    assert kept["ballots"] == {"bus": [("nobody's", 1, [("rides", "yes")], None)]}
    assert kept["tallies"]["bus", 1]["current"]["participants"] == 1
    assert kept["tallies"]["bus", 1]["released"]["participants"] == 1


def test_a_ballot_after_the_close_is_refused(postgresql: Database, other: Database) -> None:
    publish(postgresql, survey())
    other.do(lambda store: store.surveys.secret("bus"))
    with paused(postgresql, "FOR UPDATE") as pause, beside() as start:
        closing = start(postgresql.do, close)
        pause.reached()
        ballot = start(cast, other, "anna", rides="yes")
        blocked(other)
        pause.end()
        assert closing.result(PATIENCE)
        with pytest.raises(SurveyClosed):
            ballot.result(PATIENCE)
    kept = contents(postgresql)
    assert kept["ballots"] == {"bus": []}
    assert "participants" not in kept["tallies"]["bus", 1]["current"]


def test_a_closed_tally_equals_the_ballots_whatever_came_in_meanwhile(
    postgresql: Database, other: Database
) -> None:
    publish(postgresql, survey())
    counted = []
    closes_after = 40

    def votes(database: Database, names: range) -> None:
        for number in names:
            try:
                cast(database, f"person {number}", rides="yes" if number % 3 else "no")
            except SurveyClosed:
                return
            counted.append(number)
            if len(counted) == closes_after:
                assert other.do(close)

    with beside() as start:
        people = [range(n, n + 40) for n in range(0, 120, 40)]
        done = [start(votes, postgresql, names) for names in people]
        for each in done:
            each.result(PATIENCE)
    kept = contents(postgresql)
    assert closes_after <= len(counted) < 120
    assert len(kept["ballots"]["bus"]) == len(counted)
    for name in ("current", "released"):
        assert kept["tallies"]["bus", 1][name] == {
            "participants": len(counted),
            "answered": {"rides": len(counted)},
            "counts": {
                "rides": {
                    "yes": sum(1 for number in counted if number % 3),
                    "no": sum(1 for number in counted if not number % 3),
                }
            },
        }


FIRST = "FROM surveys"


def test_publishing_a_new_version_never_opens_what_was_closed(
    postgresql: Database, other: Database
) -> None:
    publish(postgresql, survey())
    postgresql.do(lambda store: store.surveys.add(survey(title={"de": "Anders"})))
    with paused(postgresql, FIRST) as pause, beside() as start:
        publishing = start(postgresql.do, lambda store: store.surveys.publish("bus", NOW))
        pause.reached()
        closing = start(other.do, close)
        blocked(other, closing)
        pause.end()
        publishing.exception(PATIENCE)
        assert closing.result(PATIENCE)
    assert postgresql.look(lambda store: store.surveys.standing("bus")).state == "closed"


def test_what_is_published_keeps_its_wording(postgresql: Database, other: Database) -> None:
    draft = survey(title={"de": "Entwurf"})
    late = survey(title={"de": "Zu spät"})
    postgresql.do(lambda store: store.surveys.add(draft))
    with paused(postgresql, "FROM survey_versions") as pause, beside() as start:
        importing = start(postgresql.do, lambda store: store.surveys.add(late))
        pause.reached()
        publishing = start(other.do, lambda store: store.surveys.publish("bus", NOW))
        blocked(other, publishing)
        came_first = publishing.done()
        pause.end()
        importing.result(PATIENCE)
        assert publishing.result(PATIENCE)
    # Whoever came first: what was published then is what stays published.
    assert postgresql.look(lambda store: store.surveys.standing("bus")).version == 1
    assert postgresql.look(lambda store: store.surveys.draft("bus", 1)) == (
        draft if came_first else late
    )


def test_publishing_twice_at_once_publishes_once(postgresql: Database, other: Database) -> None:
    postgresql.do(lambda store: store.surveys.add(survey()))

    def work(store: Store) -> bool:
        return store.surveys.publish("bus", NOW)

    with paused(postgresql, FIRST) as pause, beside() as start:
        first = start(postgresql.do, work)
        pause.reached()
        second = start(other.do, work)
        blocked(other, second)
        pause.end()
        assert {first.result(PATIENCE), second.result(PATIENCE)} == {True, False}
    cast(postgresql, "anna", rides="yes")
    assert len(contents(postgresql)["ballots"]["bus"]) == 1


def inbound(key: str, address: str = "anna") -> Inbound:
    return Inbound(key, "console", address, Words("Hallo"))


@pytest.mark.parametrize(
    "heard", [("same", "same"), ("one", "two")], ids=["the same", "a new person's first two"]
)
def test_two_receivers_at_once_take_each_thing_once(
    postgresql: Database, other: Database, heard: tuple[str, str]
) -> None:
    def take(database: Database, key: str) -> Any:
        turns = Turns(config())
        return database.do(lambda store: turns.take(store, [inbound(key)], NOW))

    with paused(postgresql, "INSERT INTO chats") as pause, beside() as start:
        first = start(take, postgresql, heard[0])
        pause.reached()
        second = start(take, other, heard[1])
        blocked(other)
        pause.end()
        first.result(PATIENCE)
        second.result(PATIENCE)
    kept = contents(postgresql)
    assert len(kept["heard"]) == len(set(heard)) == len(kept["outbox"]["console:anna"])
    assert len(kept["people"]) == 1


def test_two_claimers_never_take_the_same_post(postgresql: Database, other: Database) -> None:
    def post(store: Store) -> None:
        for number in range(30):
            store.outbox.add(chat(store, f"person {number}"), message("Hallo"), NOW)

    postgresql.do(post)
    with paused(postgresql, "FOR UPDATE OF outbox SKIP LOCKED") as pause, beside() as start:
        first = start(postgresql.do, lambda store: store.outbox.claim("console", NOW, 10))
        pause.reached()
        second = start(other.do, lambda store: store.outbox.claim("console", NOW, 30))
        others = {post.id for post in second.result(PATIENCE)}
        pause.end()
        mine = {post.id for post in first.result(PATIENCE)}
    assert (len(mine), len(others)) == (10, 20)
    assert not mine & others


def test_many_claimers_hand_out_each_post_once(postgresql: Database, other: Database) -> None:
    def post(store: Store) -> None:
        for number in range(300):
            store.outbox.add(chat(store, f"person {number % 100}"), message("Hallo"), NOW)

    postgresql.do(post)

    def claims(database: Database) -> list[int]:
        claimed = []
        while posts := database.do(lambda store: store.outbox.claim("console", NOW, 7)):
            claimed += [post.id for post in posts]
        return claimed

    with beside() as start:
        done = [start(claims, database) for database in (postgresql, other) * 2]
        claimed = [id for each in done for id in each.result(PATIENCE)]
    assert len(claimed) == len(set(claimed)) == 100, "one of each chat, none of them twice"


# Announcements.


def test_two_who_plan_at_once_find_room_for_one_more_in_a_week(
    postgresql: Database, other: Database
) -> None:
    publish(postgresql, *(survey(id) for id in ("bahn", "bus", "rad")))
    contacts(postgresql, "anna")
    first, second, third = (campaign(postgresql, id) for id in ("bahn", "bus", "rad"))

    def plan(database: Database, id: str) -> int:
        return database.do(lambda store: store.campaigns.plan(id, NOW, Budget(2)))

    assert plan(postgresql, first) == 1
    with paused(postgresql, "INSERT INTO told") as pause, beside() as start:
        one = start(plan, postgresql, second)
        pause.reached()
        another = start(plan, other, third)
        blocked(other, another)
        pause.end()
        assert (one.result(PATIENCE), another.result(PATIENCE)) == (1, 0)


def test_putting_off_and_noting_never_wait_for_each_other_crosswise(
    postgresql: Database, other: Database
) -> None:
    """Whoever goes through the posts in another order than the other would wait for ever."""
    publish(postgresql, survey())
    people = contacts(postgresql, *(f"resident {number}" for number in range(60)))
    id = campaign(postgresql)
    postgresql.do(lambda store: store.campaigns.plan(id, NOW, Budget()))
    gone = [one.id for one in people.values()][::10]

    def settle(turn: int) -> None:
        def work(store: Store) -> None:
            posts = store.outbox.claim(HERE, NOW, 100)[::-1]
            retry = NOW - timedelta(days=1)
            settled = [Settled(post.id, error="later", retry=retry) for post in posts]
            store.outbox.settle(settled, NOW)

        postgresql.do(work)
        postgresql.do(lambda store: store.outbox.give_up(gone[turn % len(gone)], NOW))

    def rest(turn: int) -> None:
        other.do(lambda store: store.campaigns.hold_back(id, NOW + timedelta(minutes=turn)))
        other.do(lambda store: store.campaigns.pause(id))
        other.do(lambda store: store.campaigns.resume(id, NOW, NOW))

    with beside() as start:
        for turn in range(20):
            both = start(settle, turn), start(rest, turn)
            for each in both:
                each.result(PATIENCE)  # StorageAway, if the database has to free them


# Two chats of one person.


def test_a_code_that_is_said_in_two_chats_at_once_joins_one(
    postgresql: Database, other: Database
) -> None:
    code = "K7M2P9QX"
    postgresql.do(lambda store: store.linking.codes.give(chat(store, "anna"), code, NOW))

    def join(database: Database, address: str) -> object:
        return database.do(lambda store: store.linking.join(chat(store, address), code, NOW))

    with paused(postgresql, "DELETE FROM link_codes") as pause, beside() as start:
        one = start(join, postgresql, "bodo")
        pause.reached()
        another = start(join, other, "carla")
        blocked(other, another)
        pause.end()
        assert one.result(PATIENCE)
        assert another.result(PATIENCE) is None
    assert len(postgresql.do(lambda store: store.chats.platforms(chat(store, "anna")))) == 2


def test_two_chats_of_one_person_never_undo_each_others_consents(
    postgresql: Database, other: Database
) -> None:
    code = "K7M2P9QX"

    def link(store: Store) -> object:
        store.linking.codes.give(chat(store, "anna"), code, NOW)
        return store.linking.join(chat(store, "@anna"), code, NOW)

    assert postgresql.do(link)

    def say(database: Database, address: str, purpose: str, given: bool) -> None:
        def work(store: Store) -> None:
            who = chat(store, address)
            store.consents.note(who, frozenset({purpose}), given, "1", NOW)

        database.do(work)

    with paused(postgresql, "INSERT INTO consents") as pause, beside() as start:
        no = start(say, postgresql, "anna", "contact", False)
        pause.reached()
        yes = start(say, other, "@anna", "ideas", True)
        blocked(other, yes)
        pause.end()
        no.result(PATIENCE)
        yes.result(PATIENCE)
    assert postgresql.do(lambda store: chat(store, "anna")).consents == "-contact ideas"


def test_a_turn_waits_until_its_chat_is_linked_and_speaks_as_the_one_person(
    postgresql: Database, other: Database
) -> None:
    publish(postgresql, survey())
    code = "K7M2P9QX"
    postgresql.do(lambda store: chat(store, "@anna"))

    def link(store: Store) -> object:
        store.linking.codes.give(chat(store, "anna"), code, NOW)
        return store.linking.join(chat(store, "@anna"), code, NOW)

    def vote(store: Store) -> None:
        who = chat(store, "@anna").participant
        store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), who, NOW)

    with paused(postgresql, "DELETE FROM participants") as pause, beside() as start:
        linked = start(postgresql.do, link)
        pause.reached()
        voted = start(other.do, vote)
        blocked(other, voted)
        pause.end()
        assert linked.result(PATIENCE)
        voted.result(PATIENCE)
    ((whose, *_),) = contents(postgresql)["ballots"]["bus"]
    assert sorted(whose.split()) == ["console:@anna", "console:anna"]
