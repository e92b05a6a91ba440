"""People talking to the bot, each turn through a real database; written as in transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from adapters.adapter import Inbound
from bot.clock import Clock
from bot.config import Config, FixedConfig, Operator
from bot.turns import Turns
from dialogs.markup import words
from dialogs.messages import OFFER, Heard, Message, Press
from dialogs.organising.association import Profile
from dialogs.organising.roles import Role
from dialogs.surveys import shipped
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey
from dialogs.texts import chain, load
from storage.audit import CONSOLE
from storage.chats import Place
from storage.database import Database
from storage.organisers import Invite
from storage.store import Store
from storage.tables import chats, outbox
from tests.play import heard
from tests.storage.contents import said

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLATFORM = "console"


def config(**changes: Any) -> Config:
    """A configuration that looks at no file and no environment."""
    operator = Operator(
        name="Bündnis Beispiel e. V.",
        address="Musterweg 1, 06108 Halle",
        contact="hilfe@beispiel.example",
        authority="Landesbeauftragte für den Datenschutz",
        privacy_version="7",
    )
    return FixedConfig(**{"operator": operator, **changes})


def publish(database: Database, *surveys: Survey | str, now: datetime = NOW) -> None:
    """Publish surveys; those that come with the bot by their names."""

    def work(store: Store) -> None:
        for survey in surveys:
            made = read(shipped(survey)) if isinstance(survey, str) else survey
            store.surveys.publish(store.surveys.add(made).id, now)

    database.do(work)


@dataclass
class Bot:
    """Takes turns on a database; `heard` is all that it was told, in order."""

    database: Database
    config: Config = field(default_factory=config)
    now: datetime = NOW
    heard: list[Inbound] = field(default_factory=list)
    _keys: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.turns = Turns(self.config)

    def hear(self, *inbounds: Inbound) -> None:
        """Take the turns of a group in one transaction."""
        self.heard += inbounds
        self.database.do(lambda store: self.turns.take(store, inbounds, self.now))

    def person(self, address: str, platform: str = PLATFORM, language: str = "de") -> Person:
        return Person(self, address, platform, language)

    def key(self) -> str:
        return f"key:{next(self._keys)}"

    def pass_(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)


class Stopped(Clock):
    """A clock that stands still until somebody sets it."""

    at: datetime

    def now(self) -> datetime:
        return self.at


class Standing(Clock):
    """The clock of a bot that is played: it stands still between two lines."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot.config.zone)
        self._bot = bot

    def now(self) -> datetime:
        return self._bot.now


@dataclass
class Person:
    bot: Bot
    address: str
    platform: str = PLATFORM
    language: str = "de"
    name: str = ""

    def inbound(self, line: str, shown: Message | None = None) -> Inbound:
        """What saying that line is: words, `=yes` for the button of that value, `{sticker}`."""
        shown = shown or self.shown
        if line.startswith("="):
            values = [option.value for option in (*shown.options, *shown.controls)]
            assert line[1:] in values, f"no {line} in {values} of: {words(shown.text)}"
            done: Heard = Press(shown.prompt, line[1:])
        else:
            done = heard(line, shown)
        return Inbound(self.bot.key(), self.platform, self.address, done, self.language)

    def say(self, *lines: str) -> str:
        """Say these lines one after the other; the bot's last answer."""
        for line in lines:
            self.bot.hear(self.inbound(line))
        return self.told

    def press(self, flow: str) -> str:
        """Press a button that can be pressed at any time; the bot's last answer."""
        pressed = Press(OFFER, flow)
        self.bot.hear(Inbound(self.bot.key(), self.platform, self.address, pressed, self.language))
        return self.told

    @property
    def shown(self) -> Message:
        """What the bot said last."""
        posts = messages(self.bot.database, self.platform, self.address)
        return posts[-1] if posts else Message(())

    @property
    def told(self) -> str:
        return words(self.shown.text)

    @property
    def participant(self) -> str:
        """The random id that stands for this person."""
        hash = self.bot.database.keys.index(f"address:{self.platform}:{self.address}")
        query = select(chats.c.participant).where(chats.c.address_hash == hash)
        with self.bot.database.engine.connect() as connection:
            return str(connection.execute(query).scalar_one())


def organise(bot: Bot, id: str, *people: Person, role: Role = Role.ORGANISER) -> None:
    """Make people organisers of an association in the Landkreis Leipzig, founded where need be."""

    def work(store: Store) -> None:
        now = bot.now
        if store.associations.one(id) is None:
            store.associations.add(id, id.capitalize(), now)
            store.associations.describe(id, id.capitalize(), Profile(places=("14729",)))
        for one in people:
            place = Place(one.platform, one.address, one.language)
            chat = store.chats.at([place], now)[place[:2]]
            invite = Invite(id, role, (one.name or one.address).capitalize(), CONSOLE)
            store.organisers.invite(one.address, invite, now + timedelta(days=1))
            store.organisers.accept(one.address, chat.participant, now)
        store.surveys.changed()

    bot.database.do(work)


def messages(database: Database, platform: str, address: str) -> list[Message]:
    """All that was said to a chat and is still there to read, oldest first."""
    return [message for _, message in posted(database, platform, address)]


def posted(database: Database, platform: str, address: str) -> list[tuple[int, Message]]:
    """The same, each with its number in the outbox."""
    hash = database.keys.index(f"address:{platform}:{address}")
    query = (
        select(outbox.c.id, outbox.c.chat, outbox.c.body_sealed)
        .join(chats, chats.c.id == outbox.c.chat)
        .where(chats.c.address_hash == hash, outbox.c.body_sealed.is_not(None))
        .order_by(outbox.c.id)
    )
    with database.engine.connect() as connection:
        rows = connection.execute(query).all()
    return [(row.id, said(database.keys, row.body_sealed, row.chat)) for row in rows]


def ours(topic: str, name: str, language: str = "de", **values: Any) -> str:
    """One of the bot's own texts."""
    return words(load(topic)[name].fill(chain(language), **values))


def everybody(bot: Bot, names: Iterable[str], *lines: str) -> None:
    """Many people say the same, line by line, all in one group."""
    people = [bot.person(name) for name in names]
    for line in lines:
        bot.hear(*(person.inbound(line) for person in people))


def place(address: str, platform: str = PLATFORM) -> Place:
    return Place(platform, address, "de")
