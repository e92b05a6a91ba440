"""Events at the same moment on PostgreSQL: two processes, or two threads of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from adapters.calendars import Imported, Reading
from adapters.calendars.fetching import Fetched
from bot.campaigns.hours import Hours
from bot.events.digesting import Digesting
from bot.events.feeding import Visit, kept, taken
from bot.events.informing import inform
from bot.events.periods import Period, Rules
from dialogs.markup import words
from storage.database import Database
from storage.feeds import Feed
from storage.tables import digests, event_told, events, outbox, participants
from storage.wishes import Settings
from tests.bot.events.planning import BERLIN, event, planned, subscribe
from tests.bot.talking import Bot, messages, ours
from tests.storage.samples import HERE
from tests.storage.threads import PATIENCE, beside, blocked, paused

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RULES = {"SN ST TH": Rules(BERLIN, frozenset(), Hours(8, 20, True))}


@pytest.fixture
def other(postgresql: Database, again: Callable[[Database], Database]) -> Database:
    """The same database, as another process has it open."""
    return again(postgresql)


def told(database: Database, who: str) -> list[str]:
    return [words(one.text) for one in messages(database, HERE, who)]


def cancelled(database: Database, id: str) -> None:
    database.do(lambda store: store.events.cancel(id, NOW))


def test_a_change_while_the_one_before_is_looked_after_is_told(
    postgresql: Database, other: Database
) -> None:
    id = postgresql.do(lambda store: store.events.add(event(), NOW))
    subscribe(postgresql, "rita", NOW, frequency="daily", hour=8)
    planned(postgresql, NOW)
    moved = event(at="2026-11-26T20:00")
    postgresql.do(lambda store: store.events.put(id, moved, NOW))
    postgresql.do(lambda store: inform(store, id, RULES, NOW, 10))
    with paused(postgresql, "SELECT event_told") as pause, beside() as start:
        # Everybody knows of the first change: it is about to be put away.
        looking = start(postgresql.do, lambda store: inform(store, id, RULES, NOW, 10))
        pause.reached()
        start(cancelled, other, id).result(PATIENCE)
        pause.end()
        looking.result(PATIENCE)
    planned(postgresql, NOW)
    assert len(told(postgresql, "rita")) == 3
    assert "Abgesagt" in told(postgresql, "rita")[-1]


def test_who_is_told_of_an_event_as_it_was_hears_what_has_changed(
    postgresql: Database, other: Database
) -> None:
    id = postgresql.do(lambda store: store.events.add(event(), NOW))
    subscribe(postgresql, "rita", NOW, frequency="daily", hour=8)
    before = postgresql.look(lambda store: store.events.upcoming(NOW))
    cancelled(other, id)
    planned(other, NOW - timedelta(hours=12))  # by night: nobody but the changes
    group, period = Settings("daily", 8, "SN ST TH"), Period("day", NOW)
    postgresql.do(lambda store: inform(store, id, RULES, NOW, 10))
    postgresql.do(lambda store: Digesting(before, NOW, BERLIN).slice(store, group, period, 10))
    planned(other, NOW)
    assert len(told(postgresql, "rita")) == 2
    assert "Abgesagt" in told(postgresql, "rita")[-1]


def test_nothing_is_kept_of_who_leaves_while_a_digest_is_written(
    postgresql: Database, other: Database
) -> None:
    postgresql.do(lambda store: store.events.add(event(), NOW))
    for who in ("rita", "sven"):
        subscribe(postgresql, who, NOW, frequency="daily", hour=8)
    rita = Bot(other, now=NOW).person("rita", HERE)
    with paused(postgresql, "INSERT INTO digests") as pause, beside() as start:
        planning = start(planned, postgresql, NOW)
        pause.reached()
        start(rita.press, "leave_alerts").result(PATIENCE)
        pause.end()
        planning.result(PATIENCE)
    with postgresql.engine.connect() as connection:
        for table in (event_told, digests):
            kept = connection.execute(select(table.c.participant)).scalars().all()
            assert len(kept) == 1
            assert rita.participant not in kept
        waiting = select(outbox.c.id).where(outbox.c.alert.is_not(None))
        assert len(connection.execute(waiting).all()) == 1


def test_a_digest_and_somebody_who_comes_do_not_wait_for_each_other(
    postgresql: Database, other: Database
) -> None:
    id = postgresql.do(lambda store: store.events.add(event(), NOW))
    rita = Bot(other, now=NOW).person("rita", HERE)
    rita.press(f"event:{id}")
    subscribe(postgresql, "rita", NOW, frequency="daily", hour=8)
    with paused(postgresql, "INSERT INTO event_told") as pause, beside() as start:
        planning = start(planned, postgresql, NOW)
        pause.reached()
        coming = start(rita.say, "=come")
        blocked(other, coming)
        pause.end()
        planning.result(PATIENCE)
        coming.result(PATIENCE)
    assert postgresql.look(lambda store: store.events.coming([id])) == {id: 1}
    assert any("Das ist bei Ihnen los" in one for one in told(postgresql, "rita"))


def test_the_last_place_is_given_once(postgresql: Database, other: Database) -> None:
    id = postgresql.do(lambda store: store.events.add(event(capacity=1), NOW))
    people = [
        Bot(postgresql, now=NOW).person("anna"),
        Bot(other, now=NOW, _keys=count(100)).person("bodo"),
    ]
    for one in people:
        one.press(f"event:{id}")
    with paused(postgresql, "INSERT INTO event_marks") as pause, beside() as start:
        press = [start(one.say, "=come", "=yes") for one in people[:1]]
        pause.reached()
        press.append(start(people[1].say, "=come", "=yes"))
        blocked(other, press[1])
        pause.end()
        said = [one.result(PATIENCE) for one in press]
    assert said == [ours("event", "said_come"), ours("event", "said_full")]
    assert postgresql.look(lambda store: store.events.coming([id])) == {id: 1}
    with postgresql.engine.connect() as connection:
        given = connection.execute(select(participants.c.consents)).scalars().all()
    assert sorted("alerts" in one for one in given) == [False, True]


def test_a_feed_is_taken_by_one_of_two(postgresql: Database, other: Database) -> None:
    postgresql.do(lambda store: store.feeds.add(Feed("", "https://a.example", "a"), NOW))
    with paused(postgresql, "FROM feeds") as pause, beside() as start:
        first = start(postgresql.do, lambda store: taken(store, NOW))
        pause.reached()
        second = start(other.do, lambda store: taken(store, NOW))
        blocked(other, second)
        pause.end()
        found = [first.result(PATIENCE), second.result(PATIENCE)]
    assert [one is None for one in found].count(True) == 1


def test_two_calendars_at_once_tell_of_one_event(postgresql: Database, other: Database) -> None:
    feeds = {
        name: postgresql.do(
            lambda store, name=name: store.feeds.add(
                Feed("", f"https://{name}.example", name), NOW
            )
        )
        for name in ("a", "b")
    }

    def read(database: Database, name: str, now: datetime) -> None:
        reading = Reading("ics", name, (Imported(name, event()),))
        visit = Visit(feeds[name], Fetched(b"x"), now, now)
        database.do(lambda store: kept(store, visit, reading))

    with paused(postgresql, "INSERT INTO events") as pause, beside() as start:
        first = start(read, postgresql, "a", NOW)
        pause.reached()
        second = start(read, other, "b", NOW + timedelta(seconds=1))
        blocked(other, second)
        pause.end()
        first.result(PATIENCE)
        second.result(PATIENCE)
    assert len(postgresql.look(lambda store: store.events.upcoming(NOW))) == 1


def test_what_is_published_later_is_newer(postgresql: Database, other: Database) -> None:
    """Or nobody who wants to hear at once would hear of it before the next day."""
    with paused(postgresql, "INSERT INTO events") as pause, beside() as start:
        first = start(postgresql.do, lambda store: store.events.add(event(), NOW))
        pause.reached()
        later = NOW + timedelta(seconds=1)
        second = start(other.do, lambda store: store.events.add(event("Fest"), later))
        blocked(other, second)
        seen = other.look(lambda store: store.alerts.news())
        pause.end()
        first.result(PATIENCE)
        second.result(PATIENCE)
    with postgresql.engine.connect() as connection:
        stamps = connection.execute(select(events.c.published)).scalars().all()
    assert seen < min(stamps)
