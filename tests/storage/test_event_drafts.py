"""Events that are written: kept by an association, published once, forgotten in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.events.publishing import publish_next
from dialogs.events import Event
from dialogs.events.series import Written
from dialogs.organising.roles import Role
from storage.database import Database
from storage.event_drafts import EventDraft, NoDraft
from storage.organisers import Invite
from storage.store import Store
from tests.storage.crashes import Crash, crashing
from tests.storage.samples import chat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVENT = Event("Treff", NOW + timedelta(days=5), place="Borna", regions=("14729050",))


def draft(id: str = "d1", **more: object) -> EventDraft:
    return EventDraft(id, "bike", Written(EVENT), "o1", **more)  # type: ignore[arg-type]


def test_a_draft_is_kept_as_it_is_and_of_its_association(database: Database) -> None:
    one = draft(state="waiting", due=NOW, changes="e1", whole=True)
    database.do(lambda store: store.event_drafts.add(one, NOW))
    assert database.do(lambda store: store.event_drafts.get("d1")) == one
    assert database.do(lambda store: store.event_drafts.of("bike", "waiting")) == [one]
    assert database.do(lambda store: store.event_drafts.of("bike", "draft")) == []
    assert database.do(lambda store: store.event_drafts.of("other", "waiting")) == []
    assert database.do(lambda store: store.event_drafts.changing("e1")) == one
    later = replace(one, written=Written(EVENT, "weekly", 3), state="draft", due=None)
    database.do(lambda store: store.event_drafts.keep(later, NOW))
    assert database.do(lambda store: store.event_drafts.get("d1")) == later
    database.do(lambda store: store.event_drafts.drop("d1"))
    with pytest.raises(NoDraft):
        database.do(lambda store: store.event_drafts.get("d1"))


def test_drafts_are_due_in_time_and_forgotten_in_time(database: Database) -> None:
    def work(store: Store) -> None:
        store.event_drafts.add(draft("soon", state="waiting", due=NOW), NOW)
        store.event_drafts.add(draft("later", state="waiting", due=NOW + timedelta(hours=1)), NOW)
        store.event_drafts.add(draft("old"), NOW - timedelta(days=500))

    database.do(work)
    assert database.do(lambda store: store.event_drafts.due(NOW)) == ["soon"]
    assert database.do(lambda store: store.event_drafts.forget(NOW - timedelta(days=400), 10)) == 1
    with pytest.raises(NoDraft):
        database.do(lambda store: store.event_drafts.get("old"))


def ready(database: Database) -> None:
    """A series of four that is due, wanted by somebody who may."""

    def work(store: Store) -> str:
        store.associations.add("bike", "Radeln im Revier", NOW)
        invite = Invite("bike", Role.ORGANISER, "Frau Anders", "console")
        store.organisers.invite("2345ABCDEF", invite, NOW + timedelta(days=1))
        who = chat(store, "anna")
        made = store.organisers.accept("2345ABCDEF", who.participant, NOW)
        assert made
        one = replace(draft(state="waiting", due=NOW), organiser=made.id)
        store.event_drafts.add(replace(one, written=Written(EVENT, "weekly", 4)), NOW)
        return made.id

    database.do(work)


def assert_published(database: Database) -> None:
    found = database.do(lambda store: store.events.upcoming(NOW))
    assert len(found) == 4
    assert {one.event.series for one in found} == {"d1"}
    assert {one.association for one in found} == {"bike"}
    assert database.do(lambda store: store.event_drafts.get("d1")).state == "published"


def test_whoever_publishes_at_once_publishes_once(database: Database) -> None:
    ready(database)
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda _: database.do(lambda store: publish_next(store, NOW)), range(4)):
            pass
    assert_published(database)


def test_dying_in_the_middle_publishes_nothing_or_all(sqlite: Database) -> None:
    """After any statement, and at the commit; then it is done by whoever comes next."""
    ready(sqlite)
    for number in range(40):
        with suppress(Crash), crashing(sqlite, number):
            sqlite.do(lambda store: publish_next(store, NOW))
            break
        assert sqlite.do(lambda store: store.events.upcoming(NOW)) == []
    assert number > 10
    assert_published(sqlite)
