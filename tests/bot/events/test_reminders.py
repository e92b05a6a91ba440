"""Reminders: of an event as it is, the day before, and never of what is called off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.events.informing import remind
from dialogs.events import Event
from dialogs.events.event import days
from dialogs.markup import words
from storage.database import Database
from tests.bot.events.planning import BERLIN, event, local, planned, subscribe
from tests.bot.talking import messages
from tests.storage.samples import HERE

BEGIN = local("2026-11-23T09:00")
EVENING = local("2026-11-25T17:30")


def heard(database: Database) -> list[str]:
    said = [words(one.text) for one in messages(database, HERE, "rita")]
    return [one for one in said if one.startswith("Zur Erinnerung")]


def remembered(database: Database, made: Event) -> str:
    """An event of which Rita is to be reminded."""
    who = subscribe(database, "rita", BEGIN)
    id = database.do(lambda store: store.events.add(made, BEGIN))
    database.do(lambda store: store.events.mark(id, who.participant, remind=True))
    return id


def test_what_is_moved_is_recalled_before_its_new_day(sqlite: Database) -> None:
    id = remembered(sqlite, event())
    planned(sqlite, EVENING)
    assert len(heard(sqlite)) == 1
    later = replace(event(), start=event().start + timedelta(days=7))
    sqlite.do(lambda store: store.events.put(id, later, EVENING))
    planned(sqlite, EVENING + timedelta(days=1))
    assert len(heard(sqlite)) == 1
    planned(sqlite, EVENING + timedelta(days=7))
    planned(sqlite, EVENING + timedelta(days=7, minutes=5))
    assert len(heard(sqlite)) == 2


def test_what_is_moved_while_somebody_looks_is_recalled_before_its_new_day(
    sqlite: Database,
) -> None:
    id = remembered(sqlite, event())
    due = sqlite.look(lambda store: store.events.upcoming(EVENING))
    later = replace(event(), start=event().start + timedelta(days=7))
    sqlite.do(lambda store: store.events.put(id, later, EVENING))
    assert sqlite.do(lambda store: remind(store, due, EVENING, BERLIN, 10)) == 0
    planned(sqlite, EVENING + timedelta(days=7))
    assert len(heard(sqlite)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, True),
        ({"price": "5 €"}, True),
        ({"title": 'Lesung "status":"cancelled"'}, True),
        ({"status": "cancelled"}, False),
        ({"start": local("2026-12-03T18:00")}, False),
    ],
)
def test_a_reminder_that_waits_is_said_of_what_is_still_so(
    sqlite: Database, change: dict[str, object], said: bool
) -> None:
    id = remembered(sqlite, event())
    planned(sqlite, EVENING)
    sqlite.do(lambda store: store.events.put(id, replace(event(), **change), EVENING))
    (post,) = sqlite.do(lambda store: store.outbox.claim(HERE, EVENING, 50))
    allowed = sqlite.look(lambda store: store.alerts.verdicts([post.id], EVENING))
    assert (post.id in allowed) is said


def test_a_reminder_of_a_procedure_is_said_while_its_last_day_is_the_same(
    sqlite: Database,
) -> None:
    start, end = days(BEGIN.date(), local("2026-11-28T12:00").date(), "Europe/Berlin")
    made = event("Plan", kind="procedure", all_day=True, end=end, link="https://stadt.example")
    id = remembered(sqlite, replace(made, start=start))
    planned(sqlite, EVENING)
    (post,) = sqlite.do(lambda store: store.outbox.claim(HERE, EVENING, 50))
    for last, said in ((end, True), (end + timedelta(days=7), False)):
        put = replace(made, start=start - timedelta(days=1), end=last)
        sqlite.do(lambda store, put=put: store.events.put(id, put, EVENING))  # type: ignore[misc]
        allowed = sqlite.look(lambda store: store.alerts.verdicts([post.id], EVENING))
        assert (post.id in allowed) is said
