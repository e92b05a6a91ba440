"""The sender: nothing lost, nothing overtaken, whatever the platform or the database does."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from adapters.adapter import Capabilities, Readdressed, Rejected, RetryLater, Unreachable
from bot.delivery import parts
from bot.delivery import sender as delivery
from bot.delivery.retry import ATTEMPTS
from dialogs.messages import Message
from storage.database import Database
from storage.moments import stamp
from storage.post import ALERT, REPLY
from storage.store import Store
from storage.tables import outbox
from tests.bot.memory import Memory, Watch, emptied, sending, until
from tests.databases import Server
from tests.storage.samples import HERE, NOW, chat, message
from tests.storage.threads import paused

HOUR = timedelta(hours=1)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that only spare the machine are short here."""
    monkeypatch.setattr(delivery, "AWAY", 0.02)
    monkeypatch.setattr(delivery, "STRAY", 0.1)
    monkeypatch.setattr(delivery, "IDLE", 0.05)


def post(database: Database, address: str, *texts: str, priority: int = REPLY) -> None:
    def work(store: Store) -> None:
        for text in texts:
            store.outbox.add(chat(store, address), message(text), NOW, priority)

    database.do(work)


def rows(database: Database) -> Sequence[Any]:
    with database.engine.connect() as connection:
        return connection.execute(select(outbox).order_by(outbox.c.id)).all()


def errors(database: Database) -> list[str | None]:
    return [row.error for row in rows(database)]


async def test_everything_is_said_once_and_in_order(database: Database, watch: Watch) -> None:
    platform = Memory(Capabilities(in_flight=5))
    for number in range(5):
        for who in range(30):
            post(database, f"person {who}", f"{who}/{number}")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert len(platform.tried) == 150
    for who in range(30):
        assert platform.to(f"person {who}") == [f"{who}/{number}" for number in range(5)]
    for row in rows(database):
        assert (row.delivered_as, row.body_sealed) == (f"name of {row.key}", None)
    assert {said.key for said in platform.said} == {row.key for row in rows(database)}


async def test_replies_go_before_alerts(database: Database, watch: Watch) -> None:
    platform = Memory(Capabilities(in_flight=1))
    for who in range(3):
        post(database, f"person {who}", f"alert {who}", priority=ALERT)
        post(database, f"person {who}", f"reply {who}")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert platform.texts == [f"{kind} {who}" for kind in ("reply", "alert") for who in range(3)]


async def test_no_more_than_so_many_are_in_flight(database: Database, watch: Watch) -> None:
    platform = Memory(Capabilities(in_flight=3))
    platform.open.clear()
    for who in range(20):
        post(database, f"person {who}", "Hallo")
    async with sending(database, platform, watch) as sender:
        await until(lambda: platform.flying == 3)
        platform.open.set()
        await emptied(database, sender)
    assert (platform.most, len(platform.said)) == (3, 20)


async def test_a_failure_is_tried_again_under_the_same_key(
    database: Database, watch: Watch
) -> None:
    platform = Memory()
    platform.fail("1", OSError("gone"), TimeoutError(), RetryLater(timedelta()), KeyError("?"))
    post(database, "anna", "1", "2")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch)
    assert platform.texts == ["1", "2"]
    assert [said.text for said in platform.tried] == ["1"] * 5 + ["2"]
    assert len({said.key for said in platform.tried if said.text == "1"}) == 1
    assert rows(database)[0].attempts == 5


async def test_a_network_that_was_away_for_long_counts_for_nothing(
    database: Database, watch: Watch
) -> None:
    """Only errors that nobody foresaw are counted until a post is given up."""
    platform = Memory()
    platform.fail("1", *[OSError("gone")] * ATTEMPTS, *[KeyError("?")] * (ATTEMPTS - 1))
    platform.fail("2", *[KeyError("?")] * ATTEMPTS)
    post(database, "anna", "1")
    post(database, "bodo", "2")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch, minutes=1)
    assert platform.texts == ["1"]
    assert errors(database) == [None, "KeyError"]


async def test_a_room_that_nobody_registered_is_followed_where_it_moves(
    database: Database, watch: Watch
) -> None:
    platform = Memory()
    platform.fail("Neue Umfrage", Readdressed("-1002"))
    public = replace(message("Neue Umfrage"), public=True)
    database.do(lambda store: store.outbox.add_public(HERE, "-1001", public, NOW))
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch)
    assert [said.address for said in platform.tried] == ["-1001", "-1002"]
    assert platform.to("-1002") == ["Neue Umfrage"]


async def test_a_platforms_name_for_a_message_may_be_anything(
    database: Database, watch: Watch
) -> None:
    class Strange(Memory):
        async def send(self, address: str, message: Message, key: str) -> str:
            return f"$\0{await super().send(address, message, key)}"

    platform = Strange()
    post(database, "anna", "1")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert rows(database)[0].delivered_as == f"$name of {platform.said[0].key}"


async def test_a_retry_waits_for_its_time(database: Database, watch: Watch) -> None:
    platform = Memory()
    platform.fail("1", OSError("gone"))
    post(database, "anna", "1")
    async with sending(database, platform, watch) as sender:
        await until(lambda: rows(database)[0].retry is not None)
        (row,) = rows(database)
        assert stamp(NOW) + 2000 <= row.retry <= stamp(NOW) + 3000
        post(database, "bodo", "other")
        sender.wake()
        await until(lambda: platform.texts == ["other"])
        assert len(platform.tried) == 2
        watch.pass_(seconds=3)
        sender.wake()
        await emptied(database, sender)
    assert platform.texts == ["other", "1"]


async def test_a_network_that_is_away_for_long_loses_nothing(
    database: Database, watch: Watch
) -> None:
    platform = Memory()
    platform.fail("1", *[ConnectionError("no route")] * (3 * ATTEMPTS))
    post(database, "anna", "1", "2")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch, minutes=10)
    assert platform.texts == ["1", "2"]
    assert rows(database)[0].attempts == 3 * ATTEMPTS + 1


async def test_an_error_that_nobody_foresaw_is_given_up_after_some_tries(
    database: Database, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    platform = Memory()
    platform.fail("1", *[ValueError("what anna said")] * (3 * ATTEMPTS))
    post(database, "anna", "1", "2")
    with caplog.at_level(logging.DEBUG):
        async with sending(database, platform, watch) as sender:
            await emptied(database, sender, watch, minutes=10)
    assert platform.texts == ["2"]
    assert len(platform.tried) == ATTEMPTS + 1
    assert errors(database) == ["ValueError", None]
    assert rows(database)[0].body_sealed is None
    assert "ValueError" in caplog.text
    assert "what anna said" not in caplog.text


class Odd(Exception):
    """Even asking what it says fails."""

    def __str__(self) -> str:
        raise RuntimeError("no words")

    __repr__ = __str__


WEIRD = {
    "without words": Odd(),
    "several at once": ExceptionGroup("some", [OSError(), ValueError()]),
    "a bug": AssertionError(),
    "an end": StopAsyncIteration(),
    "a wrong byte": UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    "no memory": MemoryError(),
}


@pytest.mark.parametrize("error", WEIRD.values(), ids=WEIRD)
async def test_whatever_a_library_raises_the_sender_goes_on(
    sqlite: Database, watch: Watch, error: Exception
) -> None:
    platform = Memory()
    platform.fail("1", error)
    post(sqlite, "anna", "1", "2")
    async with sending(sqlite, platform, watch) as sender:
        await emptied(sqlite, sender, watch)
    assert platform.texts == ["1", "2"]


async def test_a_send_that_a_library_cancels_is_tried_again(
    sqlite: Database, watch: Watch
) -> None:
    platform = Memory(Capabilities(in_flight=1))
    platform.fail("1", asyncio.CancelledError())
    post(sqlite, "anna", "1", "2")
    async with sending(sqlite, platform, watch) as sender, asyncio.timeout(1):
        await emptied(sqlite, sender, watch)
    assert platform.texts == ["1", "2"]


async def test_whoever_cannot_be_reached_holds_up_nobody(database: Database, watch: Watch) -> None:
    platform = Memory()
    platform.fail("1", Unreachable())
    post(database, "anna", "1", "2", "3")
    post(database, "bodo", "other")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert (platform.texts, len(platform.tried)) == (["other"], 2)
    assert errors(database) == ["Unreachable", "unreachable", "unreachable", None]


async def test_what_a_platform_never_takes_is_given_up_at_once(
    database: Database, watch: Watch
) -> None:
    platform = Memory()
    platform.fail("1", Rejected("too rude"))
    post(database, "anna", "1", "2")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert (platform.texts, len(platform.tried)) == (["2"], 2)
    assert errors(database) == ["Rejected", None]


async def test_a_platform_that_asks_to_wait_is_left_alone(
    database: Database, watch: Watch
) -> None:
    platform = Memory(Capabilities(in_flight=2))
    platform.fail("1", RetryLater(timedelta(seconds=0.2)))
    post(database, "anna", "1")
    async with sending(database, platform, watch) as sender:
        await until(lambda: len(platform.tried) == 1)
        for who in range(4):
            post(database, f"person {who}", "other")
        await emptied(database, sender, watch, seconds=0.01)
    asked, *others = platform.tried
    assert len(others) == 5
    assert all(said.at >= asked.at + 0.19 for said in others)


async def test_what_was_refused_for_a_moment_is_not_kept_waiting_for_longer(
    database: Database, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "IDLE", 3600.0)
    platform = Memory()
    platform.fail("1", RetryLater(timedelta(seconds=0.05)))
    post(database, "anna", "1")
    async with sending(database, platform, watch):
        await until(lambda: len(platform.tried) == 1)
        watch.pass_(seconds=0.05)
        await until(lambda: platform.texts == ["1"])


async def test_what_is_of_no_use_any_more_is_not_said(database: Database, watch: Watch) -> None:
    platform = Memory()
    platform.fail("1", *[OSError("gone")] * 100)
    post(database, "anna", "1", "2")
    with database.engine.begin() as connection:
        first = connection.execute(select(outbox.c.id).order_by(outbox.c.id).limit(1)).scalar_one()
        soon = update(outbox).where(outbox.c.id == first).values(expires=stamp(NOW + HOUR))
        connection.execute(soon)
    async with sending(database, platform, watch) as sender:
        # The clock must not be past the hour before it is tried at all.
        await until(lambda: bool(platform.tried))
        await emptied(database, sender, watch, minutes=7)
    assert platform.texts == ["2"]
    assert 2 <= len(platform.tried) < 20
    assert errors(database) == ["expired", None]


LONG = "Das ist der erste Absatz.\n\nDas ist ein zweiter.\n\nUnd das hier der letzte."
PARTS = LONG.split("\n\n")
NARROW = Capabilities(text=30)


async def test_a_long_text_is_said_in_parts_and_goes_on_where_it_stopped(
    database: Database, watch: Watch
) -> None:
    platform = Memory(NARROW)
    platform.fail(PARTS[1], OSError("gone"), OSError("gone"))
    post(database, "anna", LONG, "danach")
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch)
    first, second, third = PARTS
    assert platform.texts == [first, second, third, "danach"]
    tried = [said.text for said in platform.tried]
    assert tried == [first, second, second, second, third, "danach"]
    long, after = rows(database)
    keys = [said.key for said in platform.said]
    assert keys == [f"{long.key}.0", f"{long.key}.1", f"{long.key}.2", after.key]
    assert not platform.repeated


async def test_parts_that_were_said_before_a_restart_have_the_same_keys(
    database: Database, watch: Watch
) -> None:
    platform = Memory(NARROW)
    platform.fail(PARTS[1], OSError("gone"))
    post(database, "anna", LONG)
    async with sending(database, platform, watch):
        await until(lambda: rows(database)[0].retry is not None)
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch)
    assert platform.texts == PARTS
    assert [said.text for said in platform.repeated] == [PARTS[0]]


async def test_a_platform_that_never_answers_one_chat_answers_the_others(
    database: Database, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LAST_WORDS", 0.1)
    platform = Memory(Capabilities(in_flight=2))
    platform.hold("1")
    post(database, "anna", "1", "2")
    for who in range(20):
        post(database, f"person {who}", "other")
    async with sending(database, platform, watch):
        await until(lambda: len(platform.said) == 20)
        assert platform.to("anna") == []
    (key,) = {said.key for said in platform.tried if said.text == "1"}
    platform.hold("1").set()
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert platform.to("anna") == ["1", "2"]
    assert [said.key for said in platform.said if said.text == "1"] == [key]


async def test_a_send_that_never_ends_is_cut_off_and_tried_again_under_the_same_key(
    database: Database, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LONGEST", 0.05)
    platform = Memory(Capabilities(in_flight=1))
    post(database, "a", "stuck", "after")
    post(database, "b", "other")
    held = platform.hold("stuck")
    async with sending(database, platform, watch) as sender:
        await until(lambda: "other" in platform.texts)
        assert "after" not in platform.texts
        await until(
            lambda: sum(one.text == "stuck" for one in platform.tried) > 2,
            each=lambda: (watch.pass_(minutes=10), sender.wake()),
        )
        held.set()
        await emptied(database, sender, watch)
    assert platform.to("a") == ["stuck", "after"]
    assert len({one.key for one in platform.tried if one.text == "stuck"}) == 1


async def test_a_stop_lets_what_is_being_said_come_to_its_end(
    database: Database, watch: Watch
) -> None:
    platform = Memory(Capabilities(in_flight=2))
    held = platform.hold("1")
    post(database, "anna", "1", "2")
    async with sending(database, platform, watch):
        await until(lambda: platform.flying == 1)
        asyncio.get_running_loop().call_later(0.05, held.set)
    assert platform.texts == ["1"]
    assert [row.delivered_as for row in rows(database)] == [
        f"name of {platform.said[0].key}",
        None,
    ]
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert platform.texts == ["1", "2"]
    assert not platform.repeated


async def test_what_a_killed_process_had_claimed_is_said(database: Database, watch: Watch) -> None:
    for who in range(10):
        post(database, f"person {who}", "1", "2")
    claimed = database.do(lambda store: store.outbox.claim("console", NOW, 7))
    platform = Memory()
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender)
    assert len(platform.said) == 20
    assert {post.key for post in claimed} <= {said.key for said in platform.said}
    for who in range(10):
        assert platform.to(f"person {who}") == ["1", "2"]


async def test_a_troubled_platform_gets_everything_in_order(
    database: Database, watch: Watch
) -> None:
    dice = random.Random(7)
    platform = Memory(Capabilities(in_flight=4, text=30))
    texts = {}
    for who in range(12):
        texts[who] = [
            f"{who}/{number} {'x' * dice.choice((0, 40))}".strip() for number in range(4)
        ]
        post(database, f"person {who}", *texts[who])
        for text in texts[who]:
            for part in text.split():
                trouble = (OSError("gone"), RetryLater(timedelta()), TimeoutError(), None)
                platform.fail(part, *dice.choices(trouble, k=dice.randrange(4)))
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch)
    for who, all_ in texts.items():
        said = "".join(platform.to(f"person {who}"))
        assert said.replace(" ", "") == "".join(all_).replace(" ", "")
    assert platform.most <= 4


async def test_what_becomes_due_by_itself_is_found(
    database: Database, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "IDLE", 0.01)
    platform = Memory()
    database.do(lambda store: store.outbox.add(chat(store, "anna"), message("1"), NOW + HOUR))
    async with sending(database, platform, watch) as sender:
        post(database, "bodo", "other")
        await until(lambda: platform.texts == ["other"])
        watch.pass_(hours=1)
        await emptied(database, sender)
    assert platform.texts == ["other", "1"]


async def test_what_is_written_while_the_sender_claims_is_said_at_once(
    postgresql: Database,
    again: Callable[[Database], Database],
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "IDLE", 3600)
    platform, other = Memory(), again(postgresql)
    async with sending(postgresql, platform, watch) as sender:
        await until(lambda: bool(sender.room))
        with paused(postgresql, "ORDER BY outbox.turn") as pause:
            sender.wake()
            await asyncio.to_thread(pause.reached)
            await asyncio.to_thread(post, other, "anna", "1")
            sender.wake()
            pause.end()
            async with asyncio.timeout(2):
                await emptied(postgresql, sender)


async def test_a_chat_is_spoken_to_at_its_own_pace(sqlite: Database, watch: Watch) -> None:
    platform = Memory(Capabilities(chat_per_second=20, chat_burst=2))
    post(sqlite, "anna", *"12345")
    post(sqlite, "bodo", "other")
    async with sending(sqlite, platform, watch) as sender:
        await emptied(sqlite, sender)
    times = [said.at for said in platform.said if said.address == "anna"]
    assert all(later - times[0] >= 0.05 * (n - 1) - 0.01 for n, later in enumerate(times))
    assert platform.texts.index("other") < 3


async def test_a_platform_is_spoken_to_at_its_pace(sqlite: Database, watch: Watch) -> None:
    platform = Memory(Capabilities(per_second=40, burst=3))
    for who in range(10):
        post(sqlite, f"person {who}", "Hallo")
    async with sending(sqlite, platform, watch) as sender:
        await emptied(sqlite, sender)
    times = [said.at for said in platform.said]
    assert len(times) == 10
    assert all(later - times[0] >= 0.025 * (n - 2) - 0.01 for n, later in enumerate(times))


async def test_only_one_process_sends(
    postgresql: Database, again: Callable[[Database], Database], watch: Watch
) -> None:
    other = again(postgresql)
    first, second = Memory(), Memory()
    async with sending(other, second, watch) as waits:
        async with sending(postgresql, first, watch) as sender:
            leads = [s for s in (waits, sender) if s.room]
            await until(lambda: bool(waits.room or sender.room))
            leads = [s for s in (waits, sender) if s.room]
            assert len(leads) == 1
            post(postgresql, "anna", "1")
            waits.wake()
            sender.wake()
            await emptied(postgresql, sender)
            assert not (waits.room and sender.room)
        await until(lambda: bool(waits.room))
        post(postgresql, "anna", "2")
        waits.wake()
        await emptied(postgresql, waits)
    assert sorted(first.texts + second.texts) == ["1", "2"]


async def test_whoever_loses_the_lock_leaves_the_rest_to_the_other(
    postgresql: Database,
    again: Callable[[Database], Database],
    server: Server,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "GRACE", 0.3)
    other = again(postgresql)
    first, second = Memory(), Memory()
    async with sending(postgresql, first, watch) as mine:
        await until(lambda: bool(mine.room))
        async with sending(other, second, watch) as yours:
            await asyncio.sleep(0)
            server.admin(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
            )
            for who in range(30):
                post(postgresql, f"person {who}", "1", "2")
            mine.wake()
            await until(
                lambda: bool(yours.room) or len(first.said) == 60,
                each=lambda: watch.pass_(seconds=1),
            )
            yours.wake()
            await emptied(postgresql, yours, watch)
            assert not (mine.room and yours.room)
    said = sorted((*first.said, *second.said), key=lambda said: said.at)
    once = {post.key: post for post in said}
    assert len(once) == 60
    assert len(said) - len(once) <= first.can.in_flight, "what was being said just then"
    for who in range(30):
        heard = [post.text for post in once.values() if post.address == f"person {who}"]
        assert heard == ["1", "2"]


async def test_a_server_that_goes_away_in_the_middle_loses_nothing(
    postgresql: Database, server: Server, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    platform = Memory(Capabilities(in_flight=3))
    name = postgresql.engine.url.database
    for who in range(10):
        post(postgresql, f"person {who}", "1", "2")
    held = platform.hold("1")
    async with sending(postgresql, platform, watch) as sender:
        await until(lambda: platform.flying == 3)
        server.admin(
            f"alter database {name} with allow_connections false",
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
        )
        held.set()
        # Whichever the sender needs first: the database, or the lock that went with it.
        await until(lambda: "is away" in caplog.text or "is lost" in caplog.text)
        said = len(platform.said)
        server.admin(f"alter database {name} with allow_connections true")
        await emptied(postgresql, sender)
        assert 0 < said < 20
    for who in range(10):
        assert platform.to(f"person {who}") == ["1", "2"]
    assert not platform.repeated, "nobody else was the sender meanwhile"


async def test_a_file_that_is_locked_in_the_middle_loses_nothing(
    sqlite: Database, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    def hurry(dbapi: Any, _: object) -> None:
        dbapi.execute("pragma busy_timeout=10")

    sqlite.engine.dispose()
    event.listen(sqlite.engine, "connect", hurry)
    platform = Memory(Capabilities(in_flight=3))
    for who in range(10):
        post(sqlite, f"person {who}", "1", "2")
    held = platform.hold("1")
    async with sending(sqlite, platform, watch) as sender:
        await until(lambda: platform.flying == 3)
        other = sqlite3.connect(str(sqlite.engine.url.database), isolation_level=None)
        other.execute("begin immediate")
        held.set()
        await until(lambda: "the database is away" in caplog.text)
        other.execute("rollback")
        other.close()
        await emptied(sqlite, sender)
    for who in range(10):
        assert platform.to(f"person {who}") == ["1", "2"]
    assert not platform.repeated


async def test_a_claim_whose_commit_was_not_heard_of_is_made_again(
    database: Database, watch: Watch
) -> None:
    """The server commits, and the connection breaks before it can say so."""
    platform = Memory()

    def breaks(connection: Any) -> None:
        event.remove(database.engine, "commit", breaks)
        connection.exec_driver_sql("commit")
        raise OperationalError("commit", None, OSError("connection reset"))

    async with sending(database, platform, watch) as sender:
        await until(lambda: bool(sender.room))
        post(database, "anna", "1")
        event.listen(database.engine, "commit", breaks)
        sender.wake()
        async with asyncio.timeout(2):
            await emptied(database, sender, watch, minutes=10)
    assert platform.texts == ["1"]
