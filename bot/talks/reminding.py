"""What time brings to talks: a reminder, the alliance in place of a group, the end of silence."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from dialogs.organising.roles import EVERYBODY
from storage.database import Database, StorageAway
from storage.retention import SLICE
from storage.store import Store
from storage.talk import ALARM, REMIND, NoTalk

from ..clock import Clock
from ..config import Config
from ..doing import Due
from .people import on_duty, organisers_of, people, readers
from .telling import call, tell_guest

log = logging.getLogger(__name__)
Work = Callable[["Due", int], None]


class Reminding:
    """Run now and then by the scheduler; harmless however often, by however many processes."""

    def __init__(self, database: Database, config: Config, clock: Clock) -> None:
        self._database = database
        self._config = config
        self._clock = clock

    async def __call__(self) -> None:
        try:
            now = self._clock.now()
            found = await self._database.read(lambda store: self._found(store, now))
            for work, number in found:
                await self._database.run(
                    lambda store, work=work, number=number: _once(  # type: ignore[misc]
                        work, Due(store, now, self._config), number
                    )
                )
        except StorageAway as away:
            log.warning("talks wait, the database is away: %s", away)

    def _found(self, store: Store, now: datetime) -> list[tuple[Work, int]]:
        silence = timedelta(days=self._config.retention.silent_talks)
        found: dict[Work, list[int]] = {
            fall_silent: store.talks.silent(now - silence, SLICE),
            pass_to_alliance: store.talks.overdue(now - ALARM, but=EVERYBODY),
            remind: store.talks.overdue(now - REMIND),
        }
        return [(work, number) for work, numbers in found.items() for number in numbers]


def _once(work: Work, due: Due, number: int) -> None:
    try:
        work(due, number)
    except NoTalk:
        # Somebody ended it a moment ago.
        return


def fall_silent(due: Due, number: int) -> None:
    """End a talk in which nobody has said anything for long; raises NoTalk."""
    talk = due.store.talks.hold(number)
    silence = timedelta(days=due.config.retention.silent_talks)
    if due.now - talk.changed <= silence:
        return
    entry = due.store.talks.close(number, "silent", due.now)
    tell_guest(due, talk, entry, "silent")


def pass_to_alliance(due: Due, number: int) -> None:
    """Have the alliance answer where an association has not for so long; raises NoTalk."""
    talk = due.store.talks.hold(number)
    if not _still_waits(talk.waits, due.now, ALARM) or talk.association == EVERYBODY:
        return
    if not readers(due.store, EVERYBODY):
        return
    before = organisers_of(due.store, talk)
    entry = due.store.talks.hand_over(number, EVERYBODY, None, "overdue", due.now)
    due.store.talk_posts.take_back(number, due.now, before)
    after = due.store.talks.get(number)
    called = people(on_duty(due.store, EVERYBODY)) - {talk.participant}
    call(due, after, entry, "overdue", called)
    call(due, after, entry, "moved", before - called)
    tell_guest(due, after, entry, "overdue")


def remind(due: Due, number: int) -> None:
    """Tell organisers once that somebody waits; raises NoTalk."""
    talk = due.store.talks.hold(number)
    if talk.reminded or not _still_waits(talk.waits, due.now, REMIND):
        return
    entry = due.store.talks.remind(number, due.now)
    # All of them: perhaps the one who answers is ill.
    called = people(on_duty(due.store, talk.association)) | organisers_of(due.store, talk)
    call(due, talk, entry, "remind", called - {talk.participant})


def _still_waits(since: datetime | None, now: datetime, for_: timedelta) -> bool:
    return since is not None and now - since >= for_
