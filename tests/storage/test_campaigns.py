"""Campaigns: everybody who agreed is told once, and nobody who did not, or no longer does."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError

from dialogs.markup import words
from storage.ballots import Ballot
from storage.budget import Budget
from storage.campaign import NoCampaign, Progress
from storage.database import Database
from storage.moments import day
from storage.post import ALERT, USEFUL, Post
from storage.recipients import Aim
from storage.rows import Recipient, tell
from storage.settling import Settled
from storage.store import Store
from storage.surveys import Refused
from storage.tables import campaign_texts, chats, outbox, told
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

ANY = Budget(most=100)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
PEOPLE = ("anna", "bodo", "carla")


def plan(database: Database, id: str, most: int = 1000, budget: Budget = ANY) -> int:
    """Plan it to the end; how many recipients there were."""
    count = 0
    while database.look(lambda store: store.campaigns.get(id)).planned is None:
        count += database.do(lambda store: store.campaigns.plan(id, NOW, budget, most))
    return count


def invited(database: Database) -> set[str]:
    """Whom the outbox has something waiting for."""
    waiting = contents(database)["outbox"].items()
    return {name for name, posts in waiting if any(post[3][0] is not None for post in posts)}


def here(*names: str) -> set[str]:
    return {f"{HERE}:{name}" for name in names}


def claim(database: Database, most: int = 64, **more: int) -> list[Post]:
    return database.do(lambda store: store.outbox.claim(HERE, NOW, most, **more))


def verdict(database: Database, post: Post, after: timedelta = timedelta()) -> str:
    found = database.look(lambda store: store.campaigns.verdicts([post.id], NOW + after))
    return found[post.id]


def progress(database: Database, id: str) -> Progress:
    return database.look(lambda store: store.campaigns.progress(id))


def settle(database: Database, posts: Collection[Post], **how: Any) -> None:
    how = how or {"delivered_as": "there"}
    done = [Settled(post.id, **how) for post in posts]
    database.do(lambda store: store.outbox.settle(done, NOW))


@pytest.fixture
def bus(database: Database) -> Database:
    """A survey, and three people to invite."""
    publish(database, survey())
    contacts(database, *PEOPLE)
    return database


# Who.


def test_whoever_agreed_is_told_and_nobody_else(bus: Database) -> None:
    bus.do(lambda store: chat(store, "never asked"))
    refusing = bus.do(lambda store: chat(store, "refusing"))
    both = frozenset({"surveys", "alerts"})
    bus.do(lambda s: s.consents.note(refusing, both, True, "1", NOW))
    refusing = bus.do(lambda store: chat(store, "refusing"))
    bus.do(lambda s: s.consents.note(refusing, frozenset({"contact"}), False, "1", NOW))
    assert plan(bus, campaign(bus)) == 3
    assert invited(bus) == here(*PEOPLE)


def test_whoever_has_taken_part_blocked_the_bot_or_left_is_not_told(bus: Database) -> None:
    found = contacts(bus, "dora", "emil", "fritz")
    cast(bus, found["dora"].participant, rides="yes")
    bus.do(lambda store: store.outbox.give_up(found["emil"].id, NOW))
    bus.do(lambda store: store.chats.forget(found["fritz"]))
    assert bus.look(lambda s: s.campaigns.recipients.count(Aim("bus"), NOW, ANY)) == {HERE: 3}
    assert plan(bus, campaign(bus)) == 3
    assert invited(bus) == here(*PEOPLE)


def test_a_person_with_two_chats_is_told_in_the_one_used_last(bus: Database) -> None:
    first, second, third = contacts(bus, "phone", "tablet", "watch").values()
    for moved in (second, third):
        change = update(chats).where(chats.c.id == moved.id).values(participant=first.participant)
        bus.do(lambda store, change=change: store.chats._connection.execute(change))  # type: ignore[misc]
    for when, one in enumerate((second, first)):
        later = NOW + when * DAY
        bus.do(lambda s, one=one, later=later: s.chats.keep(one, one.session, later))  # type: ignore[misc]
    assert plan(bus, campaign(bus)) == 4
    assert invited(bus) == here(*PEOPLE, "phone")


def test_nobody_is_invited_too_often(bus: Database) -> None:
    publish(bus, survey("train"), survey("tram"))
    plan(bus, campaign(bus, "train"))
    contacts(bus, "dora")
    plan(bus, campaign(bus, "tram"))
    assert plan(bus, campaign(bus), budget=Budget(2, 7)) == 1
    later = NOW + 7 * DAY
    count = bus.look(lambda s: s.campaigns.recipients.count(Aim("bus"), later, Budget(2, 7)))
    assert count == {HERE: 3}


def test_nobody_is_invited_where_the_operator_wants_no_invitations(bus: Database) -> None:
    none = Budget(most=0)
    assert bus.look(lambda s: s.campaigns.recipients.count(Aim("bus"), NOW, none)) == {}
    assert plan(bus, campaign(bus), budget=none) == 0


def test_a_second_campaign_reaches_only_those_who_came_since(bus: Database) -> None:
    assert plan(bus, campaign(bus)) == 3
    contacts(bus, "dora")
    assert plan(bus, campaign(bus)) == 1


def test_only_an_open_survey_can_be_invited_to(bus: Database) -> None:
    bus.do(lambda store: store.surveys.add(survey("draft")))
    with pytest.raises(Refused, match="läuft nicht"):
        campaign(bus, "draft")
    with pytest.raises(NoCampaign):
        bus.do(lambda store: store.campaigns.plan("nothing", NOW, ANY))


# Planning.


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_slices_of_any_size_reach_everybody_once(bus: Database, most: int) -> None:
    contacts(bus, *(f"person {number}" for number in range(6)))
    id = campaign(bus)
    assert plan(bus, id, most) == 9
    assert len(invited(bus)) == 9
    assert progress(bus, id) == Progress(recipients=9, waiting=9, sent=0, failed=0)
    assert bus.do(lambda store: store.campaigns.plan(id, NOW, ANY)) == 0


def test_nothing_is_planned_before_its_time(bus: Database) -> None:
    texts = {"de": message("bald")}
    id = bus.do(lambda s: s.campaigns.make("bus", texts, NOW, NOW + SECOND))
    assert bus.do(lambda store: store.campaigns.plan(id, NOW, ANY)) == 0
    assert bus.look(lambda store: store.campaigns.at_work(NOW)) == []
    assert [one.id for one in bus.look(lambda s: s.campaigns.at_work(NOW + SECOND))] == [id]


def test_the_database_itself_refuses_to_tell_anybody_twice(bus: Database) -> None:
    id = campaign(bus)
    plan(bus, id)
    anna = bus.do(lambda store: chat(store, "anna"))
    again = [Recipient(anna.participant, anna.id, HERE)]
    with pytest.raises(IntegrityError):
        bus.do(lambda store: tell(store.campaigns._connection, id, again, NOW))
    row = {"key": "k", "chat": anna.id, "platform": HERE, "priority": ALERT, "attempts": 0}
    with pytest.raises(IntegrityError):
        bus.do(lambda s: s.campaigns._connection.execute(outbox.insert(), {**row, "campaign": id}))


def test_two_processes_plan_one_campaign_together(
    postgresql: Database, again: Callable[[Database], Database]
) -> None:
    publish(postgresql, survey())
    contacts(postgresql, *(f"person {number}" for number in range(8)))
    id, other = campaign(postgresql), again(postgresql)
    with paused(postgresql, "FOR UPDATE") as pause, beside() as start:
        mine = start(plan, postgresql, id, 3)
        pause.reached()
        theirs = start(plan, other, id, 3)
        blocked(other)
        pause.end()
        assert mine.result(PATIENCE) + theirs.result(PATIENCE) == 8
    assert len(invited(postgresql)) == 8


# Saying.


def test_everybody_reads_it_in_their_own_language(bus: Database) -> None:
    spoken = {"anna": "en", "bodo": "de", "carla": "de-simple"}
    for name, language in spoken.items():
        one = bus.do(lambda store, name=name: chat(store, name))  # type: ignore[misc]
        bus.do(lambda store, one=one, to=language: store.chats.speak(one, to))  # type: ignore[misc]
    plan(bus, campaign(bus))
    said = {post.address: words(post.message.text)[-2:] for post in claim(bus)}
    assert said == {"anna": "en", "bodo": "de", "carla": "de"}
    with bus.engine.connect() as connection:
        bodies = connection.execute(select(outbox.c.body_sealed, outbox.c.priority)).all()
    assert set(bodies) == {(None, ALERT)}


def test_no_more_are_claimed_ahead_than_asked_for(bus: Database) -> None:
    plan(bus, campaign(bus))
    bus.do(lambda store: store.outbox.add(chat(store, "emil"), message("reply"), NOW))
    bus.do(lambda store: store.outbox.add(chat(store, "fritz"), message("reply"), NOW))
    assert [post.campaign is None for post in claim(bus, alerts=1)] == [True, True, False]
    assert claim(bus, alerts=0) == []


def test_words_that_are_gone_block_nobody(bus: Database) -> None:
    id = campaign(bus)
    plan(bus, id)
    bus.do(lambda store: store.campaigns.announced.wipe(id))
    assert claim(bus) == []
    assert progress(bus, id) == Progress(recipients=3, waiting=0, sent=0, failed=3)


def test_a_campaign_ends_when_everything_is_settled(bus: Database) -> None:
    id = campaign(bus)
    plan(bus, id)
    first, *rest = claim(bus)
    settle(bus, rest)
    assert not bus.do(lambda store: store.campaigns.finish(id, NOW))
    settle(bus, [first], error="Rejected")
    assert bus.do(lambda store: store.campaigns.finish(id, NOW))
    assert not bus.do(lambda store: store.campaigns.finish(id, NOW))
    ended = bus.look(lambda store: store.campaigns.get(id))
    assert (ended.state, ended.ended) == ("done", NOW)
    with bus.engine.connect() as connection:
        assert connection.execute(select(campaign_texts)).all() == []
    bus.do(lambda store: store.outbox.purge(NOW + DAY, 500))
    assert progress(bus, id) == Progress(recipients=3, waiting=0, sent=2, failed=1)


def test_a_long_campaign_is_counted_to_its_end(bus: Database) -> None:
    id = campaign(bus)
    plan(bus, id)
    settle(bus, claim(bus, most=2))
    assert bus.do(lambda store: store.outbox.purge(NOW + 30 * DAY, 500)) == 0
    assert progress(bus, id) == Progress(recipients=3, waiting=1, sent=2, failed=0)


# Pausing, stopping, taking back.


def test_a_paused_campaign_says_nothing_until_it_is_resumed(bus: Database) -> None:
    id = campaign(bus)
    bus.do(lambda store: store.campaigns.plan(id, NOW, ANY, 2))
    (claimed,) = claim(bus, most=1)
    assert verdict(bus, claimed) == "say"
    bus.do(lambda store: store.campaigns.pause(id))
    assert verdict(bus, claimed) == "wait"
    settle(bus, [claimed], error="later", retry=NOW)
    assert claim(bus) == []
    assert bus.look(lambda store: store.campaigns.waiting(NOW)) == 0
    assert bus.do(lambda store: store.campaigns.plan(id, NOW, ANY)) == 0
    with pytest.raises(Refused, match="schon angehalten"):
        bus.do(lambda store: store.campaigns.pause(id))
    later = NOW + 30 * DAY
    bus.do(lambda store: store.campaigns.resume(id, later, later))
    with pytest.raises(Refused, match="nicht angehalten"):
        bus.do(lambda store: store.campaigns.resume(id, later, later))
    assert claim(bus) == []
    posts = bus.do(lambda store: store.outbox.claim(HERE, later, 64))
    assert [verdict(bus, post, 30 * DAY) for post in posts] == ["say", "say"]
    assert {post.expires for post in posts} == {posts[0].expires}
    assert posts[0].expires is not None
    assert posts[0].expires > int((later + USEFUL - SECOND).timestamp() * 1000)
    with bus.engine.connect() as connection:
        assert set(connection.execute(select(told.c.day)).scalars()) == {day(later)}


def test_what_is_held_back_waits_for_its_time(bus: Database) -> None:
    id = campaign(bus)
    plan(bus, id)
    (claimed,) = claim(bus, most=1)
    bus.do(lambda store: store.campaigns.hold_back(id, NOW + DAY))
    assert verdict(bus, claimed) == "wait"
    assert verdict(bus, claimed, DAY) == "say"
    assert claim(bus) == []
    assert bus.look(lambda store: store.campaigns.at_work(NOW)) == []
    assert len(bus.do(lambda s: s.outbox.claim(HERE, NOW + DAY, 64))) == 2


def test_a_stopped_campaign_says_nothing_more_and_forgets_whom_it_did_not_tell(
    bus: Database,
) -> None:
    id = campaign(bus)
    plan(bus, id)
    said, claimed = claim(bus, most=2)
    settle(bus, [said])
    bus.do(lambda store: store.campaigns.stop(id, NOW))
    assert verdict(bus, claimed) == "drop"
    assert claim(bus) == []
    assert not bus.do(lambda store: store.campaigns.finish(id, NOW))
    settle(bus, [claimed], error="dropped")
    assert bus.do(lambda store: store.campaigns.finish(id, NOW))
    assert progress(bus, id) == Progress(recipients=3, waiting=0, sent=1, failed=2)
    with bus.engine.connect() as connection:
        assert len(connection.execute(select(told)).all()) == 2
    with pytest.raises(Refused, match="abgebrochen"):
        bus.do(lambda store: store.campaigns.resume(id, NOW, NOW))


@pytest.mark.parametrize("claims", [0, 3])
def test_a_withdrawal_counts_from_then_on_also_for_what_is_claimed(
    bus: Database, claims: int
) -> None:
    id = campaign(bus)
    plan(bus, id)
    claimed = {post.address: post for post in claim(bus, most=claims)}

    bus.do(withdraw)
    assert {name for name, post in claimed.items() if verdict(bus, post) == "say"} == (
        {"bodo", "carla"} if claims else set()
    )
    assert {post.address for post in claim(bus)} == (set() if claims else {"bodo", "carla"})
    if claims:
        assert verdict(bus, claimed["anna"]) == "drop"


def withdraw(store: Store) -> None:
    anna = chat(store, "anna")
    store.consents.note(anna, frozenset({"contact"}), False, "1", NOW)
    store.campaigns.withdraw(anna.participant, NOW)


def test_a_withdrawal_while_a_slice_is_planned_is_seen_before_it_is_said(
    postgresql: Database, again: Callable[[Database], Database]
) -> None:
    """The slice has read the consent, and is written after that was withdrawn."""
    publish(postgresql, survey())
    contacts(postgresql, *PEOPLE)
    id, other = campaign(postgresql), again(postgresql)
    with paused(postgresql, "FROM ballots") as pause, beside() as start:
        planning = start(plan, postgresql, id)
        pause.reached()
        other.do(withdraw)
        pause.end()
        assert planning.result(PATIENCE) == 3
    verdicts = {post.address: verdict(postgresql, post) for post in claim(postgresql)}
    assert verdicts == {"anna": "drop", "bodo": "say", "carla": "say"}


def test_whoever_is_forgotten_is_gone_from_campaigns(bus: Database) -> None:
    id = campaign(bus)
    plan(bus, id)
    claimed = {post.address: post for post in claim(bus)}
    bus.do(lambda store: store.chats.forget(chat(store, "anna")))
    assert verdict(bus, claimed["anna"]) == "drop"
    with bus.engine.connect() as connection:
        assert len(connection.execute(select(told)).all()) == 2
    assert progress(bus, id).waiting == 2


def test_whoever_takes_part_meanwhile_is_not_invited_any_more(bus: Database) -> None:
    publish(bus, survey("train"))
    plan(bus, campaign(bus))
    plan(bus, campaign(bus, "train"))
    bus.do(lambda s: s.campaigns.answered(chat(s, "anna").participant, "bus", NOW))
    assert bus.look(lambda s: s.campaigns.waiting(NOW)) == 5
    anna = bus.do(lambda store: chat(store, "anna"))
    assert bus.look(lambda s: s.campaigns.invited(anna.participant)) == ["train"]


# The end of the survey.


@pytest.mark.parametrize("anonymity", ["unlinkable", "pseudonymous"])
def test_the_close_takes_back_what_waits_and_the_secret_takes_along_who_was_told(
    database: Database, anonymity: str
) -> None:
    publish(database, survey(anonymity=anonymity))
    contacts(database, *PEOPLE)
    id = campaign(database)
    plan(database, id)
    said, claimed = claim(database, most=2)
    settle(database, [said])
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert verdict(database, claimed) == "drop"
    assert claim(database) == []
    settle(database, [claimed], error="dropped")
    assert database.do(lambda store: store.campaigns.finish(id, NOW))
    database.do(lambda store: store.surveys.unlink(NOW + DAY))
    with database.engine.connect() as connection:
        assert connection.execute(select(told)).all() == []
        rows = connection.execute(select(outbox.c.campaign, outbox.c.chat)).all()
    assert [row for row in rows if row.campaign is not None] == []
    ended = progress(database, id)
    assert (ended.recipients, ended.waiting, ended.sent) == (3, 0, 1)
    assert database.look(lambda store: store.campaigns.get(id)).state == "stopped"


# Speed that does not depend on how many wait.


def test_planning_and_asking_need_the_same_few_statements_for_few_and_many(
    database: Database,
) -> None:
    publish(database, survey())
    contacts(database, *(f"person {number}" for number in range(40)))
    statements: list[str] = []
    event.listen(
        database.engine, "after_cursor_execute", lambda *c: statements.append(c[2].split()[0])
    )
    id = campaign(database)
    counts = []
    for most in (2, 30):
        statements.clear()
        database.do(lambda store, most=most: store.campaigns.plan(id, NOW, ANY, most))  # type: ignore[misc]
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 13


def test_a_ballot_and_the_close_do_not_wait_for_each_other(
    postgresql: Database, again: Callable[[Database], Database]
) -> None:
    other = again(postgresql)
    publish(postgresql, survey())
    anna = contacts(postgresql, "anna")["anna"]
    plan(postgresql, campaign(postgresql))

    def vote(store: Store) -> None:
        store.campaigns.answered(anna.participant, "bus", NOW)
        store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), anna.participant)

    with paused(postgresql, "UPDATE outbox") as pause, beside() as start:
        voting = start(postgresql.do, vote)
        pause.reached()
        closing = start(other.do, lambda store: store.surveys.close("bus", NOW))
        blocked(other, closing)
        pause.end()
        voting.result(PATIENCE)
        assert closing.result(PATIENCE)
    assert len(contents(postgresql)["ballots"]["bus"]) == 1


def test_what_is_pushed_to_one_person_waits_for_no_broadcast_in_its_line(bus: Database) -> None:
    plan(bus, campaign(bus))
    query = select(outbox.c.chat, outbox.c.platform, outbox.c.turn).order_by(outbox.c.turn)
    with bus.engine.connect() as connection:
        *_, last = invitations = connection.execute(query).all()
    assert last.turn > 1
    words = message("Sind Sie noch da?")
    bus.do(lambda store: store.outbox.push(last.chat, last.platform, words, NOW + SECOND))
    later = NOW + 2 * SECOND
    first = bus.do(lambda store: store.outbox.claim(HERE, later, 1))
    assert [(post.chat, post.message) for post in first] == [(last.chat, words)]
    settle(bus, first)
    assert {post.chat for post in claim(bus)} == {one.chat for one in invitations}
