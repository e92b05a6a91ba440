"""Who took part hears what came of it: exactly they, once, and then nobody knows who they were."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from storage.ballots import Ballot
from storage.database import Database
from storage.link_codes import fresh_link_code
from storage.recipients import Budget
from storage.settling import Settled
from storage.store import Store
from storage.surveys import Refused
from storage.tables import followers, outbox, told
from tests.databases import Make
from tests.storage.crashes import Crash, crashing
from tests.storage.samples import HERE, NOW, campaign, chat, contacts, message, publish, survey

TEXTS = {"de": message("Danke")}
PEOPLE = tuple(f"person {number}" for number in range(12))


def voted(database: Database, *names: str, anonymity: str = "unlinkable") -> None:
    """Twelve people who agreed to be written to, of whom these take part; then it is over."""
    publish(database, survey(anonymity=anonymity))
    known = contacts(database, *PEOPLE)

    def cast(store: Store) -> None:
        for name in names:
            ballot = Ballot("bus", 1, {"rides": "yes"})
            store.ballots.cast(ballot, known[name].participant, NOW)

    database.do(cast)
    database.do(lambda store: store.surveys.close("bus", NOW))


def tell(database: Database) -> str:
    return database.do(lambda store: store.campaigns.tell_result("bus", TEXTS, NOW, NOW))


def plan(store: Store, id: str, most: int = 5) -> int:
    return store.campaigns.plan(id, NOW, Budget(), most)


def planned(database: Database, id: str) -> None:
    while database.look(lambda store: store.campaigns.get(id)).planned is None:
        database.do(lambda store: plan(store, id))


def hearing(database: Database) -> list[str]:
    """Who has a row in the outbox, by name, each as often as there are rows."""
    with database.engine.connect() as connection:
        query = select(outbox.c.chat).where(outbox.c.campaign.is_not(None))
        rows = list(connection.execute(query).scalars())
    names = {
        database.do(lambda store, name=name: chat(store, name).id): name  # type: ignore[misc]
        for name in PEOPLE
    }
    return sorted(names[row] for row in rows)


def left(database: Database) -> list[int]:
    """Rows that tell who took part."""
    named = select(func.count()).where(outbox.c.campaign.is_not(None))
    with database.engine.connect() as connection:
        lists = [select(func.count()).select_from(table) for table in (followers, told)]
        return [connection.execute(query).scalar_one() for query in (*lists, named)]


def answer(database: Database, who: str) -> None:
    ballot = Ballot("bus", 1, {"rides": "yes", "why": "Darum"})
    database.do(lambda store: store.ballots.cast(ballot, who, NOW))


def deliver(database: Database, id: str) -> None:
    posts = database.do(lambda store: store.outbox.claim(HERE, NOW, 100))
    said = [Settled(post.id, delivered_as="there") for post in posts]
    database.do(lambda store: store.outbox.settle(said, NOW))
    assert database.do(lambda store: store.campaigns.finish(id, NOW))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.sets(st.sampled_from(PEOPLE)))
def test_exactly_those_who_answered_hear_of_it(sqlites: Make, names: set[str]) -> None:
    database = sqlites()
    voted(database, *names)
    id = tell(database)
    planned(database, id)
    assert hearing(database) == sorted(names)
    with pytest.raises(Refused):
        tell(database)
    deliver(database, id)
    assert left(database) == [0, 0, 0]
    assert database.look(lambda store: store.campaigns.get(id)).sent == len(names)


@pytest.mark.parametrize("anonymity", ["unlinkable", "pseudonymous"])
def test_when_all_have_been_told_nothing_ties_them_to_it(
    database: Database, anonymity: str
) -> None:
    voted(database, *PEOPLE[:7], anonymity=anonymity)
    tied = database.look(lambda store: store.surveys.secret("bus")) is not None
    assert tied == (anonymity == "pseudonymous")
    id = tell(database)
    planned(database, id)
    posts = database.do(lambda store: store.outbox.claim(HERE, NOW, 100))
    verdicts = database.look(lambda s: s.campaigns.verdicts([post.id for post in posts], NOW))
    assert set(verdicts.values()) == {"say"}
    said = [Settled(post.id, delivered_as="there") for post in posts]
    database.do(lambda store: store.outbox.settle(said, NOW))
    assert database.do(lambda store: store.campaigns.finish(id, NOW))
    assert left(database) == [0, 0, 0]
    assert database.look(lambda store: store.surveys.secret("bus")) is None


def test_dying_anywhere_nobody_is_left_out_or_told_twice(databases: Make) -> None:
    for number in count(0):
        database = databases()
        voted(database, *PEOPLE)
        id = tell(database)
        try:
            with crashing(database, number):
                database.do(lambda store, id=id: plan(store, id))  # type: ignore[misc]
            died = False
        except Crash:
            died = True
        planned(database, id)
        assert hearing(database) == sorted(PEOPLE)
        if not died and number:
            return


def test_dying_while_a_survey_is_closed_loses_no_list(sqlites: Make) -> None:
    dying_while_it_is_closed(sqlites)


@pytest.mark.chaos
def test_dying_while_a_survey_is_closed_on_postgresql(postgresqls: Make) -> None:
    dying_while_it_is_closed(postgresqls)


def dying_while_it_is_closed(databases: Make) -> None:
    for number in count(0):
        database = databases()
        publish(database, survey())
        known = contacts(database, *PEOPLE)
        for one in known.values():
            answer(database, one.participant)
        try:
            with crashing(database, number):
                database.do(lambda store: store.surveys.close("bus", NOW))
            died = False
        except Crash:
            died = True
            assert left(database) == [0, 0, 0]
            database.do(lambda store: store.surveys.close("bus", NOW))
        assert left(database)[0] == len(PEOPLE)
        assert sum(c.all for c in database.look(lambda s: s.words.counts("bus")).values()) == 12
        if not died and number:
            return


def test_who_withdraws_or_is_deleted_before_hears_nothing(database: Database) -> None:
    voted(database, *PEOPLE[:4])

    def leave(store: Store) -> None:
        store.consents.note(chat(store, PEOPLE[0]), frozenset({"contact"}), False, "1", NOW)
        store.chats.forget(chat(store, PEOPLE[1]))

    database.do(leave)
    planned(database, tell(database))
    assert hearing(database) == sorted(PEOPLE[2:4])


def test_of_two_who_are_one_by_then_one_hears_of_it(database: Database) -> None:
    voted(database, *PEOPLE[:2])

    def link(store: Store) -> None:
        code = fresh_link_code()
        store.linking.codes.give(chat(store, PEOPLE[0]), code, NOW)
        assert store.linking.join(chat(store, PEOPLE[1]), code, NOW)

    database.do(link)
    planned(database, tell(database))
    assert len(hearing(database)) == 1


def test_after_thirty_days_the_list_goes_whether_they_were_told_or_not(
    database: Database,
) -> None:
    voted(database, *PEOPLE)
    id = tell(database)
    database.do(lambda store: plan(store, id))
    assert left(database) == [7, 5, 5]
    assert database.do(lambda store: store.campaigns.forget_results(NOW)) == 0
    then = NOW + timedelta(seconds=1)
    assert database.do(lambda store: store.campaigns.forget_results(then)) == 7
    assert database.do(lambda store: store.campaigns.finish(id, then))
    assert left(database) == [0, 0, 0]


def test_an_open_survey_has_no_result_to_tell(database: Database) -> None:
    publish(database, survey())
    with pytest.raises(Refused):
        tell(database)


def test_an_invitation_that_waits_is_none_of_this(database: Database) -> None:
    """Closing stops invitations; those who took part hear of it all the same."""
    publish(database, survey())
    known = contacts(database, *PEOPLE)
    invited = campaign(database)
    ballot = Ballot("bus", 1, {"rides": "yes"})
    database.do(lambda s: s.ballots.cast(ballot, known[PEOPLE[0]].participant, NOW))
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert database.look(lambda store: store.campaigns.get(invited)).state == "stopped"
    planned(database, tell(database))
    assert hearing(database) == [PEOPLE[0]]
