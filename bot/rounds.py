"""Work that comes in rounds, one after the other, as long as there is some."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from storage.database import StorageAway

IDLE = 2.0
"""Seconds after which to look for what became due by itself."""

log = logging.getLogger(__name__)


class Rounds:
    """`work` does some and says whether there may be more; `what` names it in the log."""

    def __init__(
        self, work: Callable[[], Awaitable[bool]], leads: Callable[[], bool], what: str
    ) -> None:
        self._work = work
        self._leads = leads
        self._what = what
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There is something new to do."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled, where this process leads."""
        while True:
            self._wake.clear()
            more = False
            try:
                more = self._leads() and await self._work()
            except* StorageAway as away:
                log.warning("%s waits, the database is away: %s", self._what, away.exceptions[0])
            except* Exception as errors:  # Files can wait; nobody's messages should.
                kinds = ", ".join(sorted({type(error).__name__ for error in errors.exceptions}))
                log.error("%s failed: %s", self._what, kinds)  # noqa: TRY400
            if not more:
                await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(IDLE):
                await self._wake.wait()
        except TimeoutError:
            return
