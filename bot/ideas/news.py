"""Tells people what became of their ideas, and organisers what waits; slice by slice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta

from dialogs.markup import glue, plain
from dialogs.messages import OFFER, Message, Option
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import chain, load
from storage.database import Database
from storage.idea import NoIdea
from storage.idea_handling import ALARM, REMIND
from storage.retention import SLICE
from storage.store import Store

from ..campaigns.hours import Hours, holidays, when_to_send
from ..clock import Clock
from ..delivery.sender import Sender
from ..trouble import Trouble
from .messages import news
from .months import prepare
from .telling import listed, words

TICK = 1.0
"""Seconds between two looks for what is to be told."""
REMINDING = timedelta(minutes=10)
"""How often it looks for ideas that nobody answers, or that were done four weeks ago."""

T = load("idea_desk")
log = logging.getLogger(__name__)


def tell_next(store: Store, now: datetime, due: datetime) -> bool:
    """Post a slice of the oldest change to its people; whether there was one to tell."""
    if (untold := store.news.untold(SLICE)) is None:
        return False
    try:
        idea = store.ideas.get(untold.change.idea)
    except NoIdea:
        return False
    appealed = store.handling.appealed(idea.number)
    told = [(hearer, news(untold.change, idea, hearer, appealed)) for hearer in untold.hearers]
    store.news.tell(untold.change.id, told, now, due)
    if len(told) < SLICE:
        store.news.all_told(untold.change.id, now)
    return True


def remind(store: Store, now: datetime, due: datetime) -> None:
    """Tell organisers of ideas without an answer, each once, and then the alliance (D5)."""
    store.handling.ask_whether_done(now)
    for name, after in (("remind", REMIND), ("alarm", ALARM)):
        fresh = [
            number
            for number in store.handling.unanswered(now, after)
            if store.retention.first_time(f"idea-{name}", str(number), now)
        ]
        by_association: dict[str, list[int]] = {}
        for number in fresh:
            whose = EVERYBODY if name == "alarm" else store.ideas.get(number).association
            by_association.setdefault(whose or EVERYBODY, []).append(number)
        for association, numbers in by_association.items():
            _remind(store, association, name, numbers, due)


def _remind(
    store: Store, association: str, name: str, numbers: Sequence[int], due: datetime
) -> None:
    asked = [
        o.participant for o in store.organisers.all(association) if o.role.may(Role.ORGANISER)
    ]
    for person in store.campaigns.recipients.reached(asked).values():
        language = person.language
        ideas = [store.ideas.get(number) for number in numbers]
        lines = [plain(listed(idea.number, words(idea, language), 80)) for idea in ideas]
        text = T[name].fill(chain(language), ideas=glue(lines, "\n"))
        option = Option(f"idea_desk:{association}", T["entry"].raw(chain(language)))
        store.outbox.push(
            person.chat, person.platform, Message(text, (option,), prompt=OFFER), due
        )


class News:
    """One of these runs in each process; two on one database do no harm."""

    def __init__(
        self, database: Database, clock: Clock, senders: Iterable[Sender], hours: Hours
    ) -> None:
        """`senders` are told when there is something new to send."""
        self._database = database
        self._clock = clock
        self._senders = tuple(senders)
        self._hours = hours
        self._holidays: Container[date] | None = None
        self._reminded: datetime | None = None

    async def run(self) -> None:
        """Tell until cancelled."""
        trouble = Trouble("news of ideas")
        while True:
            more = False
            try:
                more = await self.work()
                trouble.over()
            except Exception as error:  # News can wait; nobody's replies should.
                trouble.told(error)
            if not more:
                await asyncio.sleep(TICK)

    async def work(self) -> bool:
        """Tell a slice, if there is one; whether there may be more."""
        now = self._clock.now()
        if self._reminded is None or not timedelta() <= now - self._reminded < REMINDING:
            due = await self._due(now)
            await self._database.run(lambda store: remind(store, now, due))
            await self._database.run(lambda store: prepare(store, now, self._clock.zone, due))
            self._reminded = now
        if await self._database.read(lambda store: store.news.untold(1)) is None:
            return False
        due = await self._due(now)
        more = await self._database.run(lambda store: tell_next(store, now, due))
        for sender in self._senders:
            sender.wake()
        return more

    async def _due(self, now: datetime) -> datetime:
        """When people may be written to next; holidays are reckoned beside the event loop."""
        if self._holidays is None:
            year = self._clock.local().year
            self._holidays = await asyncio.to_thread(holidays, year, year + 1)
        return when_to_send(now, self._clock.zone, self._holidays, self._hours)
