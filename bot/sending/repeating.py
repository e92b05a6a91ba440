"""Surveys that are asked again each month: a new round in the same words, to be compared."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from dialogs.suppression import reach
from dialogs.surveys.survey import Survey
from storage.campaign import Order
from storage.campaign_planning import MANY
from storage.database import Database, StorageAway
from storage.repeats import Repeat
from storage.store import Store
from storage.surveys import Refused

from ..campaigns.starting import in_peace, invitations, starts
from .telling import ask_for_approval, newest

if TYPE_CHECKING:
    from ..clock import Clock
    from ..config import Config

MORNING = time(9)
APPROVAL = timedelta(days=7)
"""How long a sending waits for somebody to approve of it."""
_ROOM = 32
"""Characters of a survey's name that are left beside the month."""

log = logging.getLogger(__name__)


def next_month(now: datetime, zone: ZoneInfo) -> datetime:
    """The morning of the first day of the next month."""
    local = now.astimezone(zone)
    first = (local.replace(day=1) + timedelta(days=32)).date().replace(day=1)
    return datetime.combine(first, MORNING, zone).astimezone(UTC)


class Repeating:
    """Run now and then by the scheduler; harmless however often, by however many processes."""

    def __init__(self, database: Database, config: Config, clock: Clock) -> None:
        self._database = database
        self._config = config
        self._clock = clock

    async def __call__(self) -> None:
        try:
            now = self._clock.now()
            for repeat in await self._database.read(lambda store: store.repeats.all()):
                if repeat.due is not None and repeat.due <= now:
                    await self._one(repeat, now)
        except StorageAway as away:
            log.warning("repeating waits, the database is away: %s", away)

    async def _one(self, repeat: Repeat, now: datetime) -> None:
        try:
            await self._database.run(lambda store: self.begin(store, repeat, now))
        except Refused as refused:
            # Somebody has given that name to another survey; the others must not wait for it.
            log.warning("the round of %s cannot begin: %s", repeat.id, refused)

    def begin(self, store: Store, repeat: Repeat, now: datetime) -> bool:
        """Begin this month's round, if nobody has; months that were missed are not made up for."""
        zone = self._config.zone
        period = now.astimezone(zone).strftime("%Y-%m")
        id = f"{repeat.survey[:_ROOM]}-{period.replace('-', '')}"
        store.repeats.put_off(repeat.id, next_month(now, zone))
        starter = store.organisers.one(repeat.starter)
        if starter is None:
            # Nobody is left who wants it.
            store.repeats.put_off(repeat.id, None)
            return False
        before = store.repeats.rounds(repeat.id) or [repeat.survey]
        if not store.repeats.begin(repeat.id, period, id):
            return False
        made = store.drafts.keep(
            _round(newest(store, repeat.survey), id, period), repeat.association
        )
        if store.surveys.standing(before[-1]).state == "open":
            store.surveys.close(before[-1], now)
        store.surveys.publish(made.id, now, self._config.results.k)
        store.audit.note(repeat.starter, repeat.association, "round", made.id, now)
        self._invite(store, repeat, made.id, now)
        log.info("round %s of %s has begun", period, repeat.id)
        return True

    def _invite(self, store: Store, repeat: Repeat, survey: str, now: datetime) -> None:
        """Under the same rules as whatever is sent by hand."""
        cells = store.campaigns.recipients.cells()
        if reach(cells, repeat.audience, self._config.results.k) is None:
            return
        people = sum(n for cell, n in cells.items() if repeat.audience.fits(cell[0], cell[1]))
        expires = now + APPROVAL if people > MANY else None
        order = Order(repeat.association, repeat.starter, repeat.audience, expires=expires)
        zone, settings = self._config.zone, self._config.broadcast
        texts = invitations(store, survey, self._config.operator)
        id = store.campaigns.make(survey, texts, now, starts(now, zone, settings), order)
        if expires:
            campaign = store.campaigns.get(id)
            ask_for_approval(store, campaign, in_peace(now, zone, settings))


def _round(survey: Survey, id: str, period: str) -> Survey:
    """The same survey under another name, with its month in the title."""
    year, month = period.split("-")
    titles = survey.heading
    title = {language: f"{words} ({month}/{year})" for language, words in titles.items()}
    return replace(survey, id=id, version=1, title=title)
