"""Plans campaigns into the outbox: slice by slice, from where the last slice ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Container, Iterable
from datetime import date

from storage.campaigns import Campaign
from storage.database import Database, StorageAway
from storage.recipients import SLICE, Budget

from ..clock import Clock
from ..delivery.sender import Sender
from .hours import Hours, holidays, when_to_send
from .settings import Broadcast

AHEAD = 25_000
"""Announcements that wait in the outbox at most before more are planned."""
TICK = 1.0
"""Seconds between two looks for what has become due."""

log = logging.getLogger(__name__)


class Planner:
    """One of these runs in each process; two on one database do no harm."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        senders: Iterable[Sender],
        settings: Broadcast,
        ahead: int = AHEAD,
    ) -> None:
        """`senders` are told when there is something new to send."""
        self._database = database
        self._clock = clock
        self._senders = tuple(senders)
        self._hours = Hours(settings.earliest, settings.latest, settings.rest_days)
        self._budget = Budget(settings.invitations_a_week)
        self._ahead = ahead
        self._holidays: Container[date] | None = None
        self._away = False
        self._failed: set[str] = set()

    async def run(self) -> None:
        """Plan until cancelled."""
        while True:
            if not await self._tick():
                await asyncio.sleep(TICK)

    async def _tick(self) -> bool:
        """One round; whether the next need not wait."""
        try:
            more = await self.work()
        except StorageAway as away:
            if not self._away:
                log.warning("campaigns wait, the database is away: %s", away)
            self._away = True
            return False
        self._away = False
        return more

    async def work(self) -> bool:
        """Do for each campaign what is due, a slice at most; whether there is more to do."""
        now, more = self._clock.now(), False
        campaigns = await self._database.read(lambda store: store.campaigns.at_work(now))
        for campaign in campaigns:
            if campaign.id in self._failed:
                continue
            try:
                more = await self._one(campaign) or more
            except StorageAway:
                raise
            except Exception as error:  # One campaign that is broken must not stop the bot.
                log.error("campaign %s waits for a restart: %s", campaign.id, _kind(error))  # noqa: TRY400
                self._failed.add(campaign.id)
        return more

    async def _one(self, campaign: Campaign) -> bool:
        now, id = self._clock.now(), campaign.id
        if campaign.state != "stopped":
            due = when_to_send(now, self._clock.zone, await self._rest(), self._hours)
            if due > now:
                while await self._database.run(lambda s: s.campaigns.hold_back(id, due)):
                    pass  # in slices, so that no reply waits for it
                log.info("campaign %s rests until %s", id, due)
                return False
        if campaign.state == "stopped" or campaign.planned is not None:
            if await self._database.run(lambda store: store.campaigns.finish(id, now)):
                log.info("campaign %s has ended", id)
            return False
        return await self._plan(campaign)

    async def _rest(self) -> Container[date]:
        """The holidays; beside the event loop, as replies must not wait for them.

        Not before the first campaign: they take a second and 20 MB.
        """
        if self._holidays is None:
            year = self._clock.local().year
            self._holidays = await asyncio.to_thread(holidays, year, year + 1)
        return self._holidays

    async def _plan(self, campaign: Campaign) -> bool:
        now, id, budget = self._clock.now(), campaign.id, self._budget
        waiting = await self._database.read(lambda store: store.campaigns.waiting(now))
        if waiting >= self._ahead:
            return False
        if campaign.state == "planned":
            log.info("campaign %s begins", id)
        await self._database.run(lambda store: store.campaigns.plan(id, now, budget, SLICE))
        for sender in self._senders:
            sender.wake()
        return True


def _kind(error: Exception) -> str:
    return type(error).__name__
