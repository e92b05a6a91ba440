"""What organisers call off stays called off."""

from __future__ import annotations

import pytest

from adapters.calendars import read
from adapters.calendars.fetching import Fetched
from bot.events.feeding import Visit, kept
from storage.database import Database
from storage.feeds import Feed
from tests.adapters.calendars.making import calendar
from tests.bot.events.planning import BERLIN
from tests.bot.events.test_writing import Groups
from tests.bot.talking import Bot


@pytest.fixture
def groups(sqlite: Database) -> Groups:
    return Groups(Bot(sqlite))


def test_a_series_that_is_called_off_stays_so_whatever_its_calendar_says(groups: Groups) -> None:
    rule = "DTSTART:20261201T180000Z|RRULE:FREQ=WEEKLY;COUNT=3|SUMMARY:Chor|LOCATION:Borna"
    database, now = groups.bot.database, groups.bot.now
    made = Feed("", "https://bike.example/x.ics", "Chor", "bike")
    feed = database.do(lambda store: store.feeds.add(made, now))

    def read_again() -> None:
        visit = Visit(feed, Fetched(b"x"), groups.bot.now, groups.bot.now)
        reading = read(calendar(rule), groups.bot.now, BERLIN)
        database.do(lambda store: kept(store, visit, reading))

    read_again()
    anna = groups.person("anna")
    groups.open(anna, f"cancel_event:{groups.events()[0].id}")
    anna.say("=all")
    groups.after(minutes=3)
    assert [one.event.status for one in groups.events()] == ["cancelled"] * 3
    read_again()
    assert [one.event.status for one in groups.events()] == ["cancelled"] * 3
