"""Two processes on one PostgreSQL database, stopped where it matters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

from sqlalchemy import event, text

from storage.database import Database

PATIENCE = 20.0
_WAITING = text(
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock'"
)


class Pause:
    """Somebody is held right after a statement: `reached` tells when, `end` lets them go on."""

    def __init__(self) -> None:
        self._reached = Event()
        self._ended = Event()

    def reached(self) -> None:
        assert self._reached.wait(PATIENCE)

    def end(self) -> None:
        self._ended.set()

    def here(self) -> None:
        self._reached.set()
        assert self._ended.wait(PATIENCE)


@contextmanager
def paused(database: Database, after: str) -> Iterator[Pause]:
    """Hold whoever first runs an SQL statement with these words in it."""
    pause = Pause()

    def listener(*context: Any) -> None:
        if after in context[2] and not pause._reached.is_set():
            pause.here()

    event.listen(database.engine, "after_cursor_execute", listener)
    try:
        yield pause
    finally:
        pause.end()
        event.remove(database.engine, "after_cursor_execute", listener)


@contextmanager
def beside() -> Iterator[Callable[..., Future[Any]]]:
    """Runs functions in threads; all of them have ended at the end."""
    with ThreadPoolExecutor(8) as threads:
        yield threads.submit


def blocked(database: Database, *others: Future[Any]) -> None:
    """Until somebody waits for a lock, or all these have ended without having to."""
    until = time.monotonic() + PATIENCE
    with database.engine.connect() as connection:
        while not connection.execute(_WAITING).scalar_one():
            if others and all(other.done() for other in others):
                return
            assert time.monotonic() < until, "nobody waits for a lock"
            time.sleep(0.002)
            connection.rollback()
