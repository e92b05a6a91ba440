"""Asks people of whom nothing was heard for long whether all shall stay, or forgets them (B11)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from dialogs.builtin.silence import question
from dialogs.messages import Message
from dialogs.texts import LANGUAGES, chain, load
from storage.database import Database, StorageAway
from storage.retention import SLICE
from storage.store import Store

from .campaigns.starting import in_peace
from .clock import Clock
from .config import Config
from .days import written
from .doing import Due
from .forgetting import forget, say_last

T = load("silence")
log = logging.getLogger(__name__)


class Silence:
    """Run now and then by the scheduler; harmless however often, by however many processes."""

    def __init__(self, database: Database, config: Config, clock: Clock) -> None:
        self._database = database
        self._config = config
        self._clock = clock

    async def __call__(self) -> None:
        try:
            now = self._clock.now()
            await self._look_back(now)
            before = heard_by(self._config, now)
            due = await self._database.read(lambda store: store.silences.is_due(before))
            if due and await asyncio.to_thread(_in_peace, now, self._config):
                await self._forget(now)
                await self._ask(now)
        except StorageAway as away:
            log.warning("silent people wait, the database is away: %s", away)

    async def _look_back(self, now: datetime) -> None:
        """Count the day, and find out which questions were said, or count for nothing."""
        before = heard_by(self._config, now)
        await self._database.run(lambda store: store.silences.note_said())
        # Before, as a day by a clock that was wrong counts for nothing; after, as time runs out.
        await self._all(lambda store: store.silences.forgive(before, now, SLICE))
        await self._all(lambda store: store.silences.count_day(now, SLICE))
        await self._all(lambda store: store.silences.forgive(before, now, SLICE))

    async def _ask(self, now: datetime) -> None:
        before, days = heard_by(self._config, now), self._config.retention.silent_answer
        texts = questions(self._config, now)
        if found := await self._all(
            lambda store: store.silences.begin(texts, days, before, now, SLICE)
        ):
            log.info("silent for long: %d people", found)

    async def _forget(self, now: datetime) -> None:
        """Each in a transaction of its own: much may go with one."""
        before, count = heard_by(self._config, now), 0
        for id in await self._database.read(lambda store: store.silences.over(before, SLICE)):
            count += await self._database.run(
                lambda store, id=id: forget_silent(Due(store, now, self._config), id)  # type: ignore[misc]
            )
        if count:
            log.info("forgotten: %d silent people", count)

    async def _all(self, work: Callable[[Store], int]) -> int:
        count = 0
        while done := await self._database.run(work):
            count += done
            if done < SLICE:
                break
        return count


def forget_silent(due: Due, id: int) -> bool:
    """Delete the person of a chat, and say so if they were asked; false if they were heard of."""
    store, before = due.store, heard_by(due.config, due.now)
    chat = store.chats.by_id(id, due.now)
    if chat is None or not store.silences.is_over(chat, before):
        return False
    reached = store.campaigns.recipients.reached([chat.participant])
    places = forget(due, chat, "shared")
    if chat.given and reached:
        day = written(due.config.zone)(due.now, chat.language)
        say_last(due, chat, places, Message(T["gone"].fill(chain(chat.language), day=day)))
    return True


def heard_by(config: Config, now: datetime) -> datetime:
    """Whoever was heard of last by then is silent."""
    return now - timedelta(days=config.retention.silent)


def questions(config: Config, now: datetime) -> Mapping[str, Message]:
    """What silent people are asked, by language."""
    day, end = written(config.zone), now + timedelta(days=config.retention.silent_answer)
    return {spoken: question(day(end, spoken), spoken) for spoken in LANGUAGES}


def _in_peace(now: datetime, config: Config) -> bool:
    """Whether people may be written to; the first time, holidays take a while."""
    return in_peace(now, config.zone, config.broadcast) <= now
