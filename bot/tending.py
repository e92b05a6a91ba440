"""What time brings: forgetting (B11), in slices so that no reply waits, and interim results."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from storage.audit import CONSOLE
from storage.database import Database, StorageAway
from storage.events import KEPT
from storage.retention import SLICE
from storage.store import Store

from .clock import Clock
from .config import Retention
from .events.publishing import TEMPLATES

PERIODS = 60
"""Days after which no clock is likely to jump back to a digest."""
STEPS = "steps"

log = logging.getLogger(__name__)


class Tending:
    """Run now and then by the scheduler; harmless however often."""

    def __init__(self, database: Database, retention: Retention, clock: Clock) -> None:
        self._database = database
        self._keep = retention
        self._clock = clock

    async def __call__(self) -> None:
        try:
            # Before their posts are forgotten.
            await self._database.run(lambda store: store.silences.note_said())
            for what, slice_ in self.work().items():
                if count := await self._all(slice_):
                    log.info("forgotten: %d %s", count, what)
            await self._close()
            await self._show()
            await self._database.sweep()
        except StorageAway as error:
            log.warning("forgetting waits, the database is away: %s", error)

    async def _close(self) -> None:
        """End the surveys whose last day is over."""
        now = self._clock.now()
        over = await self._database.read(lambda store: store.drafts.over(now))
        for id in over:
            if await self._database.run(lambda store, id=id: _closed(store, id, now)):  # type: ignore[misc]
                log.info("closed at its end: one survey")

    async def _show(self) -> None:
        """Have open surveys show their next step; not when a ballot comes, which tells whose."""
        now = self._clock.now()
        await self._database.run(lambda store: _renew(store, now))
        standings = await self._database.read(lambda store: store.surveys.standings())
        for id in [standing.id for standing in standings if standing.state == "open"]:
            await self._database.run(lambda store, id=id: store.surveys.release(id, now))  # type: ignore[misc]

    def work(self) -> dict[str, Callable[[Store], int]]:
        """What is forgotten by now, each a slice that tells how many it was."""
        now, keep = self._clock.now(), self._keep
        posts, heard, unlink, drafts, ideas, talks = (
            timedelta(days=days)
            for days in (
                keep.posts,
                keep.heard,
                keep.unlink,
                keep.drafts,
                keep.ideas,
                keep.talks,
            )
        )
        return {
            "survey secrets": lambda store: store.surveys.unlink(now - unlink),
            "own words and small regions in ballots": lambda store: store.surveys.detach(),
            "people to be told": lambda store: store.campaigns.forget_results(now - unlink),
            "leaves for raw data": lambda store: store.releases.forget(now),
            "settled posts": lambda store: store.outbox.purge(now - posts, SLICE),
            "hours of steps": lambda store: store.retention.drop_periods(
                STEPS, now - timedelta(days=PERIODS)
            ),
            "keys of things heard": lambda store: store.retention.drop_heard(now - heard),
            "codes for linking": lambda store: store.linking.codes.forget(now, SLICE),
            "invitations of organisers": lambda store: store.organisers.drop_invites(now),
            "words that register rooms": lambda store: store.rooms.drop_words(now),
            "rooms that have ended": lambda store: store.rooms.forget(
                now - timedelta(days=PERIODS)
            ),
            "what rooms were told": lambda store: store.room_posts.forget(
                now - timedelta(days=PERIODS)
            ),
            "files of no answer": lambda store: store.files.drop_unused(now, SLICE),
            "events that are over": lambda store: store.events.forget_over(now - KEPT, SLICE),
            "drafts of events": lambda store: store.event_drafts.forget(now - TEMPLATES, SLICE),
            "periods of digests": lambda store: store.retention.drop_digests(
                now - timedelta(days=PERIODS), SLICE
            ),
            "ideas": lambda store: store.ideas.drop_old(now - ideas, SLICE),
            "talks": lambda store: store.talks.drop_closed(now - talks, SLICE),
            "blocks of talks": lambda store: store.talk_blocks.forget(now),
            "drafts": lambda store: store.retention.drop_drafts(now, drafts),
        }

    async def _all(self, slice_: Callable[[Store], int]) -> int:
        count = 0
        while done := await self._database.run(slice_):
            count += done
            if done < SLICE:
                break
        return count


def _renew(store: Store, now: datetime) -> None:
    """At most once an hour, so that nobody can watch a number move (C8)."""
    if store.retention.first_time(STEPS, now.strftime("%Y-%m-%dT%H"), now):
        store.steps.renew()


def _closed(store: Store, id: str, now: datetime) -> bool:
    if not store.surveys.close(id, now):
        return False
    if one := store.drafts.find(id):
        store.audit.note(CONSOLE, one.association, "close", id, now)
    return True
