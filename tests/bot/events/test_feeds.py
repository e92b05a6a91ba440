"""Feeds that break are told of once; what a calendar lists no more is called off, not at once."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from sqlalchemy import select

from adapters.calendars import Imported, Reading, Skipped, UnreadableCalendar
from adapters.calendars.apart import read_apart
from adapters.calendars.fetching import Fetched
from bot.campaigns.settings import Broadcast
from bot.events.feeding import Feeding, Visit, failed, kept
from bot.events.settings import Feeds
from dialogs.events import Event
from dialogs.events.event import Listed
from dialogs.events.reasons import Reason, Where
from dialogs.markup import words
from dialogs.organising.feeds import Told, told
from dialogs.organising.roles import Role
from storage.audit import CONSOLE
from storage.database import Database
from storage.feeds import Feed
from storage.moments import moment
from storage.organisers import Invite
from storage.store import Store
from storage.tables import event_sources, outbox
from tests.adapters.calendars.test_fetching import serving
from tests.bot.events.planning import planned, subscribe
from tests.bot.memory import Watch
from tests.bot.talking import messages
from tests.storage.samples import HERE, chat

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""A Monday, ten o'clock there."""
BERLIN = ZoneInfo("Europe/Berlin")
AWAY = (Reason("status", 500),)
ICS = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Radeln
BEGIN:VEVENT
UID:1@x
DTSTART:20261205T170000Z
SUMMARY:Ausfahrt
LOCATION:Borna
END:VEVENT
END:VCALENDAR
"""


def _day(title: str) -> int:
    """Each title has a day of its own."""
    return 5 + sum(title.encode()) % 20


def imported(*titles: str) -> tuple[Imported, ...]:
    return tuple(
        Imported(title, Event(title, NOW + timedelta(days=_day(title)), regions=("14729050",)))
        for title in titles
    )


def reading(*titles: str, format: str = "ics", lost: bool = False) -> Reading:
    skipped = (Skipped(Reason("odd_start", where=Where("line", 3, "Fest"))),) if lost else ()
    return Reading(format, "Radeln", imported(*titles), skipped)


def told_as(event: Told, said: str = "") -> str:
    return words(told(event, "x", "Radeln", "de", said).text)


class Group:
    """An association with an organiser and a feed."""

    def __init__(self, database: Database, asker: bool = False) -> None:
        self.database = database
        self.now = NOW

        def work(store: Store) -> str:
            store.associations.add("bike", "Radeln im Revier", NOW)
            invite = Invite("bike", Role.ORGANISER, "Anna", CONSOLE)
            store.organisers.invite("2345ABCDEF", invite, NOW + timedelta(days=1))
            made = store.organisers.accept("2345ABCDEF", chat(store, "anna").participant, NOW)
            assert made
            feed = Feed("", "https://verein.example/x.ics", "", "bike")
            if asker:
                feed = Feed("", feed.url, "", "bike", asker=made.id)
            return store.feeds.add(feed, NOW)

        self.id = database.do(work)

    def read(self, what: Reading | None) -> None:
        """The next visit, two hours later; None where nothing was new."""
        visit = Visit(self.id, Fetched(None if what is None else b"x"), self.now, self.now)
        self.database.do(lambda store: kept(store, visit, what))
        self.now += timedelta(hours=2)

    def fail(self) -> None:
        now = self.now
        self.database.do(lambda store: failed(store, self.id, AWAY, now, now))
        self.now += timedelta(hours=2)

    def status(self) -> dict[str, str]:
        found = self.database.do(lambda store: store.events.upcoming(NOW))
        return {one.event.title: one.event.status for one in found}

    def event(self, title: str) -> Listed:
        found = self.database.do(lambda store: store.events.upcoming(NOW))
        return next(one for one in found if one.event.title == title)

    @property
    def told(self) -> list[str]:
        """What Anna was told of it, outside of any conversation."""
        said = [words(m.text) for m in messages(self.database, HERE, "anna")]
        return [one for one in said if "Radeln" in one or "verein" in one]


@pytest.fixture
def group(database: Database) -> Group:
    return Group(database)


def test_a_breakage_is_told_once_and_once_that_it_is_over(group: Group) -> None:
    group.read(reading("Treff"))
    group.fail()
    assert group.told == []
    for _ in range(4):
        group.fail()
    assert len(group.told) == 1
    assert "Der Server antwortet mit 500." in group.told[0]
    group.read(reading("Treff"))
    group.read(None)
    assert len(group.told) == 2
    assert group.told[1] == told_as("again")
    group.fail()
    group.fail()
    assert len(group.told) == 3


def test_whoever_adds_a_feed_is_told_how_it_went(database: Database) -> None:
    group = Group(database, asker=True)
    group.read(reading("Treff", "Fahrt"))
    group.read(None)
    assert group.told == [told_as("read", "Kommende Termine darin: 2.")]


def test_whoever_adds_a_feed_reads_in_their_language_what_is_missing(database: Database) -> None:
    group = Group(database, asker=True)
    database.do(lambda store: store.chats.speak(chat(store, "anna"), "en"))
    group.read(reading("Treff", lost=True))
    (said,) = group.told
    assert said.endswith(
        "Missing or doubtful:\nLine 3 (Fest): The start (DTSTART) is not readable."
    )


def test_a_first_failure_is_told_to_whoever_adds_it(database: Database) -> None:
    group = Group(database, asker=True)
    group.fail()
    assert len(group.told) == 1
    group.read(reading("Treff"))
    assert len(group.told) == 1


def test_what_is_gone_twice_is_called_off_and_told(group: Group) -> None:
    group.read(reading("Treff", "Fahrt", "Fest"))
    who = subscribe(group.database, "rita", group.now)
    planned(group.database, datetime(2026, 11, 26, 17, tzinfo=UTC))
    group.now = datetime(2026, 11, 27, 9, tzinfo=UTC)
    group.read(reading("Treff", "Fest"))
    assert group.status() == {"Treff": "planned", "Fahrt": "planned", "Fest": "planned"}
    group.read(None)
    assert group.status() == {"Treff": "planned", "Fahrt": "cancelled", "Fest": "planned"}
    planned(group.database, group.now)
    assert who
    heard = [words(m.text) for m in messages(group.database, HERE, "rita")]
    assert "steht nicht mehr im Kalender von Radeln" in heard[-1]
    group.read(reading("Treff", "Fahrt", "Fest"))
    assert group.status()["Fahrt"] == "changed"
    assert group.event("Fahrt").event.gone == ""


def test_what_is_back_in_time_was_never_missing(group: Group) -> None:
    for there in ("Treff Fahrt", "Treff", "Treff Fahrt", "Treff", "Treff Fahrt"):
        group.read(reading(*there.split()))
    assert group.status() == {"Treff": "planned", "Fahrt": "planned"}


MANY = [f"Treff {n}" for n in range(10)]


@pytest.mark.parametrize(
    "then",
    [
        reading(),
        reading(*MANY[:4]),
        reading(*MANY[:9], lost=True),
        reading(*MANY[:9], format="rss"),
    ],
    ids=["empty", "less than half", "not read whole", "only what is new"],
)
def test_a_calendar_that_is_not_whole_calls_nothing_off(group: Group, then: Reading) -> None:
    group.read(reading(*MANY))
    for _ in range(3):
        group.read(then)
    assert set(group.status().values()) == {"planned"}


def test_another_calendar_that_still_lists_it_goes_on_with_it(group: Group) -> None:
    group.read(reading("Treff", "Fahrt"))
    other = group.database.do(
        lambda store: store.feeds.add(Feed("", "https://stadt.example/x.ics", "Stadt"), NOW)
    )
    visit = Visit(other, Fetched(b"x"), group.now, group.now)
    group.database.do(lambda store: kept(store, visit, reading("Treff", "Fahrt")))
    for _ in range(3):
        group.read(reading("Treff"))
    assert group.status() == {"Treff": "planned", "Fahrt": "planned"}
    with group.database.engine.connect() as connection:
        rows = connection.execute(select(event_sources.c.source, event_sources.c.leads)).all()
    assert (other, True) in [tuple(row) for row in rows]


def test_a_feed_that_was_removed_meanwhile_does_no_harm(group: Group) -> None:
    group.database.do(lambda store: store.feeds.remove(group.id))
    group.read(reading("Treff"))
    group.fail()
    assert group.status() == {}


async def test_a_feed_is_read_in_a_process_of_its_own(sqlite: Database, tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=ICS.encode(), headers={"ETag": '"1"'})

    watch = Watch(tmp_path, NOW)
    feeding = Feeding(sqlite, watch.clock, Feeds(allow_private=True), Broadcast())
    async with serving(answer) as url:
        await sqlite.run(lambda store: store.feeds.add(Feed("", url, ""), NOW))
        assert await feeding.work()
    (one,) = await sqlite.read(lambda store: store.events.upcoming(NOW))
    assert (one.event.title, one.event.regions) == ("Ausfahrt", ("14729050",))
    (feed,) = await sqlite.read(lambda store: store.feeds.all())
    assert (feed.name, feed.etag, feed.failures) == ("Radeln", '"1"', 0)


async def test_a_feed_that_cannot_be_read_here_ends_nothing_else(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when there is no memory left for a process."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=ICS.encode())

    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    feeding = Feeding(sqlite, Watch(tmp_path, NOW).clock, Feeds(allow_private=True), Broadcast())
    async with serving(answer) as url:
        id = await sqlite.run(lambda store: store.feeds.add(Feed("", url, ""), NOW))
        running = asyncio.create_task(feeding.run())
        while not (await sqlite.read(lambda store: store.feeds.get(id))).failures:
            assert not running.done()
            await asyncio.sleep(0.01)
        running.cancel()
    feed = await sqlite.read(lambda store: store.feeds.get(id))
    assert [reason.name for reason in feed.reasons] == ["not_now"]


async def test_a_breakage_at_night_is_told_in_the_morning(
    sqlite: Database, tmp_path: Path
) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=500)

    group = Group(sqlite)
    night = datetime(2026, 11, 23, 22, tzinfo=UTC)
    watch = Watch(tmp_path, night)
    feeding = Feeding(sqlite, watch.clock, Feeds(allow_private=True), Broadcast())
    async with serving(answer) as url:
        feed = Feed(group.id, url, "")
        for _ in range(2):
            assert await feeding.check(feed) == AWAY
    with sqlite.engine.connect() as connection:
        (due,) = connection.execute(select(outbox.c.due)).scalars()
    assert moment(due) == datetime(2026, 11, 24, 7, tzinfo=UTC)


async def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(UnreadableCalendar, match="too_long"):
        await read_apart(ICS.encode(), NOW, BERLIN, seconds=0.01)
    with pytest.raises(UnreadableCalendar, match="no_json"):
        await read_apart(b"{", NOW, BERLIN)
