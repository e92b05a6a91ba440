"""Dying after any statement of handing in, merging or telling leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from storage.database import Database
from storage.idea import Handed
from storage.store import Store

from .crashes import Crash, crashing
from .samples import NOW, chat, message


def hand_in(store: Store) -> None:
    number = store.ideas.next_number()
    store.ideas.hand_in(number, Handed("Worte", "", "other"), chat(store, "anna"), NOW)


def merge(store: Store) -> None:
    store.handling.merge(2, 1, "org", NOW)


def tell(store: Store) -> None:
    if (untold := store.news.untold(100)) is not None:
        told = [(hearer, message("Neues")) for hearer in untold.hearers]
        store.news.tell(untold.change.id, told, NOW, NOW)
        store.news.all_told(untold.change.id, NOW)


def two_published(store: Store) -> None:
    store.consents.note(chat(store, "anna"), frozenset({"ideas"}), True, "1", NOW)
    for number in (1, 2):
        hand_in(store)
        store.handling.release(number, "org", NOW)


def state(database: Database) -> Any:
    def look(store: Store) -> Any:
        ideas = [(i.number, i.publication, i.merged_into) for i in store.ideas.all()]
        kinds = [c.kind for n, _, _ in ideas for c in store.handling.history(n)]
        untold = store.news.untold(100)
        return ideas, kinds, untold and untold.change.id, store.outbox.waiting()

    return database.look(look)


@pytest.mark.parametrize("act", [hand_in, merge, tell])
def test_a_crash_after_any_statement_leaves_all_or_nothing(
    database: Database, act: Callable[[Store], None]
) -> None:
    database.do(two_published)
    before = state(database)
    for number in count(1):
        try:
            with crashing(database, number):
                database.do(act)
        except Crash:
            assert state(database) == before
        else:
            break
    assert number > 3
    assert state(database) != before
