"""Closed surveys of which nobody has said what follows: organisers are reminded, then it goes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dialogs.organising.notices import unsaid
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import LANGUAGES
from storage.audit import CONSOLE
from storage.database import Database, StorageAway
from storage.organisers import Organiser
from storage.store import Store
from storage.surveys import Refused

from ..campaigns.starting import in_peace
from ..days import written
from ..sending.about import title
from .following import outcomes

if TYPE_CHECKING:
    from ..clock import Clock
    from ..config import Config

log = logging.getLogger(__name__)


class Unsaid:
    """Run now and then by the scheduler; harmless however often, by however many processes."""

    def __init__(self, database: Database, config: Config, clock: Clock) -> None:
        self._database = database
        self._config = config
        self._clock = clock

    async def __call__(self) -> None:
        now, days = self._clock.now(), last_day(self._config)
        try:
            if days > 0:
                await self._each(days, now, lambda store, id: tell(store, id, now))
            remind_days = self._config.results.remind_days
            await self._each(remind_days, now, lambda s, id: remind(s, id, self._config, now))
        except StorageAway as away:
            log.warning("what follows waits, the database is away: %s", away)

    async def _each(self, days: int, now: datetime, work: Callable[[Store, str], bool]) -> None:
        """Surveys that have been closed for so long, each in a transaction of its own."""
        before = now - timedelta(days=days)
        for id in await self._database.read(lambda store: store.followers.waiting(before)):
            await self._database.run(lambda store, id=id: work(store, id))  # type: ignore[misc]


def tell(store: Store, survey: str, now: datetime) -> bool:
    """Tell those who took part the result without what follows from it, unless they were told."""
    if store.campaigns.told_result(survey):
        return False
    try:
        store.campaigns.tell_result(survey, outcomes(store, survey, {}), now, now)
    except Refused:
        return False
    store.audit.note(CONSOLE, store.drafts.owner(survey), "tell_unsaid", survey, now)
    log.info("a result goes without what follows from it")
    return True


def remind(store: Store, survey: str, config: Config, now: datetime) -> bool:
    """Remind each organiser once; whether there was one to remind."""
    one, closed = store.drafts.find(survey), store.surveys.standing(survey).closed
    if one is None or not one.association or closed is None:
        return False
    if store.campaigns.told_result(survey):
        return False
    last = closed + timedelta(days=last_day(config))
    about, day = title(store, survey), written(config.zone)
    texts = {spoken: unsaid(survey, about, day(last, spoken), spoken) for spoken in LANGUAGES}
    due = in_peace(now, config.zone, config.broadcast)
    reminded = [
        store.notices.push(survey, organiser.participant, "unsaid", texts, due)
        for organiser in _organisers(store, one.association)
    ]
    return any(reminded)


def last_day(config: Config) -> int:
    """Days after the close on which the result goes out; before those who are to hear it go."""
    return min(config.results.tell_days, config.retention.unlink - 1)


def _organisers(store: Store, association: str) -> list[Organiser]:
    """Those who can say it: of the association, or where there are none, of the alliance."""
    for where in (association, EVERYBODY):
        found = [o for o in store.organisers.all(where) if o.role.may(Role.ORGANISER)]
        if found:
            return found
    return []
