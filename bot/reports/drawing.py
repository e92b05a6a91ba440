"""Draws the pictures of results when their numbers change, so that no turn has to wait for one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterator
from itertools import islice

from dialogs.texts import LANGUAGES
from storage.database import Database, StorageAway
from storage.pictures import Picture
from storage.store import Store

from ..catalogue import Catalogues
from ..config import Config
from ..days import written
from ..printing import Unprintable, printed
from ..printing.press import SECONDS
from ..results.comparing import NEWEST
from ..results.counting import Counting
from ..results.places import by_region
from ..results.reader import Reader
from ..results.result import result
from ..results.rows import compared
from ..results.sources import source
from .pictures import Sketch, sketches, view
from .report import Report, report

log = logging.getLogger(__name__)


class Drawing:
    """Run now and then by the scheduler; does nothing where nothing has changed."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database = database
        self._config = config
        self._catalogues = Catalogues()
        self._counting = Counting()
        self._done = ""
        self.seconds: float = SECONDS

    async def __call__(self) -> None:
        try:
            revision = await self._database.read(lambda store: store.surveys.revision())
            if revision == self._done:
                return
            for one in await self._database.read(lambda store: list(self._undrawn(store))):
                await self._draw(one)
            self._done = revision
        except StorageAway as error:
            log.warning("drawing waits, the database is away: %s", error)

    def _undrawn(self, store: Store) -> Iterator[Report]:
        """Of every result that people may see now, in each language."""
        shown = {listing.id for listing in self._catalogues.of(store).results}
        for id in sorted(shown):
            for language in LANGUAGES:
                for one in self._reports(store, id, language, shown):
                    drawn = store.pictures.drawn(one.made.id, language, view(one))
                    if drawn != one.sha256:
                        yield one

    def _reports(
        self, store: Store, id: str, language: str, shown: Collection[str]
    ) -> Iterator[Report]:
        """All that a chat shows of a survey with pictures."""
        one, config = source(store, id, self._config.operator), self._config
        yield report(result(one, language, written(config.zone)), one.survey, language)
        reader = Reader(store, config, language, shown.__contains__)
        for divided in islice(by_region(reader, id, self._counting), 1):
            yield report(divided, store.surveys.definition(id, divided.version), language)
        row = compared(reader, id, NEWEST)
        if row is not None and row.id == id:
            yield report(row, one.survey, language)

    async def _draw(self, one: Report) -> None:
        try:
            pictures = [await asyncio.to_thread(self._picture, sketch) for sketch in sketches(one)]
        except Unprintable as error:
            # The numbers stand in the text: people see them all the same.
            log.error("no picture of %s: %s", one.made.id, error)  # noqa: TRY400
            pictures = []
        await self._database.run(lambda store: _keep(store, one, pictures))

    def _picture(self, sketch: Sketch) -> Picture:
        drawn = printed(sketch.document, "png", seconds=self.seconds)
        return Picture(sketch.name, sketch.alt, drawn)


def _keep(store: Store, one: Report, pictures: list[Picture]) -> None:
    # Held so that two processes that have drawn the same come one after the other.
    store.surveys.hold(one.made.id)
    store.pictures.keep(one.made.id, one.language, one.sha256, pictures, view(one))
