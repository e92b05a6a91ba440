"""What a stage is, and the rehearsal platform: turns without an adapter."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from adapters.media import cleaned
from adapters.surveyfiles import read, workbook
from bot.days import written as written_days
from bot.ideas.photos import stored_photo
from bot.ideas.sheet import Telling
from bot.organising.handing_on import pdf_of, send_sheet, sheet_of
from bot.organising.received import enter
from bot.organising.requested import send
from dialogs.messages import MediaKind, Message
from dialogs.surveys.survey import Survey
from storage.outbox import Post
from storage.settling import Settled
from storage.store import Store
from storage.survey_files import Order
from tests.adapters.media.making import photo, voice
from tests.bot.talking import PLATFORM, Bot, Person

BERLIN = ZoneInfo("Europe/Berlin")
LATER = timedelta(days=60)
"""What is for the next morning, or the next weeks, is shown at once."""
MANY = 1_000


class Stage(Protocol):
    """`elsewhere` is another platform, for people whom nobody plays."""

    bot: Bot
    elsewhere: str

    def person(self, name: str, language: str) -> Person:
        """Somebody who has not written yet, and whose platform tells that language."""

    def does(self, person: Person, line: str, brings: Path | None = None) -> None:
        """Until all that follows is done; `brings` is what is in a file that is sent."""

    def shown(self, person: Person) -> Message:
        """What they were told last, with the values of its buttons."""

    def told(self, person: Person) -> list[Message]:
        """What they see of the bot since this was asked last."""

    def filed(self, sent: Path | None) -> None:
        """Have the file made or read that was asked for or sent last."""


class Rehearsal:
    """Turns without an adapter; what is said is with its people at once, whenever it is due."""

    elsewhere = "telegram"

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._said: dict[str, list[Message]] = defaultdict(list)
        self._seen: dict[str, int] = defaultdict(int)

    def person(self, name: str, language: str) -> Person:
        return self.bot.person(name, language=language)

    def does(self, person: Person, line: str, brings: Path | None = None) -> None:
        del brings  # here a file is read only when it is filed
        self.bot.hear(person.inbound(line, self.shown(person)))
        if line.startswith("{"):
            self._fetch()
        self._say()

    def shown(self, person: Person) -> Message:
        said = self._said[person.address]
        return said[-1] if said else Message(())

    def told(self, person: Person) -> list[Message]:
        self._say()
        said = self._said[person.address]
        before, self._seen[person.address] = self._seen[person.address], len(said)
        return said[before:]

    def _say(self) -> None:
        """What a sender does."""
        now = self.bot.now

        def work(store: Store) -> list[Post]:
            posts = store.outbox.claim(PLATFORM, now + LATER, MANY)
            store.outbox.settle([Settled(one.id, delivered_as="there") for one in posts], now)
            return posts

        many = MANY
        while many == MANY:
            posts = self.bot.database.do(work)
            many = len(posts)
            for one in posts:
                self._said[one.address].append(one.message)

    def _fetch(self) -> None:
        """What is done with a photo or a voice message that was sent."""
        now = self.bot.now

        def work(store: Store) -> None:
            for one in store.files.unfetched(PLATFORM, now, MANY):
                made = cleaned(one.kind, voice() if one.kind == MediaKind.VOICE else photo())
                store.files.fetched(one.id, made.media_type, made.content)

        self.bot.database.do(work)

    def filed(self, sent: Path | None) -> None:
        """What the bot does after the turn, with what its platform has given out."""
        now, database = self.bot.now, self.bot.database
        order = database.look(lambda store: store.survey_files.next(PLATFORM, now))
        assert order
        assert bool(order.ref) == bool(sent)
        if sent:
            made = asyncio.run(read(sent.read_bytes()))
            database.do(lambda store: enter(store, order, made, "", now))
        elif order.idea is not None:
            telling = Telling(self.bot.config.operator.name, "de", written_days(BERLIN))
            one = database.look(lambda store: sheet_of(store, order, telling))
            photo = database.look(lambda store: stored_photo(store, one)) if one else b""
            pdf = pdf_of(one, photo) if one else b""
            database.do(lambda store: send_sheet(store, order, one, pdf, now))
        else:
            survey = database.look(lambda store: _asked(store, order))
            table = asyncio.run(workbook(survey)) if survey else b""
            database.do(lambda store: send(store, order, survey, table, now))


def _asked(store: Store, order: Order) -> Survey | None:
    one = store.drafts.find(order.survey or "")
    return one.survey if one else None
