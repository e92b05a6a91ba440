"""Dying at any SQL statement of what organisers and the sender do: doing it again heals all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from storage.ballots import Ballot
from storage.budget import Budget
from storage.database import Database
from storage.post import ALERT
from storage.settling import Settled
from storage.store import Store
from storage.tables import outbox
from tests.databases import Make
from tests.storage.contents import contents
from tests.storage.crashes import Crash, crashing
from tests.storage.samples import NOW, campaign, cast, chat, contacts, message, publish, survey

LATER = NOW + timedelta(hours=1)
Work = Callable[[Store], Any]


def dies(database: Database, work: Work, number: int) -> bool:
    with crashing(database, number):
        try:
            database.do(work)
        except Crash:
            return True
    return False


def check(databases: Make, begin: Callable[[Database], None], steps: Sequence[Work]) -> None:
    """Do the steps on one database, and on another with dying everywhere on the way."""
    calm, troubled = databases(), databases()
    for database in (calm, troubled):
        begin(database)
    for step in steps:
        calm.do(step)
        before, died = contents(troubled), 0
        while dies(troubled, step, died):
            assert contents(troubled) == before
            died += 1
        assert died >= 2
        assert contents(troubled) == contents(calm)


def test_surveys(databases: Make) -> None:
    def vote(name: str) -> Work:
        return lambda store: cast_now(store, name)

    check(
        databases,
        lambda database: None,
        [
            lambda store: store.surveys.add(survey()),
            lambda store: store.surveys.add(survey(title={"de": "Besser"})),
            lambda store: store.surveys.publish("bus", NOW),
            vote("anna"),
            lambda store: store.surveys.add(survey(title={"de": "Noch besser"})),
            lambda store: store.surveys.publish("bus", LATER),
            vote("anna"),
            vote("bodo"),
            lambda store: store.surveys.mark_examples("bus", 2),
            lambda store: store.surveys.close("bus", LATER),
        ],
    )


def cast_now(store: Store, name: str) -> None:
    version = store.surveys.standing("bus").version
    who = chat(store, name)
    store.ballots.cast(Ballot("bus", version, {"rides": "yes", "why": name}), who.participant)


def test_untying_a_pseudonymous_survey(databases: Make) -> None:
    def begin(database: Database) -> None:
        database.do(lambda store: store.surveys.add(survey(anonymity="pseudonymous")))
        database.do(lambda store: store.surveys.publish("bus", NOW))
        for name in ("anna", "bodo"):
            cast(database, name, rides="yes", why=name)

    check(
        databases,
        begin,
        [
            lambda store: store.surveys.close("bus", NOW),
            lambda store: store.surveys.unlink(LATER),
        ],
    )


def test_sending(databases: Make) -> None:
    """As the sender does it: what became of the last ones, and the next ones, in one go."""

    def begin(database: Database) -> None:
        def post(store: Store) -> None:
            for name in ("anna", "bodo", "carla", "dora"):
                for number in range(3):
                    store.outbox.add(chat(store, name), message(f"{name} {number}"), NOW)
                store.outbox.add(chat(store, name), message(f"alert to {name}"), NOW, ALERT)

        database.do(post)

    def exchange(store: Store, ends: Sequence[Callable[[Any], Settled]]) -> None:
        flying = sorted(claimed_in(store))
        store.outbox.settle([end(post) for end, post in zip(ends, flying, strict=False)], LATER)
        store.outbox.claim("console", LATER, 4)

    def delivered(post: tuple[int, int]) -> Settled:
        return Settled(post[0], delivered_as="there")

    def postponed(post: tuple[int, int]) -> Settled:
        return Settled(post[0], error="OSError", retry=LATER)

    def rejected(post: tuple[int, int]) -> Settled:
        return Settled(post[0], error="Rejected")

    def unreachable(post: tuple[int, int]) -> Settled:
        return Settled(post[0], error="Unreachable", unreachable=post[1])

    check(
        databases,
        begin,
        [
            lambda store: exchange(store, []),
            lambda store: exchange(store, [delivered, postponed, rejected, unreachable]),
            lambda store: exchange(store, [postponed, delivered, delivered, delivered]),
            lambda store: store.outbox.free("console"),
            lambda store: exchange(store, []),
            lambda store: exchange(store, [delivered] * 4),
            lambda store: store.outbox.purge(LATER + timedelta(days=1), 500),
        ],
    )


def claimed_in(store: Store) -> list[tuple[int, int]]:
    """What is in flight: (post, chat)."""
    query = select(outbox.c.id, outbox.c.chat).where(outbox.c.claimed.is_not(None))
    return [tuple(row) for row in store.outbox._connection.execute(query)]


def test_campaigns(databases: Make) -> None:
    def begin(database: Database) -> None:
        publish(database, survey())
        contacts(database, "anna", "bodo", "carla", "dora", "emil")
        campaign(database)

    def go(work: Callable[[Store, str], Any]) -> Work:
        """With the newest campaign: on each database it has another name."""
        return lambda store: work(store, store.campaigns.all()[0].id)

    def make(store: Store) -> None:
        store.campaigns.make("bus", {"de": message("Noch einmal")}, LATER, LATER)

    def withdraw(store: Store) -> None:
        anna = chat(store, "anna")
        store.consents.note(anna, frozenset({"contact"}), False, "1", LATER)
        store.campaigns.withdraw(anna.participant, LATER)

    def exchange(store: Store) -> None:
        flying = claimed_in(store)
        store.outbox.settle([Settled(id, delivered_as="there") for id, _ in flying], LATER)
        # All at once: in which order they go depends on random names.
        store.outbox.claim("console", LATER, 64)

    def answer(store: Store) -> None:
        for name in ("bodo", "carla"):
            store.campaigns.answered(chat(store, name).participant, "bus", LATER)

    budget = Budget(most=100)
    check(
        databases,
        begin,
        [
            go(lambda store, id: store.campaigns.plan(id, LATER, budget)),
            go(lambda store, id: store.campaigns.hold_back(id, LATER)),
            go(lambda store, id: store.campaigns.pause(id)),
            go(lambda store, id: store.campaigns.resume(id, LATER, LATER)),
            withdraw,
            answer,
            exchange,
            exchange,
            go(lambda store, id: store.campaigns.finish(id, LATER)),
            lambda store: contact_again(store, "fritz"),
            make,
            go(lambda store, id: store.campaigns.plan(id, LATER, budget)),
            go(lambda store, id: store.campaigns.stop(id, LATER)),
            make,
            lambda store: store.surveys.close("bus", LATER),
        ],
    )


def contact_again(store: Store, name: str) -> None:
    store.consents.note(chat(store, name), frozenset({"contact"}), True, "1", LATER)


def test_forgetting_in_time(databases: Make) -> None:
    def begin(database: Database) -> None:
        def come(store: Store) -> None:
            store.chats.unheard(["one", "two"], NOW)
            who = chat(store, "anna")
            store.chats.keep(who, who.session, NOW)

        database.do(come)

    check(
        databases,
        begin,
        [
            lambda store: store.retention.first_time("digest", "2026-48", NOW),
            lambda store: store.retention.drop_heard(LATER),
            lambda store: store.retention.drop_drafts(
                NOW + timedelta(days=100), timedelta(days=90)
            ),
        ],
    )
