"""Fetches feeds when they are due, and takes in what they tell."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from adapters.calendars import Reading, UnreadableCalendar, read
from adapters.calendars.addresses import FeedProblem
from adapters.calendars.fetching import Fetched, fetch
from dialogs.places import Gazetteer, with_names
from storage.database import Database, StorageAway
from storage.feeds import Feed
from storage.store import Store

from ..clock import Clock
from .importing import Importing, Outcome, Source
from .settings import Feeds

TICK = 30.0
"""Seconds between two looks for feeds that are due."""

log = logging.getLogger(__name__)


class Feeding:
    """One of these runs in each process; a feed is fetched by whoever takes it first."""

    def __init__(self, database: Database, clock: Clock, settings: Feeds) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                if await self.work():
                    continue
            except StorageAway as away:
                log.warning("feeds wait, the database is away: %s", away)
            await asyncio.sleep(TICK)

    async def work(self) -> bool:
        """Fetch the feed that is most overdue; whether there was one."""
        now = self._clock.now()
        feed = await self._database.run(lambda store: taken(store, now))
        if feed is None:
            return False
        outcome = await self.check(feed)
        if isinstance(outcome, str):
            log.warning("feed %s cannot be read: %s", feed.id, outcome)
        return True

    async def check(self, feed: Feed) -> tuple[Reading | None, Outcome] | str:
        """Fetch a feed and take it in; why that failed, in German, where it did."""
        try:
            fetched = await fetch(feed.url, feed.etag, feed.modified, self._settings.allow_private)
            reading = await self._read(fetched)
        except (FeedProblem, UnreadableCalendar) as problem:
            why, at = str(problem), self._clock.now()
            await self._database.run(lambda store: store.feeds.failed(feed.id, at, why))
            return why
        now = self._clock.now()
        return reading, await self._database.run(
            lambda store: kept(store, feed, fetched, reading, now)
        )

    async def _read(self, fetched: Fetched) -> Reading | None:
        if fetched.body is None:
            return None
        body, now, zone = fetched.body, self._clock.now(), self._clock.zone
        return await asyncio.to_thread(read, body, now, zone)


def taken(store: Store, now: datetime) -> Feed | None:
    """The next feed that is due; put off, so that nobody else fetches it now."""
    due = store.feeds.due(now)
    if not due:
        return None
    store.feeds.put_off(due[0].id, now)
    return due[0]


def kept(
    store: Store, feed: Feed, fetched: Fetched, reading: Reading | None, now: datetime
) -> Outcome:
    """Take in what was read, and note that it was."""
    name = reading.name if reading else ""
    store.feeds.fetched(feed.id, now, fetched.etag, fetched.modified, name)
    if reading is None:
        return Outcome()
    called = feed.name or name or feed.url[:120]
    source = Source(feed.id, called, feed.association, feed.regions, feed.topics)  # type: ignore[arg-type]
    return Importing(store, source, places_of(store), now).take(reading.events)


def places_of(store: Store) -> Gazetteer:
    """All names of places, with the alliance's own."""
    return with_names(store.places.names())
