"""Alerts that never get to anybody: what people know of an event all the same, and what not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from msgspec.structs import replace

from storage.database import Database
from tests.bot.events.planning import event, planned, subscribe
from tests.bot.events.test_histories import BEGIN, History, lived


def test_of_what_was_never_told_no_change_is_told(sqlite: Database) -> None:
    """The machine stood still while a digest waited, and it is too late for that now."""
    history = History(sqlite, 0)
    subscribe(sqlite, "anna", BEGIN, frequency="daily", hour=8)
    history.wanted["anna"] = "revier", "", "daily"
    made = event("Termin-0.", "2026-12-01T18:00")
    id = sqlite.do(lambda store: store.events.add(made, BEGIN))
    planned(sqlite, BEGIN)
    history.now += timedelta(days=3, hours=7)
    moved = replace(made, start=made.start + timedelta(hours=1))
    sqlite.do(lambda store: store.events.put(id, moved, history.now))
    planned(sqlite, history.now)
    asyncio.run(history._send())
    history.is_complete()
    assert [text.partition(" ")[0] for _, _, text in history.told] == ["Das"]
    assert "19 Uhr: Termin-0." in history.told[0][2]


def test_a_change_waits_for_the_digest_that_rests_until_the_morning(sqlite: Database) -> None:
    steps = ["wait", "subscribe", "subscribe", "jump_back", "move"]
    assert lived(sqlite, 13106, steps).told


def test_who_comes_to_an_event_hears_of_it_whatever_became_of_a_digest(sqlite: Database) -> None:
    history = History(sqlite, 0)
    anna = subscribe(sqlite, "anna", BEGIN, frequency="daily", hour=8)
    history.wanted["anna"] = "revier", "", "daily"
    id = sqlite.do(lambda store: store.events.add(event("Termin-0.", "2026-12-01T18:00"), BEGIN))
    planned(sqlite, BEGIN)
    sqlite.do(lambda store: store.events.mark(id, anna.participant, coming=True))
    history.knows["anna"].add("0")
    history.now += timedelta(days=3, hours=7)
    asyncio.run(history._send())
    sqlite.do(lambda store: store.events.cancel(id, history.now))
    planned(sqlite, history.now)
    asyncio.run(history._send())
    assert [text.partition(":")[0] for _, _, text in history.told] == ["Abgesagt"]
