"""Fetches feeds when they are due, and takes in what they tell."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adapters.calendars import Reading
from adapters.calendars.apart import read_apart
from dialogs.events.event import Whole
from dialogs.events.reasons import Reason, Unread
from dialogs.places import Gazetteer, with_names
from storage.database import Database
from storage.feeds import Feed, NoFeed
from storage.store import Store

from ..campaigns.settings import Broadcast
from ..campaigns.starting import in_peace
from ..clock import Clock
from ..trouble import Trouble
from .importing import Importing, Outcome, Source
from .reporting import Report
from .settings import Feeds
from .vanishing import Looking, is_complete

if TYPE_CHECKING:
    from adapters.calendars.fetching import Fetched

TICK = 30.0
"""Seconds between two looks for feeds that are due."""

log = logging.getLogger(__name__)


class Feeding:
    """One of these runs in each process; a feed is fetched by whoever takes it first."""

    def __init__(
        self, database: Database, clock: Clock, settings: Feeds, broadcast: Broadcast
    ) -> None:
        """`broadcast` tells when organisers may be written to."""
        self._database = database
        self._clock = clock
        self._settings = settings
        self._broadcast = broadcast

    async def run(self) -> None:
        """Work until cancelled."""
        trouble = Trouble("feeds")
        while True:
            try:
                more = await self.work()
                trouble.over()
                if more:
                    continue
            except Exception as error:  # Feeds can wait; nobody's replies should.
                trouble.told(error)
            await asyncio.sleep(TICK)

    async def work(self) -> bool:
        """Fetch the feed that is most overdue; whether there was one."""
        now = self._clock.now()
        feed = await self._database.run(lambda store: taken(store, now))
        if feed is None:
            return False
        outcome = await self.check(feed)
        if isinstance(outcome, tuple):
            names = ", ".join(reason.name for reason in outcome)
            log.warning("feed %s cannot be read: %s", feed.id, names)
        return True

    async def check(self, feed: Feed) -> Checked | tuple[Reason, ...]:
        """Fetch a feed and take it in; why that failed, where it did."""
        try:
            # Its library is loaded with the first feed: whoever has none need not wait for it.
            from adapters.calendars.fetching import fetch  # noqa: PLC0415

            fetched = await fetch(feed.url, feed.etag, feed.modified, self._settings.allow_private)
            reading = await self._read(fetched, feed.kind)
        except Unread as problem:
            why, at = problem.reasons, self._clock.now()
            due = await self._in_peace(at)
            await self._database.run(lambda store: failed(store, feed.id, why, at, due))
            return why
        now = self._clock.now()
        due = await self._in_peace(now)
        visit = Visit(feed.id, fetched, now, due, feed.kind)
        outcome = await self._database.run(lambda store: kept(store, visit, reading))
        return Checked(reading, outcome)

    async def _in_peace(self, now: datetime) -> datetime:
        return await asyncio.to_thread(in_peace, now, self._clock.zone, self._broadcast)

    async def _read(self, fetched: Fetched, kind: Whole) -> Reading | None:
        if fetched.body is None:
            return None
        return await read_apart(fetched.body, self._clock.now(), self._clock.zone, kind)


def taken(store: Store, now: datetime) -> Feed | None:
    """The next feed that is due; put off, so that nobody else fetches it now."""
    return next((feed for feed in store.feeds.due(now) if store.feeds.take(feed, now)), None)


def failed(store: Store, id: str, why: tuple[Reason, ...], now: datetime, due: datetime) -> None:
    """Note that a feed could not be read; `due`: when its organisers may hear of it."""
    with suppress(NoFeed):  # Somebody has removed it meanwhile.
        failures = store.feeds.failed(id, now, why)
        Report(store, store.feeds.get(id), due).failure(failures, why)


class Checked(Struct, frozen=True):
    """What a visit has brought; no reading where nothing was new."""

    reading: Reading | None
    outcome: Outcome


class Visit(Struct, frozen=True):
    """A feed that was fetched at a moment; its organisers may hear of it when that is `due`.

    `kind` is what its entries were read as.
    """

    feed: str
    fetched: Fetched
    now: datetime
    due: datetime
    kind: Whole = ""


def kept(store: Store, visit: Visit, reading: Reading | None) -> Outcome:
    """Take in what was read, and note that it was."""
    try:
        feed = store.feeds.get(visit.feed)
    except NoFeed:  # Somebody has removed it meanwhile.
        return Outcome()
    name = feed.name or (reading.name if reading else "") or feed.url[:120]
    feed = replace(feed, name=name[:120])
    looking = Looking(store, feed.id, feed.name, visit.now)
    outcome = None
    if reading is None:
        looking.look(None)
    else:
        source = Source(feed.id, feed.name, feed.association, feed.regions, feed.topics)  # type: ignore[arg-type]
        importing = Importing(store, source, places_of(store), visit.now)
        outcome = importing.take(reading.events)
        if is_complete(reading):
            looking.look(importing.keys)
    Report(store, feed, visit.due).success(reading)
    etag, modified = visit.fetched.etag, visit.fetched.modified
    if feed.kind != visit.kind:
        etag = modified = ""  # Somebody has said meanwhile what it holds: the next time it counts.
    store.feeds.fetched(feed.id, visit.now, etag, modified, reading.name if reading else "")
    return outcome or Outcome()


def places_of(store: Store) -> Gazetteer:
    """All names of places, with the alliance's own."""
    return with_names(store.places.names())
