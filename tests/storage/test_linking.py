"""One person with several chats: codes, what is kept of two people, what a chat leaves with."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from dialogs.organising.roles import Role
from storage.ballots import Ballot
from storage.budget import Budget
from storage.chats import Chat
from storage.crypt import voter
from storage.database import Database
from storage.following import follow, references
from storage.link_codes import CLOSED, LASTS, TRIES
from storage.linking import MOST_CHATS, Prospect
from storage.store import Store
from storage.tables import (
    ballots,
    campaigns,
    consents,
    link_codes,
    link_tries,
    organisers,
    outbox,
    participants,
    told,
)
from tests.databases import Make
from tests.storage.contents import contents
from tests.storage.crashes import Crash, crashing
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

CODE = "K7M2P9QX"
ELSEWHERE = "matrix"
MINUTE = timedelta(minutes=1)


def at_home(store: Store) -> Chat:
    return chat(store, "anna")


def away(store: Store) -> Chat:
    return chat(store, "@anna", ELSEWHERE)


def meet(database: Database) -> tuple[str, str]:
    """Two chats that nobody knows to be one person's; their participants."""
    return database.do(lambda store: (at_home(store).participant, away(store).participant))


def give(database: Database, now: Any = NOW, code: str = CODE) -> None:
    database.do(lambda store: store.linking.codes.give(at_home(store), code, now))


def join(database: Database, now: Any = NOW) -> Prospect | None:
    """The code of the one chat, said in the other."""
    return database.do(lambda store: store.linking.join(away(store), CODE, now))


def link(database: Database, now: Any = NOW) -> None:
    give(database, now)
    assert join(database, now)


def look(database: Database, now: Any = NOW, code: str = CODE) -> Any:
    return database.do(lambda store: store.linking.look(away(store), code, now))


def vote(database: Database, who: Any, now: Any, survey: str = "bus", **answers: Any) -> None:
    def work(store: Store) -> None:
        store.ballots.cast(Ballot(survey, 1, answers), who(store).participant, now)

    database.do(work)


def answers(database: Database, survey: str = "bus") -> list[Any]:
    return [each[2] for each in contents(database)["ballots"][survey]]


def rows(database: Database, table: Any) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(table)).all())


# Codes.


def test_a_code_is_kept_as_a_hash_with_a_key(database: Database) -> None:
    meet(database)
    give(database)
    (row,) = rows(database, link_codes)
    assert row.hash == database.keys.index(f"link code:{CODE}")
    assert CODE not in repr(row)


def test_a_code_is_good_for_a_quarter_of_an_hour_and_once(database: Database) -> None:
    meet(database)
    give(database)
    almost = NOW + LASTS - timedelta(milliseconds=1)
    assert isinstance(look(database, almost), Prospect)
    assert look(database, NOW + LASTS) == "wrong"
    assert join(database, NOW + LASTS) is None
    assert join(database, almost)
    assert look(database) == "wrong"
    assert rows(database, link_codes) == []


def test_a_new_code_takes_the_place_of_the_old_one(database: Database) -> None:
    meet(database)
    give(database)
    give(database, code="ABCD2345")
    assert look(database) == "wrong"
    assert isinstance(look(database, code="ABCD2345"), Prospect)


def test_after_five_wrong_codes_none_is_listened_to_for_an_hour(database: Database) -> None:
    meet(database)
    give(database, NOW + CLOSED)
    for number in range(TRIES):
        assert look(database, code=f"WRONG22{number + 2}") == "wrong"
        database.do(lambda store: store.linking.codes.count(away(store), NOW))
    assert look(database) == "closed"
    assert join(database) is None
    just = NOW + CLOSED - timedelta(milliseconds=1)
    assert look(database, just) == "closed"
    assert isinstance(look(database, NOW + CLOSED), Prospect)


def test_deleting_everything_gives_no_new_tries(database: Database) -> None:
    meet(database)
    give(database)
    for _ in range(TRIES):
        database.do(lambda store: store.linking.codes.count(away(store), NOW))
    database.do(lambda store: store.chats.forget(away(store)))
    assert look(database) == "closed"


def test_wrong_codes_of_one_chat_close_no_other(database: Database) -> None:
    meet(database)
    give(database)
    for _ in range(TRIES):
        database.do(lambda store: store.linking.codes.count(chat(store, "bodo"), NOW))
    assert isinstance(look(database), Prospect)


def test_after_an_hour_wrong_codes_count_anew(database: Database) -> None:
    meet(database)
    for _ in range(TRIES - 1):
        database.do(lambda store: store.linking.codes.count(away(store), NOW))
    database.do(lambda store: store.linking.codes.count(away(store), NOW + CLOSED))
    (row,) = rows(database, link_tries)
    assert row.wrong == 1


def test_codes_and_counts_that_are_over_are_forgotten(database: Database) -> None:
    meet(database)
    give(database)
    database.do(lambda store: store.linking.codes.count(away(store), NOW))
    forget = lambda now: database.do(lambda s: s.linking.codes.forget(now, 10))  # noqa: E731
    assert forget(NOW + LASTS - MINUTE) == 0
    assert forget(NOW + LASTS) == 1
    assert forget(NOW + CLOSED) == 1
    assert rows(database, link_codes) == rows(database, link_tries) == []


def test_a_code_is_for_another_chat(database: Database) -> None:
    meet(database)
    give(database)
    assert database.do(lambda s: s.linking.look(at_home(s), CODE, NOW)) == "here"
    assert join(database)
    give(database)
    assert look(database) == "linked"


def test_two_chats_of_one_platform_can_be_linked_and_no_more_than_a_few(
    database: Database,
) -> None:
    for number in range(MOST_CHATS - 1):
        give(database)
        database.do(lambda s, to=f"anna {number}": s.linking.join(chat(s, to), CODE, NOW))
    give(database)
    found = database.do(lambda s: s.linking.look(chat(s, "one more"), CODE, NOW))
    assert found == "many"
    assert len(database.do(lambda s: s.chats.platforms(at_home(s)))) == MOST_CHATS


# What is kept of two people.


def test_of_two_ballots_the_newer_is_kept_whoever_cast_it(databases: Make) -> None:
    for newer in ("home", "away"):
        database = databases()
        publish(database, survey())
        meet(database)
        first, second = (away, at_home) if newer == "home" else (at_home, away)
        vote(database, first, NOW, rides="yes", why="older")
        vote(database, second, NOW + MINUTE, rides="no", why="newer")
        give(database)
        assert join(database).doubled == ("bus",)  # type: ignore[union-attr]
        ((whose, _, given, sealed),) = contents(database)["ballots"]["bus"]
        assert whose == "console:anna matrix:@anna"
        assert given == [("rides", "no"), ("why", "")]
        assert b"newer" in sealed
        tally = database.do(lambda store: store.surveys.tallies("bus"))[1].current
        assert (tally.participants, tally.counts["rides"]) == (1, {"no": 1})


def test_one_ballot_follows_and_can_be_changed_from_both_chats(database: Database) -> None:
    publish(database, survey())
    meet(database)
    vote(database, away, NOW, rides="yes", why="warm")
    link(database)
    vote(database, at_home, NOW, rides="no")
    assert answers(database) == [[("rides", "no")]]
    vote(database, away, NOW, rides="yes")
    assert answers(database) == [[("rides", "yes")]]


def test_a_ballot_without_a_time_is_the_older_one(database: Database) -> None:
    """Of a survey that was open when times began to be kept."""
    publish(database, survey())
    _, elsewhere = meet(database)
    cast(database, elsewhere, rides="yes")
    vote(database, at_home, NOW, rides="no")
    link(database)
    assert answers(database) == [[("rides", "no")]]


def test_the_numbers_of_a_survey_that_is_over_stand(database: Database) -> None:
    publish(database, survey(anonymity="pseudonymous"))
    meet(database)
    vote(database, at_home, NOW, rides="yes", why="warm")
    vote(database, away, NOW + MINUTE, rides="no", why="cold")
    database.do(lambda store: store.surveys.close("bus", NOW))
    link(database)
    kept = contents(database)
    assert kept["tallies"]["bus", 1]["current"]["participants"] == 2
    found = {whose: sealed for whose, _, _, sealed in kept["ballots"]["bus"]}
    assert found.keys() == {"nobody's", "console:anna matrix:@anna"}
    assert b"warm" in found["nobody's"]
    assert b"cold" in found["console:anna matrix:@anna"]


def consent(database: Database, who: Any, given: bool, *purposes: str) -> None:
    def work(store: Store) -> None:
        store.consents.note(who(store), frozenset(purposes), given, "1", NOW)

    database.do(work)


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([(at_home, True)], "contact"),
        ([(away, True)], "contact"),
        ([(at_home, True), (away, False)], "-contact"),
        ([(away, False), (at_home, True)], "contact"),
        ([(at_home, False), (away, True)], "contact"),
        ([(at_home, True), (away, True), (at_home, False)], "-contact"),
        ([], ""),
    ],
)
def test_of_each_purpose_the_last_word_holds(
    database: Database, said: list[tuple[Any, bool]], holds: str
) -> None:
    meet(database)
    for who, given in said:
        consent(database, who, given, "contact")
    link(database)
    assert database.do(at_home).consents == database.do(away).consents == holds
    assert len(rows(database, consents)) == len(said), "no proof is lost"


def test_consents_of_different_purposes_come_together(database: Database) -> None:
    meet(database)
    consent(database, at_home, True, "surveys")
    consent(database, away, True, "ideas")
    link(database)
    assert database.do(at_home).consents == "ideas surveys"


def test_both_chats_keep_what_they_have_under_way(database: Database) -> None:
    meet(database)
    for who in (at_home, away):

        def speak(store: Store, who: Any = who) -> None:
            one = who(store)
            store.chats.keep(one, one.session, NOW)

        database.do(speak)
    before = contents(database)["chats"]
    link(database)
    assert contents(database)["chats"] == before


def test_everything_that_refers_to_a_person_follows(database: Database) -> None:
    home, elsewhere = meet(database)
    link(database)
    left = [
        (table.name, column.name)
        for table, column in references()
        if elsewhere in [getattr(row, column.name) for row in rows(database, table)]
    ]
    assert left == []
    assert {table.name for table, _ in references()} >= {"chats", "consents", "told", "organisers"}
    assert [row.id for row in rows(database, participants)] == [home]


def test_the_higher_role_in_an_association_holds(database: Database) -> None:
    home, elsewhere = meet(database)

    def organise(store: Store) -> None:
        for group in ("a", "b", "c"):
            store.associations.add(group, group, NOW)
        for id, who, group, role in (
            ("1", home, "a", Role.HELPER),
            ("2", elsewhere, "a", Role.ADMIN),
            ("3", home, "b", Role.ADMIN),
            ("4", elsewhere, "b", Role.HELPER),
            ("5", elsewhere, "c", Role.ORGANISER),
        ):
            row = {"id": id, "participant": who, "association": group, "role": role, "since": 0}
            sealed = database.keys.seal(b"Frau Anders", b"organiser" + id.encode())
            store.linking._connection.execute(insert(organisers), row | {"name_sealed": sealed})

    database.do(organise)
    link(database)
    found = {row.id: row.participant for row in rows(database, organisers)}
    assert found == {"2": home, "3": home, "5": home}


# Campaigns.


def invited(database: Database) -> list[tuple[str, bool]]:
    """Each row of a campaign: its error, and whether it waits."""
    return sorted(
        (str(row.error or ""), row.due is not None)
        for row in rows(database, outbox)
        if row.campaign
    )


def plan(database: Database, id: str) -> None:
    database.do(lambda store: store.campaigns.plan(id, NOW, Budget()))


def test_of_two_invitations_that_wait_the_one_to_the_chat_just_used_stays(
    database: Database,
) -> None:
    publish(database, survey())
    contacts(database, "anna")
    contacts(database, "@anna", platform=ELSEWHERE)
    plan(database, campaign(database))
    link(database)
    assert invited(database) == [("", True), ("linked", False)]
    (waits,) = [row for row in rows(database, outbox) if row.due is not None]
    assert waits.platform == ELSEWHERE
    assert len(rows(database, told)) == 1


def test_who_was_invited_in_one_chat_is_not_invited_in_the_other(database: Database) -> None:
    publish(database, survey())
    contacts(database, "anna")
    first = campaign(database)
    plan(database, first)
    contacts(database, "@anna", platform=ELSEWHERE)
    link(database)
    plan(database, campaign(database))
    assert invited(database) == [("", True)]


def test_who_has_a_ballot_now_is_not_invited_any_more(database: Database) -> None:
    publish(database, survey())
    contacts(database, "anna")
    meet(database)
    plan(database, campaign(database))
    vote(database, away, NOW, rides="yes")
    link(database)
    assert invited(database) == [("answered", False)]


def test_a_newer_no_takes_invitations_back(database: Database) -> None:
    publish(database, survey())
    contacts(database, "anna")
    meet(database)
    plan(database, campaign(database))
    consent(database, away, False, "contact")
    link(database)
    assert invited(database) == [("withdrawn", False)]


def test_of_two_invitations_that_are_claimed_only_one_may_be_said(database: Database) -> None:
    publish(database, survey())
    contacts(database, "anna")
    contacts(database, "@anna", platform=ELSEWHERE)
    plan(database, campaign(database))
    posts = [
        post.id
        for platform in (HERE, ELSEWHERE)
        for post in database.do(lambda s, p=platform: s.outbox.claim(p, NOW, 10))  # type: ignore[misc]
    ]
    link(database)
    verdicts = database.do(lambda store: store.campaigns.verdicts(posts, NOW))
    assert Counter(verdicts.values()) == {"say": 1, "drop": 1}


def test_a_claimed_invitation_is_not_said_once_there_is_a_ballot(database: Database) -> None:
    publish(database, survey())
    anna, bodo = contacts(database, "anna", "bodo").values()
    plan(database, campaign(database))
    posts = [post.id for post in database.do(lambda s: s.outbox.claim(HERE, NOW, 10))]
    chats = {row.id: row.chat for row in rows(database, outbox)}
    vote(database, at_home, NOW, rides="yes")
    verdicts = database.do(lambda store: store.campaigns.verdicts(posts, NOW))
    assert {chats[post]: verdict for post, verdict in verdicts.items()} == {
        anna.id: "drop",
        bodo.id: "say",
    }


def test_a_chat_that_was_told_as_somebody_else_stops_no_campaign(database: Database) -> None:
    """Its row is there, and nobody is recorded as told: planning goes on."""
    publish(database, survey())
    contacts(database, "anna")
    id = campaign(database)
    plan(database, id)
    with database.engine.begin() as connection:
        connection.execute(told.delete())
        connection.execute(update(campaigns).values(planned=None, cursor=""))
    plan(database, id)
    assert len(invited(database)) == 1


# Where somebody is written to.


def reached(database: Database, who: str) -> str | None:
    def work(store: Store) -> str | None:
        found = store.campaigns.recipients.reached([who]).get(who)
        return found and found.platform

    return database.do(work)


def speak(database: Database, who: Any, now: Any = NOW) -> None:
    def work(store: Store) -> None:
        one = who(store)
        store.chats.keep(one, one.session, now)

    database.do(work)


def test_what_is_pushed_goes_where_somebody_was_last_on_the_same_day_too(
    database: Database,
) -> None:
    home, _ = meet(database)
    link(database)
    assert reached(database, home) == ELSEWHERE, "the link was made there"
    for who, platform in ((at_home, HERE), (away, ELSEWHERE), (away, ELSEWHERE), (at_home, HERE)):
        speak(database, who)
        assert reached(database, home) == platform


def test_where_the_chat_used_last_is_gone_another_takes_its_place(database: Database) -> None:
    home, _ = meet(database)
    link(database)
    gone = database.do(away).id
    database.do(lambda store: store.outbox.give_up(gone, NOW))
    assert reached(database, home) == HERE
    database.do(lambda store: store.outbox.give_up(at_home(store).id, NOW))
    assert reached(database, home) is None
    speak(database, away)
    assert reached(database, home) == ELSEWHERE


def test_many_people_are_found_at_once(database: Database) -> None:
    names = [f"resident {number}" for number in range(1100)]
    people = contacts(database, *names)
    wanted = {one.participant: one.id for one in people.values()}
    found = database.do(lambda s: s.campaigns.recipients.reached(list(wanted)))
    assert {who: one.chat for who, one in found.items()} == wanted


# Leaving.


def part(database: Database, who: Any = away) -> bool:
    return database.do(lambda store: store.linking.part(who(store), NOW))


def test_a_chat_leaves_without_ballots_and_consents_and_with_what_it_was_told(
    database: Database,
) -> None:
    publish(database, survey())
    contacts(database, "anna")
    home, _ = meet(database)
    link(database)
    plan(database, campaign(database))
    vote(database, away, NOW, rides="yes")
    assert part(database)
    after = database.do(away)
    assert after.participant != home
    assert after.consents == ""
    assert database.do(at_home).consents == "contact"
    ((whose, *_),) = contents(database)["ballots"]["bus"]
    assert whose == "console:anna"
    consent(database, away, True, "contact")
    plan(database, campaign(database))
    assert len(invited(database)) == 1
    assert part(database) is False
    assert reached(database, home) == HERE


def test_whoever_leaves_and_links_again_has_one_ballot(database: Database) -> None:
    publish(database, survey())
    meet(database)
    for number in range(3):
        vote(database, away, NOW + number * MINUTE, rides="yes", why=str(number))
        link(database)
        assert len(answers(database)) == 1
        assert part(database)
    assert database.do(lambda s: s.surveys.tallies("bus"))[1].current.participants == 1


# Dying in the middle.


def test_dying_anywhere_leaves_all_or_nothing(databases: Make) -> None:
    def begin(database: Database) -> None:
        publish(database, survey())
        contacts(database, "anna")
        contacts(database, "@anna", platform=ELSEWHERE)
        plan(database, campaign(database))
        vote(database, at_home, NOW, rides="yes", why="older")
        vote(database, away, NOW + MINUTE, rides="no", why="newer")
        database.do(lambda store: store.outbox.add(away(store), message("Hallo"), NOW))
        give(database)

    calm, troubled = databases(), databases()
    for database in (calm, troubled):
        begin(database)
    steps = (
        lambda store: store.linking.join(away(store), CODE, NOW),
        lambda store: store.linking.part(away(store), NOW),
    )
    for step in steps:
        calm.do(step)
        before, died, alive = contents(troubled), 0, True
        while alive:
            with crashing(troubled, died):
                try:
                    troubled.do(step)
                    alive = False
                except Crash:
                    died += 1
            if alive:
                assert contents(troubled) == before
        assert died >= 8
        assert contents(troubled) == contents(calm)


def test_following_twice_changes_nothing_more(database: Database) -> None:
    home, elsewhere = meet(database)
    with database.engine.begin() as connection:
        follow(connection, elsewhere, home)
    before = contents(database)
    with database.engine.begin() as connection:
        follow(connection, elsewhere, home)
    assert contents(database) == before


def test_a_ballot_that_followed_is_found_by_the_one_who_stays(database: Database) -> None:
    publish(database, survey())
    home, _ = meet(database)
    vote(database, away, NOW, rides="yes")
    link(database)
    secret = database.look(lambda store: store.surveys.secret("bus"))
    assert secret
    (row,) = rows(database, ballots)
    assert bytes(row.voter) == voter(secret, home)
    assert database.look(lambda s: s.ballots.when("bus", home)) == int(NOW.timestamp()) // 60
