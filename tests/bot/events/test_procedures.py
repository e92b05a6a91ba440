"""Official consultations out of calendars: one a plan, and nobody hears of what did not change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from aiohttp import web
from msgspec.structs import replace

from adapters.calendars import Imported, Reading, read
from adapters.calendars.fetching import Fetched
from adapters.calendars.writing import as_ics
from bot.campaigns.settings import Broadcast
from bot.events.feeding import Feeding, Visit, kept
from bot.events.settings import Feeds
from dialogs.events import Event
from dialogs.events.event import Listed, days
from dialogs.events.same import is_same
from dialogs.markup import words
from storage.database import Database
from storage.feeds import Feed
from tests.adapters.calendars.making import calendar
from tests.adapters.calendars.test_fetching import serving
from tests.bot.events.planning import BERLIN, planned, subscribe
from tests.bot.events.test_feeds import Group, imported
from tests.bot.memory import Watch
from tests.bot.talking import messages
from tests.storage.samples import HERE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""A Monday."""
PAGE = "https://stadt.example/plan"
CSV = f"art;titel;ende;link;region\nBeteiligung;Plan;20.12.2026;{PAGE};14729050\n"


def visit(database: Database, feed: str, reading: Reading, now: datetime) -> None:
    database.do(lambda store: kept(store, Visit(feed, Fetched(b"x"), now, now), reading))


def feed(database: Database, name: str = "Stadt") -> str:
    made = Feed("", f"https://{name}.example/x", name, regions=("14729050",))
    return database.do(lambda store: store.feeds.add(made, NOW))


def upcoming(database: Database) -> list[Listed]:
    return database.look(lambda store: store.events.upcoming(NOW))


def plan(title: str = "Bebauungsplan 12", first: int = 1, last: int = 20) -> Event:
    start, end = days(date(2026, 12, first), date(2026, 12, last), "Europe/Berlin")
    return Event(
        title, start, end, all_day=True, kind="procedure", regions=("14729050",), link=PAGE
    )


def test_a_plan_that_does_not_say_since_when_it_lies_out_is_told_once(sqlite: Database) -> None:
    source, now = feed(sqlite), NOW
    subscribe(sqlite, "rita", now, frequency="daily", hour=8)
    for _ in range(4):
        visit(sqlite, source, read(CSV.encode(), now, BERLIN), now)
        planned(sqlite, now)
        now += timedelta(days=1)
    (said,) = [words(one.text) for one in messages(sqlite, HERE, "rita")]
    assert "Plan" in said
    (one,) = upcoming(sqlite)
    assert (one.version, one.event.first_day, one.event.day.day) == (1, NOW.date(), 20)
    later = read(CSV.replace("20.12", "22.12").encode(), now, BERLIN)
    visit(sqlite, source, later, now)
    planned(sqlite, now)
    heard = [words(one.text) for one in messages(sqlite, HERE, "rita")]
    assert len(heard) == 2
    assert "22. Dezember" in heard[1]


def test_two_calendars_that_differ_over_the_first_day_tell_of_one_plan(sqlite: Database) -> None:
    for name, first in (("stadt", 1), ("land", 5)):
        made = Reading("ics", name, (Imported(name, plan(first=first)),))
        visit(sqlite, feed(sqlite, name), made, NOW)
    (one,) = upcoming(sqlite)
    assert one.event.first_day == date(2026, 12, 1)


def test_plans_with_other_numbers_or_last_days_are_others() -> None:
    one = plan()
    assert is_same(one, plan("Bebauungsplan Nr. 12", first=7))
    assert not is_same(one, plan("Bebauungsplan 13"))
    assert not is_same(one, plan(last=21))
    assert not is_same(one, replace(one, kind="event"))


def test_what_is_exported_is_known_again(sqlite: Database) -> None:
    id = sqlite.do(lambda store: store.events.add(plan(), NOW))
    raw = as_ics(upcoming(sqlite), NOW)
    visit(sqlite, feed(sqlite), read(raw, NOW, BERLIN), NOW)
    (one,) = upcoming(sqlite)
    assert (one.id, one.version, one.event.kind) == (id, 1, "procedure")
    assert (one.event.last_day, one.event.link) == (date(2026, 12, 20), PAGE)


def test_what_somebody_says_of_a_feed_while_it_is_fetched_counts_the_next_time(
    sqlite: Database,
) -> None:
    source = feed(sqlite)
    sqlite.do(lambda store: store.feeds.of_kind(source, "procedure", ""))
    for kind, etag in (("", ""), ("procedure", "7")):
        made = Visit(source, Fetched(b"x", "7"), NOW, NOW, kind)
        sqlite.do(lambda store, made=made: kept(store, made, Reading("ics", "", ())))  # type: ignore[misc]
        assert sqlite.look(lambda store: store.feeds.get(source)).etag == etag


async def test_a_feed_of_consultations_is_read_as_such(sqlite: Database, tmp_path: Path) -> None:
    raw = calendar(f"DTSTART;VALUE=DATE:20261220|SUMMARY:Plan|LOCATION:Borna|URL:{PAGE}")

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=raw)

    feeding = Feeding(sqlite, Watch(tmp_path, NOW).clock, Feeds(allow_private=True), Broadcast())
    async with serving(answer) as url:
        made = Feed("", url, "", kind="procedure")
        await sqlite.run(lambda store: store.feeds.add(made, NOW))
        assert await feeding.work()
    (one,) = upcoming(sqlite)
    assert (one.event.kind, one.event.last_day) == ("procedure", date(2026, 12, 20))


def test_whoever_adds_a_feed_reads_which_are_consultations(database: Database) -> None:
    group = Group(database, asker=True)
    start, end = days(NOW.date(), NOW.date().replace(day=30), "Europe/Berlin")
    plans = tuple(
        Imported(f"{n}", Event(f"Plan {n}", start, end, all_day=True, kind="procedure"))
        for n in range(7)
    )
    group.read(Reading("ics", "Radeln", (*imported("Treff"), *plans)))
    (said,) = group.told
    assert "Kommende Termine darin: 8.\n\nAmtliche Beteiligungen darunter:\n– Plan 0 (" in said
    assert said.endswith("– Plan 4 (bis Montag, 30. November)\nUnd 2 weitere.")
