"""A bot through the years: people fall silent while it works, sleeps, or has a wrong clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.config import Config
from bot.silence import Silence
from dialogs.markup import words
from storage.database import Database
from storage.outbox import Post, Settled
from storage.store import Store
from storage.tables import outbox, participants, silences
from tests.bot.conversations import without_chat
from tests.bot.talking import PLATFORM, Bot, Person, Stopped, config
from tests.storage.samples import chat

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""
ANY_DAY = {"rest_days": False, "earliest": 0, "latest": 24}
YEAR, ANSWER = 365, 30


def there(post: Post) -> Settled:
    return Settled(post.id, delivered_as="there")


def expired(post: Post) -> Settled:
    return Settled(post.id, error="expired")


def unreachable(post: Post) -> Settled:
    return Settled(post.id, error="blocked", unreachable=post.chat)


@dataclass
class Life:
    """A bot, its people, and the days that go by."""

    database: Database
    settings: Config = field(default_factory=lambda: config(broadcast=ANY_DAY))
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.bot = Bot(self.database, self.settings, self.now)

    @property
    def clock(self) -> Stopped:
        clock = Stopped(BERLIN)
        clock.at = self.bot.now
        return clock

    def person(self, name: str, **where: Any) -> Person:
        """Somebody who agreed to surveys just now."""
        one = self.bot.person(name, **where)
        one.say("/start", "=yes")
        return one

    async def days(self, number: int = 1, *, says: bool = True) -> None:
        """So many days pass with the bot at work; what it says arrives."""
        for _ in range(number):
            self.bot.pass_(days=1)
            await self.work(says=says)

    async def work(self, *, says: bool = True) -> None:
        await Silence(self.database, self.settings, self.clock)()
        if says:
            self.deliver()

    def sleep(self, **time: float) -> None:
        """Time passes, and the bot does not run."""
        self.bot.pass_(**time)

    def deliver(self, became: Callable[[Post], Settled] = there) -> list[Post]:
        """All that waits is said, or becomes something else; the questions that were said."""

        def work(store: Store) -> list[Post]:
            posts = [
                post
                for platform in (PLATFORM, "telegram")
                for post in store.outbox.claim(platform, self.bot.now, 1000)
            ]
            questions = [post.id for post in posts if post.alert == "silence"]
            idle = set(questions) - store.silences.wanted(questions)
            done = [
                Settled(post.id, error="drop") if post.id in idle else became(post)
                for post in posts
            ]
            store.outbox.settle(done, self.bot.now)
            said = {one.post for one in done if one.delivered_as} & set(questions)
            asked.extend(post for post in posts if post.id in said)
            return posts

        asked: list[Post] = []
        while self.database.do(work):
            pass
        return asked

    @property
    def people(self) -> set[str]:
        with self.database.engine.connect() as connection:
            return set(connection.execute(select(participants.c.id)).scalars())

    @property
    def asked(self) -> int:
        """Questions that were ever posted and are still remembered by the outbox."""
        query = select(outbox.c.id).where(outbox.c.alert == "silence")
        with self.database.engine.connect() as connection:
            return len(connection.execute(query).all())

    @property
    def noted(self) -> dict[str, int]:
        """Who is noted as silent, and the days they have left."""
        query = select(silences.c.participant, silences.c.days)
        with self.database.engine.connect() as connection:
            return {row.participant: row.days for row in connection.execute(query)}

    @property
    def last_words(self) -> dict[str, str]:

        return {name: words(message.text) for name, message in without_chat(self.database)}


def refused(person: Person, life: Life) -> None:
    """Agreed to once, to nothing now."""
    person.say("/consents", "=surveys")


def blocked(person: Person, life: Life) -> None:
    number = person.bot.database.do(lambda store: chat(store, person.address, person.platform).id)
    life.database.do(lambda store: store.outbox.give_up(number, life.bot.now))
