"""Plans alerts into the outbox: digests, changes and reminders, in slices, each once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

from msgspec.structs import replace

from storage.alerts import EVERYWHERE
from storage.database import Database
from storage.moments import moment
from storage.wishes import Settings

from ..campaigns.hours import Hours, holidays
from ..campaigns.settings import Broadcast
from ..clock import Clock
from ..delivery.sender import Sender
from ..trouble import Trouble
from .digesting import Digesting
from .informing import inform, remind
from .periods import Period, Rules, newest, to_be_reminded
from .publishing import publish_next

TICK = 5.0
"""Seconds between two looks for what has become due."""
SLICE = 500
"""People planned in one transaction, so that no reply waits for it."""

log = logging.getLogger(__name__)


class Alerting:
    """One of these runs in each process; what two do at once is done once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        senders: Iterable[Sender],
        settings: Broadcast,
    ) -> None:
        """`senders` are told when there is something new to send."""
        self._database = database
        self._clock = clock
        self._senders = tuple(senders)
        self._hours = Hours(settings.earliest, settings.latest, settings.rest_days)

    async def run(self) -> None:
        """Plan until cancelled."""
        trouble = Trouble("alerts")
        while True:
            more = False
            try:
                more = await self.work()
                trouble.over()
            except Exception as error:  # Alerts can wait; nobody's replies should.
                trouble.told(error)
            if not more:
                await asyncio.sleep(TICK)

    async def work(self) -> bool:
        """Do a slice of each thing that is due; whether there may be more to do."""
        now = self._clock.now()
        while await self._database.run(lambda store: publish_next(store, now)):
            pass
        done = await self._changes() + await self._reminders() + await self._digests()
        if done:
            for sender in self._senders:
                sender.wake()
        return bool(done)

    async def rules(self, lands: str) -> Rules:
        """The hours and holidays of some Länder."""
        year = self._clock.local().year
        rest = await asyncio.to_thread(holidays, year, year + 1, lands=tuple(lands.split()))
        return Rules(self._clock.zone, rest, self._hours)

    # Changes.

    async def _changes(self) -> int:
        ids = await self._database.read(lambda store: store.alerts.unannounced())
        if not ids:
            return 0
        rules = {lands: await self.rules(lands) for lands in await self._all_lands()}
        now, done = self._clock.now(), 0
        for id in ids:
            done += await self._database.run(
                lambda store, id=id: inform(store, id, rules, now, SLICE)  # type: ignore[misc]
            )
        return done

    async def _all_lands(self) -> set[str]:
        groups = await self._database.read(lambda store: store.alerts.groups())
        return {EVERYWHERE, *(group.lands for group in groups)}

    # Reminders.

    async def _reminders(self) -> int:
        now = self._clock.now()
        rules = await self.rules(EVERYWHERE)
        if rules.allowed(now) > now:
            return 0
        soon = await self._database.read(
            lambda store: store.events.upcoming(now, now + timedelta(days=6))
        )
        due = [
            one
            for one in soon
            if one.event.status != "cancelled"
            and to_be_reminded(one.event, rules) <= now < one.event.deadline
        ]
        if not due:
            return 0
        return await self._database.run(lambda store: remind(store, due, now, rules.zone, SLICE))

    # Digests.

    async def _digests(self) -> int:
        groups = await self._database.read(lambda store: store.alerts.groups())
        due = [one async for one in self._due(groups)]
        if not due:
            return 0
        now = self._clock.now()
        upcoming = await self._database.read(lambda store: store.events.upcoming(now))
        digesting = Digesting(upcoming, now, self._clock.zone)
        done = 0
        for group, period in due:
            while count := await self._database.run(
                lambda store, g=group, p=period: digesting.slice(store, g, p, SLICE)  # type: ignore[misc]
            ):
                done += count
                if count < SLICE or self._clock.now() - now > timedelta(minutes=10):
                    break
        return done

    async def _due(self, groups: list[Settings]) -> AsyncIterator[tuple[Settings, Period]]:
        """Who may be written to now, and which period has begun for them."""
        now = self._clock.now()
        for group in groups:
            rules = await self.rules(group.lands)
            if rules.allowed(now) > now:
                continue
            at_once = group.frequency == "once"
            # At once, and once a day what has come near since, or found no room.
            period = newest(replace(group, frequency="daily") if at_once else group, now, rules)
            news = await self._news() if at_once else None
            if due := max(filter(None, (period, news)), key=lambda one: one.begin, default=None):
                yield group, due

    async def _news(self) -> Period | None:
        news = await self._database.read(lambda store: store.alerts.news())
        return Period(f"news {news}", moment(news)) if news else None
