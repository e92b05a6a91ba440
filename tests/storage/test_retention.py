"""Forgetting in time, in small slices; and what a period brings, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.session import Frame, Session
from storage import retention
from storage.database import Database
from storage.moments import stamp
from storage.store import Store
from tests.storage.samples import NOW, chat

DAY = timedelta(days=1)
SESSION = Session((Frame("survey:bus", 1, "why"),), asked=3)


def test_a_period_is_done_once(database: Database) -> None:
    def first(job: str, period: str) -> bool:
        return database.do(lambda store: store.retention.first_time(job, period, NOW))

    assert first("digest", "2026-48")
    assert not first("digest", "2026-48")
    assert first("digest", "2026-49")
    assert first("nudge", "2026-48")


def test_a_period_that_failed_is_to_be_done_again(database: Database) -> None:
    def work(store: Store) -> None:
        assert store.retention.first_time("digest", "2026-48", NOW)
        raise RuntimeError

    for _ in range(2):
        with pytest.raises(RuntimeError):
            database.do(work)


def test_periods_of_one_job_are_forgotten_and_those_of_others_are_not(
    database: Database,
) -> None:
    def done(store: Store) -> None:
        store.retention.first_time("steps", "old", NOW)
        store.retention.first_time("steps", "new", NOW + DAY)
        store.retention.first_time("announce", "old", NOW)

    database.do(done)
    assert database.do(lambda store: store.retention.drop_periods("steps", NOW + DAY)) == 1
    again = ("steps", "old"), ("steps", "new"), ("announce", "old")
    first = [
        database.do(lambda store, one=one: store.retention.first_time(*one, NOW))  # type: ignore[misc]
        for one in again
    ]
    assert first == [True, False, False]


def test_keys_of_what_was_heard_long_ago_are_dropped(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 2)
    database.do(lambda store: store.chats.unheard([f"old {n}" for n in range(5)], NOW))
    database.do(lambda store: store.chats.unheard(["new"], NOW + DAY))
    dropped = [database.do(lambda store: store.retention.drop_heard(NOW + DAY)) for _ in range(4)]
    assert dropped == [2, 2, 1, 0]
    assert database.do(lambda store: store.chats.unheard(["new", "old 1"], NOW)) == {"old 1"}


@pytest.mark.parametrize(("days", "kept"), [(0, True), (89, True), (90, True), (91, False)])
def test_drafts_are_kept_for_ninety_days(database: Database, days: int, kept: bool) -> None:
    def come(store: Store) -> None:
        store.chats.keep(chat(store, "anna"), SESSION, NOW)

    database.do(come)
    now = NOW + days * DAY
    dropped = database.do(lambda store: store.retention.drop_drafts(now, 90 * DAY))
    assert dropped == (0 if kept else 1)
    who = database.do(lambda store: chat(store, "anna"))
    assert who.session == (SESSION if kept else Session(asked=stamp(NOW)))
    assert database.do(lambda store: store.retention.drop_drafts(now, 90 * DAY)) == 0


def test_drafts_are_dropped_in_slices(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "SLICE", 2)

    def come(store: Store) -> None:
        for number in range(3):
            store.chats.keep(chat(store, f"person {number}"), SESSION, NOW)

    database.do(come)
    later = NOW + 91 * DAY

    def drop(store: Store) -> int:
        return store.retention.drop_drafts(later, 90 * DAY)

    assert [database.do(drop) for _ in range(3)] == [2, 1, 0]
