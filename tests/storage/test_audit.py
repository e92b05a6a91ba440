"""The audit log: what was changed in it shows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import delete, update

from storage.database import Database
from storage.store import Store
from storage.tables import audit

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def note(store: Store, subject: str) -> None:
    store.audit.note("a1", "alliance", "invite", subject, NOW)


def broken(database: Database) -> int:
    return database.look(lambda store: store.audit.broken())


@pytest.fixture
def noted(database: Database) -> Database:
    """With five entries."""
    for number in range(5):
        database.do(partial(note, subject=str(number)))
    return database


def test_entries_are_told_the_newest_first(noted: Database) -> None:
    entries = noted.look(lambda store: store.audit.entries("alliance", 3))
    assert [(entry.number, entry.subject) for entry in entries] == [(5, "4"), (4, "3"), (3, "2")]
    assert noted.look(lambda store: store.audit.entries("other")) == []


def test_an_untouched_log_is_whole(noted: Database) -> None:
    assert broken(noted) == 0


@pytest.mark.parametrize("column", ["at", "organiser", "association", "action", "subject"])
def test_a_changed_entry_shows(noted: Database, column: str) -> None:
    changed: object = 7 if column == "at" else "changed"
    with noted.engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.number == 3).values({column: changed}))
    assert broken(noted) == 3


def test_a_missing_entry_shows(noted: Database) -> None:
    with noted.engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number == 3))
    assert broken(noted) == 4


def test_entries_that_were_cut_off_show_by_the_seal_that_was_noted(noted: Database) -> None:
    last = noted.look(lambda store: store.audit.entries(last=1))[0].seal
    with noted.engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number > 3))
    assert broken(noted) == 0
    assert last not in {e.seal for e in noted.look(lambda store: list(store.audit.all()))}


def test_many_at_once_make_one_chain(
    databases: Callable[[], Database], again: Callable[[Database], Database]
) -> None:
    one = databases()
    other = again(one)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: (one, other)[n % 2].do(partial(note, subject=str(n))), range(40)))
    assert broken(one) == 0
    assert len(one.look(lambda store: list(store.audit.all()))) == 40
