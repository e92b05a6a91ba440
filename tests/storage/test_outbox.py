"""The outbox: nothing lost, nothing overtaken, nothing kept longer than it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event, select, update

from dialogs.markup import words
from storage.database import Database
from storage.moments import stamp
from storage.post import ALERT, PRIORITIES, REPLY, USEFUL, Post
from storage.settling import Settled
from storage.store import Store
from storage.tables import chats, outbox
from tests.databases import Make
from tests.storage.samples import HERE, NOW, chat, message

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LATER = NOW + HOUR


def post(
    database: Database,
    address: str,
    *texts: str,
    due: datetime = NOW,
    priority: int = REPLY,
    platform: str = HERE,
) -> None:
    def work(store: Store) -> None:
        for text in texts:
            store.outbox.add(chat(store, address, platform), message(text), due, priority)

    database.do(work)


def claim(
    database: Database, now: datetime = NOW, most: int = 100, platform: str = HERE
) -> list[Post]:
    return database.do(lambda store: store.outbox.claim(platform, now, most))


def settle(database: Database, *settled: Settled, now: datetime = NOW) -> None:
    database.do(lambda store: store.outbox.settle(settled, now))


def deliver(database: Database, posts: Iterable[Post]) -> None:
    settle(database, *(Settled(post.id, delivered_as="there") for post in posts))


def texts(posts: Iterable[Post]) -> list[str]:
    return [words(post.message.text) for post in posts]


def rows(database: Database) -> Sequence[Any]:
    with database.engine.connect() as connection:
        return connection.execute(select(outbox).order_by(outbox.c.id)).all()


def test_a_post_is_claimed_with_all_that_it_takes_to_send_it(database: Database) -> None:
    post(database, "anna", "Hallo")
    (claimed,) = claim(database)
    assert (claimed.address, claimed.platform) == ("anna", HERE)
    assert (claimed.message, claimed.attempts) == (message("Hallo"), 1)
    assert claimed.expires == stamp(NOW + USEFUL)
    assert claim(database, LATER) == []


def test_a_chat_hears_in_order_one_at_a_time(database: Database) -> None:
    post(database, "anna", "1", "2", "3")
    told = []
    while posts := claim(database):
        assert len(posts) == 1
        told += texts(posts)
        deliver(database, posts)
    assert told == ["1", "2", "3"]


def test_the_order_holds_whatever_the_times(database: Database) -> None:
    post(database, "anna", "written first", due=NOW)
    post(database, "anna", "written last", due=NOW - HOUR)
    assert texts(claim(database)) == ["written first"]


def test_many_chats_go_side_by_side_the_oldest_first(database: Database) -> None:
    for number in (2, 0, 1):
        post(database, f"person {number}", str(number), due=NOW + number * SECOND)
    assert texts(claim(database, LATER, most=2)) == ["0", "1"]
    assert texts(claim(database, LATER, most=2)) == ["2"]


def test_replies_go_before_alerts(database: Database) -> None:
    post(database, "anna", "alert", due=NOW - HOUR, priority=ALERT)
    post(database, "bodo", "reply")
    assert texts(claim(database, most=1)) == ["reply"]
    assert texts(claim(database, most=1)) == ["alert"]


def test_a_reply_overtakes_an_older_alert_to_the_same_chat(database: Database) -> None:
    post(database, "anna", "alert", due=NOW - HOUR, priority=ALERT)
    post(database, "anna", "reply")
    first = claim(database)
    assert texts(first) == ["reply"]
    assert claim(database) == []
    deliver(database, first)
    assert texts(claim(database)) == ["alert"]


def test_a_chat_with_an_alert_in_flight_waits_with_its_reply(database: Database) -> None:
    post(database, "anna", "alert", priority=ALERT)
    flying = claim(database)
    post(database, "anna", "reply")
    assert claim(database) == []
    deliver(database, flying)
    assert texts(claim(database)) == ["reply"]


def test_what_is_due_later_waits_and_holds_up_nothing(database: Database) -> None:
    post(database, "anna", "tomorrow", due=NOW + 24 * HOUR)
    post(database, "anna", "now")
    assert texts(claim(database)) == ["now"]
    deliver(database, claim(database, LATER))
    assert claim(database, NOW + 24 * HOUR - SECOND) == []
    settle(database, Settled(rows(database)[1].id, delivered_as="there"))
    assert texts(claim(database, NOW + 24 * HOUR)) == ["tomorrow"]


def test_platforms_have_nothing_to_do_with_each_other(database: Database) -> None:
    post(database, "anna", "here")
    post(database, "anna", "there", platform="matrix")
    assert texts(claim(database)) == ["here"]
    assert texts(claim(database, platform="matrix")) == ["there"]


def test_a_retry_waits_and_keeps_its_place_and_its_key(database: Database) -> None:
    post(database, "anna", "1", "2")
    (first,) = claim(database)
    settle(database, Settled(first.id, error="OSError", retry=NOW + 10 * SECOND))
    assert claim(database, NOW + 9 * SECOND) == []
    (again,) = claim(database, NOW + 10 * SECOND)
    assert texts([again]) == ["1"]
    assert (again.key, again.attempts) == (first.key, 2)
    deliver(database, [again])
    assert texts(claim(database, NOW + 10 * SECOND)) == ["2"]


def test_a_retry_holds_up_neither_other_chats_nor_the_other_priority(database: Database) -> None:
    post(database, "anna", "reply")
    (reply,) = claim(database)
    settle(database, Settled(reply.id, retry=LATER))
    post(database, "anna", "alert", priority=ALERT)
    post(database, "bodo", "other")
    assert sorted(texts(claim(database))) == ["alert", "other"]


def test_every_post_has_a_key_of_its_own(database: Database) -> None:
    for round in range(2):
        for number in range(100):
            post(database, f"person {number}", f"{round}")
    keys = [row.key for row in rows(database)]
    assert len(set(keys)) == len(keys) == 200
    settled = claim(database)
    deliver(database, settled)
    database.do(lambda store: store.outbox.purge(LATER, 1000))
    post(database, "anna", "new")
    assert rows(database)[-1].key not in keys


def test_numbers_are_never_given_twice(database: Database) -> None:
    """Or a note that comes late would settle somebody else's post."""
    post(database, "anna", "old")
    (old,) = claim(database)
    deliver(database, [old])
    database.do(lambda store: store.outbox.purge(LATER, 1000))
    assert not rows(database)
    post(database, "bodo", "new")
    settle(database, Settled(old.id, error="late"))
    assert texts(claim(database)) == ["new"]


ENDS = {
    "delivered": Settled(0, delivered_as="there"),
    "given up": Settled(0, error="Rejected"),
    "expired": Settled(0, error="expired"),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_what_is_settled_is_wiped_and_the_next_goes_on(database: Database, end: Settled) -> None:
    post(database, "anna", "1", "2")
    (first,) = claim(database)
    settle(database, Settled(first.id, end.delivered_as, end.error), now=LATER)
    row = rows(database)[0]
    assert (row.body_sealed, row.due, row.retry, row.claimed) == (None, None, None, None)
    assert (row.delivered_as or "", row.error or "") == (end.delivered_as, end.error)
    assert row.settled == stamp(LATER)
    assert texts(claim(database)) == ["2"]


def test_an_errors_long_words_are_cut(database: Database) -> None:
    post(database, "anna", "1", "2")
    (first,) = claim(database)
    settle(database, Settled(first.id, error="x" * 500, retry=NOW))
    assert len(rows(database)[0].error) == 200
    claim(database)
    settle(database, Settled(first.id, error="x" * 500))
    assert len(rows(database)[0].error) == 200


def test_a_platforms_long_name_for_a_message_is_cut(database: Database) -> None:
    post(database, "anna", "1")
    (first,) = claim(database)
    settle(database, Settled(first.id, delivered_as="$" * 300))
    assert rows(database)[0].delivered_as == "$" * 255


def test_a_chat_that_cannot_be_reached_is_left_alone(database: Database) -> None:
    post(database, "anna", "1", "2", "3")
    post(database, "anna", "far off", due=LATER, priority=ALERT)
    post(database, "bodo", "other")
    first = next(post for post in claim(database) if post.address == "anna")
    settle(database, Settled(first.id, error="Unreachable", unreachable=first.chat))
    assert claim(database, LATER) == []
    for row in rows(database):
        if row.chat == first.chat:
            assert (row.body_sealed, row.due, row.claimed) == (None, None, None)
            assert row.error in ("Unreachable", "unreachable")
    assert gone(database) == {"anna": True, "bodo": False}


def test_whoever_writes_again_is_reachable_again(database: Database) -> None:
    post(database, "anna", "1")
    (first,) = claim(database)
    settle(database, Settled(first.id, error="Unreachable", unreachable=first.chat))

    def write(store: Store) -> None:
        who = chat(store, "anna")
        store.chats.keep(who, who.session, NOW)
        store.outbox.add(who, message("Schön!"), NOW)

    database.do(write)
    assert gone(database) == {"anna": False}
    assert texts(claim(database)) == ["Schön!"]


def gone(database: Database) -> dict[str, bool]:
    with database.engine.connect() as connection:
        return {
            database.keys.unseal(row.address_sealed, b"address" + row.address_hash).decode(): (
                row.gone
            )
            for row in connection.execute(select(chats))
        }


def test_what_a_dead_process_had_claimed_is_freed_for_the_next(database: Database) -> None:
    post(database, "anna", "1", "2")
    post(database, "bodo", "waits", due=LATER)
    post(database, "carla", "elsewhere", platform="matrix")
    (claimed,) = claim(database)
    elsewhere = claim(database, platform="matrix")
    before = rows(database)
    database.do(lambda store: store.outbox.free(HERE))
    (again,) = claim(database)
    assert (again.id, again.key, again.attempts) == (claimed.id, claimed.key, 2)
    assert claim(database, platform="matrix") == []
    others = [[row for row in found if row.id != again.id] for found in (rows(database), before)]
    assert others[0] == others[1]
    deliver(database, elsewhere)


def test_freeing_touches_only_what_is_claimed(database: Database) -> None:
    """However much waits: with it go thousands of rows to be written at each start."""
    for number in range(20):
        post(database, f"person {number}", "waits")
    claim(database, most=3)
    changed = []

    def count(*context: Any) -> None:
        if context[2].startswith("UPDATE outbox"):
            changed.append(context[1].rowcount)

    event.listen(database.engine, "after_cursor_execute", count)
    database.do(lambda store: store.outbox.free(HERE))
    event.remove(database.engine, "after_cursor_execute", count)
    assert changed == [3]


def test_a_claim_that_nobody_holds_is_freed_when_it_is_old(database: Database) -> None:
    for name in ("anna", "bodo", "carla", "dora"):
        post(database, name, name)
    held, stray = claim(database, NOW, most=2)
    (young,) = claim(database, NOW + 20 * SECOND, most=1)
    elsewhere = claim(database, LATER + HOUR, most=1)

    def free(now: datetime) -> int:
        holds = frozenset({held.id})
        return database.do(lambda store: store.outbox.free_strays(HERE, holds, now, 30 * SECOND))

    deliver(database, elsewhere)
    assert free(NOW + 30 * SECOND) == 0
    assert free(NOW + 31 * SECOND) == 1
    assert [again.key for again in claim(database, NOW + 31 * SECOND)] == [stray.key]
    assert free(NOW + 40 * SECOND) == 0
    assert free(NOW + 51 * SECOND) == 1
    assert [again.key for again in claim(database, NOW + 51 * SECOND)] == [young.key]


def test_a_claim_from_the_future_is_freed_after_the_clock_was_put_back(
    database: Database,
) -> None:
    post(database, "anna", "1")
    claim(database, LATER)
    assert claim(database, NOW) == []

    def free(store: Store) -> int:
        return store.outbox.free_strays(HERE, frozenset(), NOW, 30 * SECOND)

    assert database.do(free) == 1
    assert texts(claim(database, NOW)) == ["1"]


def test_a_reply_can_be_claimed_as_it_is_written(database: Database) -> None:
    def write(store: Store) -> list[Post]:
        who = chat(store, "anna")
        assert not who.awaits
        store.outbox.add_claimed(who, "anna", message("1"), NOW)
        store.outbox.add(chat(store, "bodo"), message("other"), NOW)
        return store.flush()

    (taken,) = database.do(write)
    assert (taken.address, texts([taken]), taken.attempts) == ("anna", ["1"], 1)
    post(database, "anna", "2")
    assert texts(claim(database)) == ["other"]
    database.do(lambda store: store.outbox.free(HERE))
    again = claim(database)
    assert [(post.id, post.key, post.attempts) for post in again if post.address == "anna"] == [
        (taken.id, taken.key, 2)
    ]
    deliver(database, [taken, *again])
    assert texts(claim(database)) == ["2"]


@pytest.mark.parametrize("state", ["waiting", "claimed", "postponed", "far off"])
def test_a_chat_knows_that_it_awaits_something(database: Database, state: str) -> None:
    post(database, "anna", "1", due=LATER if state == "far off" else NOW)
    if state in ("claimed", "postponed"):
        (first,) = claim(database)
        if state == "postponed":
            settle(database, Settled(first.id, retry=LATER))
    assert database.look(lambda store: chat(store, "anna")).awaits
    deliver(database, claim(database, LATER))
    settle(database, Settled(rows(database)[0].id, error="given up"))
    assert not database.look(lambda store: chat(store, "anna")).awaits


def test_a_chat_awaits_a_reply_that_an_alert_has_overtaken(database: Database) -> None:
    post(database, "anna", "reply")
    (reply,) = claim(database)
    settle(database, Settled(reply.id, error="RetryLater", retry=LATER))
    post(database, "anna", "alert", priority=ALERT)
    assert texts(claim(database)) == ["alert"]
    # The alert may be said already and not noted; the reply is not.
    assert database.look(lambda store: chat(store, "anna")).awaits == reply.id


def test_a_last_word_reaches_somebody_who_is_forgotten(database: Database) -> None:
    post(database, "anna", "never said")

    def forget(store: Store) -> None:
        who = chat(store, "anna")
        store.chats.forget(who)
        store.outbox.add_last_word(who, "anna", message("Alles Gute!"), NOW)

    database.do(forget)
    (last,) = claim(database)
    assert (last.address, last.chat, texts([last])) == ("anna", None, ["Alles Gute!"])
    (row,) = rows(database)
    settle(database, Settled(last.id, retry=NOW))
    (again,) = claim(database)
    assert (again.key, again.address) == (last.key, "anna")
    deliver(database, [again])
    (row,) = rows(database)
    assert (row.body_sealed, row.address_sealed, row.chat) == (None, None, None)


def test_what_is_public_reaches_a_room_that_is_nobodys_chat(database: Database) -> None:
    public = replace(message("Neue Umfrage"), public=True)
    database.do(lambda store: store.outbox.add_public(HERE, "!room", public, NOW))
    post(database, "anna", "an answer")
    reply, told = claim(database)
    assert texts([reply]) == ["an answer"]
    assert (told.address, told.chat, told.priority) == ("!room", None, ALERT)
    assert told.message == public
    settle(database, Settled(told.id, error="Unreachable", unreachable=told.chat))
    row = next(row for row in rows(database) if row.chat is None)
    assert (row.body_sealed, row.address_sealed, row.error) == (None, None, "Unreachable")


def test_a_ballots_question_is_not_public(database: Database) -> None:
    with pytest.raises(AssertionError):
        database.do(
            lambda store: store.outbox.add_public(HERE, "!room", message("Ja oder nein?"), NOW)
        )


def test_last_words_do_not_wait_for_each_other(database: Database) -> None:
    def forget(store: Store) -> None:
        for name in ("anna", "bodo"):
            who = chat(store, name)
            store.chats.forget(who)
            store.outbox.add_last_word(who, name, message(f"Alles Gute, {name}!"), NOW)

    database.do(forget)
    assert texts(claim(database)) == ["Alles Gute, anna!", "Alles Gute, bodo!"]


def test_noting_what_became_of_a_forgotten_chats_post_is_harmless(database: Database) -> None:
    post(database, "anna", "1")
    (first,) = claim(database)
    database.do(lambda store: store.chats.forget(chat(store, "anna")))
    settle(database, Settled(first.id, error="Unreachable", unreachable=first.chat))
    settle(database, Settled(first.id, retry=NOW))
    assert not rows(database)


def test_a_post_tells_when_it_is_of_no_use_any_more(database: Database) -> None:
    post(database, "anna", "in an hour it begins", priority=ALERT)
    with database.engine.begin() as connection:
        connection.execute(update(outbox).values(expires=stamp(LATER)))
    assert claim(database)[0].expires == stamp(LATER)


def test_settled_posts_are_forgotten_in_slices(database: Database) -> None:
    for number in range(5):
        post(database, f"person {number}", "settled")
    deliver(database, claim(database))
    post(database, "anna", "waits")

    def purge(before: datetime, most: int) -> int:
        return database.do(lambda store: store.outbox.purge(before, most))

    assert purge(NOW, 2) == 0
    assert [purge(LATER, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert texts(claim(database)) == ["waits"]
    assert database.look(lambda store: store.outbox.waiting()) == 1


def test_a_post_that_cannot_be_opened_blocks_nobody(database: Database) -> None:
    post(database, "anna", "broken", "2")
    post(database, "bodo", "other")
    with database.engine.begin() as connection:
        first = connection.execute(select(outbox.c.id).order_by(outbox.c.id).limit(1)).scalar_one()
        broken = update(outbox).where(outbox.c.id == first).values(body_sealed=b"broken")
        connection.execute(broken)
    told = texts(claim(database))
    told += texts(claim(database))
    assert sorted(told) == ["2", "other"]
    assert (rows(database)[0].error, rows(database)[0].due) == ("unreadable", None)


# Anything that can happen, in any order.

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(0, 3), st.sampled_from(PRIORITIES)),
        st.tuples(st.just("claim"), st.integers(1, 4), st.none()),
        st.tuples(st.sampled_from(["deliver", "postpone", "give up"]), st.integers(0, 9)),
        st.tuples(st.sampled_from(["die", "wait"])),
    ),
    min_size=10,
    max_size=50,
)


@settings(max_examples=15, phases=[Phase.generate])  # shrinking takes minutes here
@given(steps=STEPS)
def walk(database: Database, steps: list[tuple[Any, ...]]) -> None:
    """Whatever happens: one in flight a chat, in order, and in the end each is settled once."""
    platform = f"walk-{len(rows(database))}"
    now, number = NOW, 0
    flying: list[Post] = []
    settled: list[tuple[str, str]] = []
    keys: dict[str, str] = {}

    def end(post: Post) -> None:
        flying.remove(post)
        settled.append((post.address, texts([post])[0]))

    def take(most: int) -> None:
        for post in claim(database, now, most, platform):
            assert post.address not in [other.address for other in flying]
            assert keys.setdefault(texts([post])[0], post.key) == post.key
            flying.append(post)

    for step in steps:
        chosen = flying[step[1] % len(flying)] if flying and len(step) == 2 else None
        match step:
            case ("post", who, priority):
                number += 1
                text = f"{priority}/{number:03}"
                post(database, f"{who}", text, due=now, priority=priority, platform=platform)
            case ("claim", most, _):
                take(most)
            case ("deliver", _) if chosen:
                settle(database, Settled(chosen.id, delivered_as="x"), now=now)
                end(chosen)
            case ("give up", _) if chosen:
                settle(database, Settled(chosen.id, error="x"), now=now)
                end(chosen)
            case ("postpone", _) if chosen:
                settle(database, Settled(chosen.id, retry=now + 5 * SECOND), now=now)
                flying.remove(chosen)
            case ("die",):
                database.do(lambda store: store.outbox.free(platform))
                flying.clear()
            case ("wait",):
                now += 2 * SECOND
    now += HOUR
    while flying or len(settled) < number:
        take(100)
        assert flying, "something is left that nobody can claim"
        for each in flying:
            settle(database, Settled(each.id, delivered_as="x"), now=now)
            end(each)
    for who in {who for who, _ in settled}:
        for priority in PRIORITIES:
            mine = [text for name, text in settled if name == who and text[0] == str(priority)]
            assert mine == sorted(set(mine)), "in order, and each once"
    assert len(settled) == number


def test_any_story_comes_to_its_end(databases: Make) -> None:
    walk(databases())


# The plan of the one query that runs all the time.

WAITING = 20_000


def plan(database: Database) -> str:
    """How the database goes about finding what to claim next."""
    asked: list[tuple[str, Any]] = []

    def listen(*context: Any) -> None:
        asked.append((context[2], context[3]))

    event.listen(database.engine, "before_cursor_execute", listen)
    claim(database, LATER, most=1)
    event.remove(database.engine, "before_cursor_execute", listen)
    statement, values = next(one for one in asked if "SELECT" in one[0])
    explain = "explain query plan" if database.is_sqlite else "explain"
    with database.engine.connect() as connection:
        told = connection.exec_driver_sql(f"{explain} {statement}", values).all()
    return "\n".join(" ".join(map(str, row)) for row in told)


def fill(database: Database, retry: datetime | None = None) -> None:
    def work(store: Store) -> None:
        people = [chat(store, f"person {number}") for number in range(200)]
        for number in range(WAITING):
            due = NOW + timedelta(milliseconds=number)
            store.outbox.add(people[number % 200], message("Hallo"), due, number % 2)

    database.do(work)
    with database.engine.begin() as connection:
        if retry:
            connection.execute(update(outbox).values(retry=stamp(retry)))
        if not database.is_sqlite:
            connection.exec_driver_sql("analyze")


def test_sqlite_finds_the_next_post_by_the_indexes(sqlite: Database) -> None:
    fill(sqlite)
    told = plan(sqlite)
    assert "SEARCH outbox USING INDEX outbox_waiting (platform=? AND priority=?)" in told
    assert "INDEX outbox_open (chat=?" in told
    assert "SCAN" not in told
    assert "TEMP B-TREE" not in told


def test_postgresql_finds_the_next_post_by_the_indexes(postgresql: Database) -> None:
    fill(postgresql)
    told = plan(postgresql)
    assert "outbox_waiting" in told
    assert "outbox_open" in told
    assert "Seq Scan on outbox" not in told
    assert "Sort" not in told
