"""Reads the files that organisers send, and writes those that they ask for: after the turn."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import timedelta

from adapters import surveyfiles
from adapters.adapter import Adapter, Rejected, RetryLater
from adapters.surveyfiles import Read, WorkerLost
from dialogs.surveys.survey import Survey
from storage.database import Database, StorageAway
from storage.store import Store
from storage.survey_files import Order

from ..clock import Clock
from ..delivery.retry import backoff
from ..delivery.sender import Sender
from ..ideas.photos import stored_photo
from ..ideas.sheet import Telling
from ..rounds import Rounds
from .handing_on import pdf_of, send_sheet, sheet_of
from .received import enter
from .requested import send

ATTEMPTS = 20

log = logging.getLogger(__name__)


class Filing:
    """Works for one platform, where this process is its sender; one file at a time."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it works with
        self,
        database: Database,
        adapter: Adapter,
        clock: Clock,
        leads: Callable[[], bool],
        sender: Sender,
        telling: Telling,
    ) -> None:
        """`sender` is woken when there is something to say; `telling` is how sheets are told."""
        self._database = database
        self._adapter = adapter
        self._clock = clock
        self._sender = sender
        self._telling = telling
        self._rounds = Rounds(self._round, leads, "filing")

    async def run(self) -> None:
        """Work until cancelled."""
        await self._rounds.run()

    async def _round(self) -> bool:
        name, now = self._adapter.name, self._clock.now()
        order = await self._database.read(lambda store: store.survey_files.next(name, now))
        if order is None:
            return False
        try:
            await self._work(order)
        except StorageAway:
            raise
        except Exception as error:  # Networks and libraries fail in more ways than can be listed.
            if not isinstance(error, (RetryLater, OSError)):
                log.warning("a file of an organiser has to wait: %s", type(error).__name__)
            await self._later(order, error)
        return True

    async def _work(self, order: Order) -> None:
        if order.idea is not None:
            await self._hand_on(order)
        elif order.survey:
            await self._write(order, order.survey)
        else:
            await self._read(order)

    async def _hand_on(self, order: Order) -> None:
        one = await self._database.read(lambda store: sheet_of(store, order, self._telling))
        pdf = b""
        if one and order.attempts < ATTEMPTS:
            photo = await self._database.read(lambda store: stored_photo(store, one))
            pdf = await asyncio.to_thread(pdf_of, one, photo)
        now = self._clock.now()
        await self._database.run(lambda store: send_sheet(store, order, one, pdf, now))
        self._sender.wake()

    async def _read(self, order: Order) -> None:
        """Nothing of the file is kept, whatever becomes of it."""
        read, why = Read(), ""
        try:
            if order.ref and order.attempts < ATTEMPTS:
                content = await self._adapter.fetch(order.ref, surveyfiles.LARGEST)
                read = await surveyfiles.read(content)
            else:
                why = "lost"
        except Rejected:
            why = "lost"
        except WorkerLost as lost:
            log.warning("a file of an organiser is not read: %s", lost)
            why = "endless"
        now = self._clock.now()
        await self._database.run(lambda store: enter(store, order, read, why, now))
        self._sender.wake()

    async def _write(self, order: Order, id: str) -> None:
        survey = await self._database.read(lambda store: _newest(store, id))
        table = b""
        try:
            if survey and order.attempts < ATTEMPTS:
                table = await surveyfiles.workbook(survey)
        except WorkerLost as lost:
            log.warning("a survey is not written as a table: %s", lost)
        now = self._clock.now()
        await self._database.run(lambda store: send(store, order, survey, table, now))
        self._sender.wake()

    async def _later(self, order: Order, error: Exception) -> None:
        wait = error.after if isinstance(error, RetryLater) else timedelta()
        wait = max(wait, backoff(order.attempts + 1, random.random()))  # noqa: S311
        until = self._clock.now() + wait
        await self._database.run(lambda store: store.survey_files.postponed(order.id, until))


def _newest(store: Store, id: str) -> Survey | None:
    one = store.drafts.find(id)
    return one.survey if one else None
