"""Plans campaigns into the outbox: slice by slice, from where the last slice ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Container, Iterable
from datetime import date, datetime, timedelta

from dialogs.organising.notices import Event
from storage.campaign import Campaign
from storage.database import Database, StorageAway
from storage.recipients import SLICE
from storage.store import Store

from ..clock import Clock
from ..delivery.sender import Sender
from ..sending.telling import tell_starter
from ..trouble import Trouble
from .hours import Hours, holidays, when_to_send
from .settings import Broadcast

AHEAD = 25_000
"""Announcements of an association that wait in the outbox at most before more are planned."""
LOOK = timedelta(seconds=30)
"""Between two looks whether half of a campaign is out."""
SPARSE = 100
"""Recipients from whom on the half is worth a message."""
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
        self._invitations = settings.invitations_a_week
        self._looks: dict[str, datetime] = {}
        self._ahead = ahead
        self._holidays: Container[date] | None = None
        self._trouble = Trouble("campaigns")
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
        except Exception as error:  # Campaigns can wait; nobody's replies should.
            self._trouble.told(error)
            return False
        self._trouble.over()
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
                kind = type(error).__name__
                log.error("campaign %s waits for a restart: %s", campaign.id, kind)  # noqa: TRY400
                self._failed.add(campaign.id)
        return more

    async def _one(self, campaign: Campaign) -> bool:
        now, id = self._clock.now(), campaign.id
        if campaign.state != "stopped":
            due = when_to_send(now, self._clock.zone, await self._rest(), self._hours)
            if campaign.state == "waiting":
                await self._database.run(lambda store: self._expire(store, campaign, now, due))
                return False
            if due > now:
                while await self._database.run(lambda s: s.campaigns.hold_back(id, due)):
                    pass  # in slices, so that no reply waits for it
                log.info("campaign %s rests until %s", id, due)
                return False
        if campaign.state == "stopped" or campaign.planned is not None:
            if await self._database.run(lambda store: _finish(store, campaign, now)):
                log.info("campaign %s has ended", id)
            elif campaign.recipients >= SPARSE:
                await self._look(campaign, now)
            return False
        return await self._plan(campaign)

    @staticmethod
    def _expire(store: Store, campaign: Campaign, now: datetime, due: datetime) -> None:
        """Nobody has approved of it in time."""
        if store.campaigns.get(campaign.id).state == "waiting":
            store.campaigns.stop(campaign.id, now)
            tell_starter(store, campaign, "expired", due)
            log.info("campaign %s was approved by nobody", campaign.id)

    async def _look(self, campaign: Campaign, now: datetime) -> None:
        """Tell once when half of it is out."""
        if now - self._looks.get(campaign.id, campaign.made) < LOOK:
            return
        self._looks[campaign.id] = now
        done = await self._database.read(lambda store: store.campaigns.progress(campaign.id))
        if 2 * done.waiting <= done.recipients:
            await self._tell(campaign, "half", now)

    async def _tell(self, campaign: Campaign, event: Event, now: datetime) -> None:
        if await self._database.run(lambda store: tell_starter(store, campaign, event, now)):
            for sender in self._senders:
                sender.wake()

    async def _rest(self) -> Container[date]:
        """The holidays; beside the event loop, as replies must not wait for them.

        Not before the first campaign: they take a second and 20 MB.
        """
        if self._holidays is None:
            year = self._clock.local().year
            self._holidays = await asyncio.to_thread(holidays, year, year + 1)
        return self._holidays

    async def _plan(self, campaign: Campaign) -> bool:
        now, whose = self._clock.now(), campaign.order.association
        waiting = await self._database.read(lambda store: store.campaigns.waiting(now, whose))
        if waiting >= self._ahead:
            return False
        if campaign.state == "planned":
            log.info("campaign %s begins", campaign.id)
        if campaign.undrawn:
            # Everybody is looked at: beside the writers, so that no reply waits for it.
            cut = await self._database.read(lambda store: self._cut(store, campaign, now))
            await self._database.run(lambda store: store.campaigns.draw(campaign.id, cut))
        await self._database.run(lambda store: self._slice(store, campaign, now))
        for sender in self._senders:
            sender.wake()
        return True

    def _cut(self, store: Store, campaign: Campaign, now: datetime) -> str:
        budget = store.limits.budget(self._invitations)
        return store.campaigns.recipients.cut(campaign.aim, now, budget)

    def _slice(self, store: Store, campaign: Campaign, now: datetime) -> None:
        budget = store.limits.budget(self._invitations)
        store.campaigns.plan(campaign.id, now, budget, SLICE)
        if campaign.state == "planned":
            tell_starter(store, campaign, "begun", now)


def _finish(store: Store, campaign: Campaign, now: datetime) -> bool:
    ended = store.campaigns.finish(campaign.id, now)
    if ended and campaign.state != "stopped":
        tell_starter(store, campaign, "done", now)
    return ended
