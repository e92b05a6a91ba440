"""Transactions: whole or not at all, and told apart when the database is away."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from storage.database import Database, StorageAway
from storage.moments import dated, day, moment, stamp
from storage.store import Store
from tests.databases import Server, address
from tests.storage.contents import contents
from tests.storage.samples import chat

CLASH = "insert into meta values ('key', 'twice')"


def come(store: Store) -> str:
    return chat(store, "anna").participant


def execute(store: Store, sql: str) -> Any:
    """SQL of a test's own in the same transaction."""
    return store.outbox._connection.execute(text(sql))


async def test_what_returns_is_committed(database: Database) -> None:
    participant = await database.run(come)
    assert database.look(come) == participant


async def test_what_raises_is_rolled_back(database: Database) -> None:
    def work(store: Store) -> None:
        come(store)
        raise LookupError("no")

    before = contents(database)
    with pytest.raises(LookupError):
        await database.run(work)
    assert contents(database) == before


async def test_what_only_reads_writes_nothing(database: Database) -> None:
    before = contents(database)
    await database.read(come)
    assert contents(database) == before


async def test_reading_goes_on_beside_a_long_transaction(database: Database) -> None:
    running = asyncio.Event()
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def work(store: Store) -> None:
        come(store)
        loop.call_soon_threadsafe(running.set)
        asyncio.run_coroutine_threadsafe(done.wait(), loop).result(20)

    writing = asyncio.create_task(database.run(work))
    await running.wait()
    assert await database.read(lambda store: store.outbox.waiting()) == 0
    done.set()
    await writing


def test_work_runs_again_after_a_clash_with_another_process(database: Database) -> None:
    tries = []

    def work(store: Store) -> int:
        tries.append(store)
        if len(tries) == 1:
            chat(store, "half done")
            execute(store, CLASH)
        return int(execute(store, "select count(*) from chats").scalar_one())

    assert database.do(work) == 0
    assert len(tries) == 2


def test_work_that_always_clashes_raises(database: Database) -> None:
    def work(store: Store) -> None:
        execute(store, CLASH)

    with pytest.raises(IntegrityError):
        database.do(work)


def test_wrong_sql_is_a_bug_and_not_a_database_that_is_away(postgresql: Database) -> None:
    with pytest.raises(ProgrammingError):
        postgresql.do(
            lambda store: store.outbox._connection.execute(text("select 1 from nowhere"))
        )


def test_errors_do_not_name_what_was_to_be_stored(database: Database) -> None:
    query = text("insert into meta values (:name, :value)")
    with pytest.raises(DBAPIError) as caught, database.engine.begin() as connection:
        connection.execute(query, {"name": "key", "value": "what somebody said"})
    assert "what somebody said" not in str(caught.value)


def test_a_server_that_is_away_is_told_and_found_again(
    postgresql: Database, server: Server
) -> None:
    postgresql.do(come)
    name = postgresql.engine.url.database
    server.admin(
        f"alter database {name} with allow_connections false",
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
    )
    for _ in range(2):
        for work in (postgresql.do, postgresql.look):
            with pytest.raises(StorageAway):
                work(come)
    server.admin(f"alter database {name} with allow_connections true")
    postgresql.do(come)


def test_a_connection_that_breaks_in_the_middle_is_told_and_stores_nothing(
    postgresql: Database, server: Server
) -> None:
    def work(store: Store) -> None:
        come(store)
        pid = execute(store, "select pg_backend_pid()").scalar_one()
        server.admin(f"select pg_terminate_backend({pid})")
        come(store)

    before = contents(postgresql)
    with pytest.raises(StorageAway):
        postgresql.do(work)
    assert contents(postgresql) == before


def test_a_file_that_is_locked_is_told_and_found_again(sqlite: Database) -> None:
    def hurry(dbapi: Any, _: object) -> None:
        dbapi.execute("pragma busy_timeout=10")

    sqlite.engine.dispose()
    event.listen(sqlite.engine, "connect", hurry)
    other = sqlite3.connect(str(sqlite.engine.url.database), isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StorageAway, match="locked"):
        sqlite.do(come)
    assert sqlite.look(lambda store: store.outbox.waiting()) == 0
    other.execute("rollback")
    other.close()
    sqlite.do(come)


def test_two_processes_on_one_file_take_turns(
    sqlite: Database, again: Callable[[Database], Database]
) -> None:
    """As the command line does beside the running bot."""
    other = again(sqlite)
    sqlite.do(come)
    other.do(come)
    assert sqlite.look(come) == other.look(come)
    assert address(sqlite) == address(other)


YEAR_2100 = 4_102_444_800_000_000
MICROSECONDS = st.integers(0, YEAR_2100).map(
    lambda number: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)
)


@given(MICROSECONDS, st.integers(-14, 14))
def test_moments_come_back_to_the_millisecond(told: datetime, hours: int) -> None:
    abroad = told.astimezone(timezone(timedelta(hours=hours)))
    assert stamp(abroad) == stamp(told)
    assert timedelta() <= told - moment(stamp(told)) < timedelta(milliseconds=1)
    assert dated(day(abroad)) == told.date(), "days are those of UTC"


@given(MICROSECONDS, MICROSECONDS)
def test_stamps_are_in_the_order_of_time(one: datetime, other: datetime) -> None:
    assert (stamp(one) <= stamp(other)) or one > other
