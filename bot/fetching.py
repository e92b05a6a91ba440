"""Fetches what people sent: after the turn that took it, before the platform forgets it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import timedelta

from adapters.adapter import Adapter, Rejected, RetryLater
from adapters.media import Cleaned, Unusable, cleaned
from dialogs.messages import LARGEST_FILE, Message
from dialogs.texts import chain, load
from storage.database import Database
from storage.files import Unfetched
from storage.store import Store

from .clock import Clock
from .delivery.retry import backoff
from .rounds import Rounds

AT_ONCE = 4
ATTEMPTS = 20
"""Tries of some minutes each; a platform gives out a file for a day or more."""
LOST = load("turn")["file_lost"]

log = logging.getLogger(__name__)


class Fetching:
    """Works for one platform, where this process is its sender."""

    def __init__(
        self, database: Database, adapter: Adapter, clock: Clock, leads: Callable[[], bool]
    ) -> None:
        self._database = database
        self._adapter = adapter
        self._clock = clock
        self._rounds = Rounds(self._round, leads, "fetching files")
        self._drawing = asyncio.Lock()

    def wake(self) -> None:
        """There is something new to fetch."""
        self._rounds.wake()

    async def run(self) -> None:
        """Work until cancelled."""
        await self._rounds.run()

    async def _round(self) -> bool:
        """Fetch some files; whether there may be more."""
        name, now = self._adapter.name, self._clock.now()
        found = await self._database.run(lambda store: store.files.unfetched(name, now, AT_ONCE))
        async with asyncio.TaskGroup() as group:
            for one in found:
                group.create_task(self._settle(one))
        return len(found) == AT_ONCE

    async def _settle(self, one: Unfetched) -> None:
        try:
            made = await self._fetched(one)
        except (Rejected, Unusable) as error:
            # What a platform says of it is not for the log.
            why = str(error) if isinstance(error, Unusable) else "it is not given out"
            log.warning("a file of a person cannot be kept: %s", why)
            await self._database.run(lambda store: self._tell(store, one))
        except Exception as error:  # Networks and libraries fail in more ways than can be listed.
            if not isinstance(error, (RetryLater, OSError)):
                log.warning("a file could not be fetched: %s", type(error).__name__)
            await self._later(one, error)
        else:
            await self._database.run(
                lambda store: store.files.fetched(one.id, made.media_type, made.content)
            )

    async def _fetched(self, one: Unfetched) -> Cleaned:
        if not one.ref or one.attempts >= ATTEMPTS:
            raise Rejected("could not be fetched in time")
        content = await self._adapter.fetch(one.ref, LARGEST_FILE)
        # One at a time: a large picture takes more memory than all the rest of the bot.
        async with self._drawing:
            return await asyncio.to_thread(cleaned, one.kind, content)

    async def _later(self, one: Unfetched, error: Exception) -> None:
        wait = error.after if isinstance(error, RetryLater) else timedelta()
        wait = max(wait, backoff(one.attempts + 1, random.random()))  # noqa: S311
        until = self._clock.now() + wait
        await self._database.run(lambda store: store.files.postponed(one.id, until))

    def _tell(self, store: Store, one: Unfetched) -> None:
        """Forget the file, and tell whoever sent it."""
        now = self._clock.now()
        id = store.files.lost(one.id)
        if id is not None and (chat := store.chats.by_id(id, now)) is not None:
            store.outbox.add(chat, Message(LOST.fill(chain(chat.language))), now)
