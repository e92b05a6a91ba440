"""The right to send: one process at a time has it, and it goes with the process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event, text

from storage.database import Database
from storage.lock import SenderLock
from tests.databases import Server

Locks = Callable[..., SenderLock]


@pytest.fixture
def locks() -> Iterator[Locks]:
    """Makes locks, and lets them go at the end."""
    made: list[SenderLock] = []

    def make(database: Database, name: str = "telegram") -> SenderLock:
        made.append(SenderLock(database, name))
        return made[-1]

    yield make
    for lock in made:
        lock.release()


async def test_one_process_at_a_time(
    postgresql: Database, again: Callable[[Database], Database], locks: Locks
) -> None:
    mine, yours = locks(postgresql), locks(again(postgresql))
    assert await mine.take()
    assert await mine.take(), "still"
    assert not await yours.take()
    mine.release()
    assert await yours.take()
    assert not await mine.take()


async def test_platforms_have_each_their_own(postgresql: Database, locks: Locks) -> None:
    assert await locks(postgresql, "telegram").take()
    assert await locks(postgresql, "matrix").take()


async def test_a_lock_that_is_no_longer_wanted_while_it_is_taken_is_let_go(
    postgresql: Database, locks: Locks
) -> None:
    """A stop in the middle of asking left the connection behind, and with it the lock."""
    asked, goes_on = threading.Event(), threading.Event()

    @event.listens_for(postgresql.engine, "do_connect")
    def wait(*_: object) -> None:
        asked.set()
        goes_on.wait()

    postgresql.engine.dispose()
    lock = locks(postgresql)
    taking = asyncio.create_task(lock.take())
    await asyncio.to_thread(asked.wait)
    taking.cancel()
    goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await taking
    lock.release()
    assert postgresql.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert await locks(postgresql).take()


async def test_releasing_twice_is_harmless(postgresql: Database, locks: Locks) -> None:
    lock = locks(postgresql)
    lock.release()
    await lock.take()
    lock.release()
    lock.release()
    assert await lock.take()


async def test_whoever_loses_the_connection_loses_the_lock_and_notices(
    postgresql: Database,
    again: Callable[[Database], Database],
    locks: Locks,
    server: Server,
) -> None:
    mine, yours = locks(postgresql), locks(again(postgresql))
    assert await mine.take()
    server.admin(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'",
    )
    while not await yours.take():
        pass
    assert not await mine.take()
    assert not await mine.take()
    yours.release()
    assert await mine.take()


async def test_a_lock_holds_through_other_transactions(
    postgresql: Database, again: Callable[[Database], Database], locks: Locks
) -> None:
    mine = locks(postgresql)
    assert await mine.take()
    for _ in range(10):
        await postgresql.run(lambda store: store.outbox.waiting())
    assert not await locks(again(postgresql)).take()


async def test_a_database_that_is_away_gives_no_lock(
    postgresql: Database, locks: Locks, server: Server
) -> None:
    lock = locks(postgresql)
    name = postgresql.engine.url.database
    server.admin(f"alter database {name} with allow_connections false")
    try:
        postgresql.engine.dispose()
        assert not await lock.take()
    finally:
        server.admin(f"alter database {name} with allow_connections true")
    assert await lock.take()


async def test_on_sqlite_the_one_process_always_has_it(sqlite: Database, locks: Locks) -> None:
    assert await locks(sqlite).take()
    assert await locks(sqlite).take()


async def test_nobody_sees_a_transaction_left_open(postgresql: Database, locks: Locks) -> None:
    """It would keep the server from tidying up for as long as the bot runs."""
    lock = locks(postgresql)
    await lock.take()
    await lock.take()
    query = text("select count(*) from pg_stat_activity where state = 'idle in transaction'")
    with postgresql.engine.connect() as connection:
        assert connection.execute(query).scalar_one() == 0
