"""Plays what several people do with the real bot, on a real database; written as transcripts.

`anna> Hallo` is said by Anna; `anna< …` is what she is told, because of that or of what others
did. `=own:*` presses the button whose value begins so. What is random is shown by a name of its
own, `<1>`, and said by it. Scene lines: `# language en`, `# open puls`, `# close puls`, `# pass 3
days`, `# news` (people are told of ideas), `# invite alliance` (as the command line does), `#
silence 30` (so many days pass, and silent people are looked after), `# contacts 12 14729` (so many
who can be invited, and where they live), `# work` (the planner works), `# delivered` (all of it
has been said), `# group dorf clara dora` (a group of theirs), `# reminders` (the scheduler looks
after talks), `# ballots 12 Ja. | Nein.` (so many answer the open survey in these words), `# poster
Rathaus`, `# came 12 Rathaus Ja.` (by that poster), `# file umfrage.xlsx` (what is in the file that
was sent last, or `# file` where one was asked for), `# accounts` (where the bot can be written
to), `# in Dorf anmelden <2>` (somebody posts that in a room), `# out Dorf` (the bot is taken out
of it), and `# announce` (what is new is announced in rooms: `Dorf< …`); `# feed Lesung` (the
calendar lists that, or is `broken`).
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import select

from adapters.adapter import Left, Posted
from adapters.calendars import Imported, Reading
from adapters.calendars.fetching import Fetched
from adapters.surveyfiles import read, workbook
from bot.campaigns.planner import Planner
from bot.clock import Clock
from bot.days import written as written_days
from bot.events.feeding import Visit, failed, kept
from bot.ideas.months import prepare
from bot.ideas.news import remind, tell_next
from bot.ideas.sheet import Telling
from bot.organising.handing_on import pdf_of, send_sheet, sheet_of
from bot.organising.received import enter
from bot.organising.requested import send
from bot.organising.unsaid import Unsaid
from bot.reaching import NAME
from bot.rooms.announcing import Announcing
from bot.rooms.registering import follow, registered
from bot.sending.repeating import Repeating
from bot.silence import Silence
from bot.talks.reminding import Reminding
from dialogs.events import Event
from dialogs.messages import Message
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.places import shipped_places
from dialogs.surveys.survey import Survey
from dialogs.understanding.codes import fresh, room_word_in
from storage.audit import CONSOLE
from storage.ballots import Ballot
from storage.chats import Place
from storage.database import Database
from storage.organisers import Invite
from storage.outbox import Settled
from storage.store import Store
from storage.tables import outbox, rooms
from tests.bot.events.planning import local, planned
from tests.bot.talking import PLATFORM, Bot, Person, organise, posted, publish
from tests.play import survey, written
from tests.storage.contents import said

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
FILES = Path(__file__).parents[1] / "data" / "surveys"
PAGES = 5
ALL = sorted(CONVERSATIONS.rglob("*.txt"))
RANDOM = re.compile(
    r"\b(?=[A-Z2-9]*[0-9])(?=[A-Z2-9]*[A-Z])"
    r"(?:[2-9A-HJKMNP-TV-Z]{10}|[2-9A-HJKMNP-TV-Z]{7,8}|[2-9A-HJKMNP-TV-Z]{5})\b"
)
"""What is drawn anew with each run: codes of invitations, of links, of rooms and of surveys."""


BERLIN = ZoneInfo("Europe/Berlin")
ROOMS = "matrix"
"""The platform of all rooms here."""


class Standing(Clock):
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def spoken(database: Database) -> list[tuple[str, Message]]:
    """All that was said in rooms, by their names here."""
    return [(name, message) for _, name, message in pushed(database) if message.public]


def pushed(database: Database, after: int = 0) -> list[tuple[int, str, Message]]:
    """The same, and last words to people.

    Each with its number in the outbox.
    """
    keys = database.keys
    query = (
        select(
            outbox.c.id.label("post"),
            outbox.c.body_sealed,
            outbox.c.address_sealed,
            rooms.c.title_sealed,
            rooms.c.id,
        )
        .outerjoin(rooms, rooms.c.id == outbox.c.room)
        .where(outbox.c.chat.is_(None), outbox.c.body_sealed.is_not(None), outbox.c.id > after)
        .order_by(outbox.c.id)
    )
    with database.engine.connect() as connection:
        found = connection.execute(query).all()
    told = [(row, said(keys, row.body_sealed, None)) for row in found]

    def name(row: Any) -> str:
        if row.address_sealed:
            return keys.unseal(row.address_sealed, b"last word").decode()
        return keys.unseal(row.title_sealed, b"title" + row.id.encode()).decode()

    return [(row.post, name(row), message) for row, message in told]


def named(path: Path) -> str:
    return path.relative_to(CONVERSATIONS).as_posix()


@dataclass
class Conversation:
    """Several people and one bot."""

    database: Database
    language: str = "de"
    shown: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    names: dict[str, str] = field(default_factory=dict)
    rooms: int = 0

    def __post_init__(self) -> None:
        self.bot = Bot(self.database)

    def play(self, script: str) -> str:
        return "".join(f"{line}\n" for line in self.lines(script))

    def lines(self, script: str) -> Iterator[str]:
        for line in script.splitlines():
            if line.startswith("#"):
                yield line
                self.arrange(line[1:].split())
            elif said := re.fullmatch(r"(\w+)> ?(.*)", line):
                yield line
                self.say(said[1], said[2])
            else:
                continue
            yield from self.news()

    def say(self, who: str, line: str) -> None:
        self.shown.setdefault(who, 0)
        for random, name in self.names.items():
            line = line.replace(name, random)
        self.bot.pass_(seconds=1)
        person = self.bot.person(who, language=self.language)
        if line.startswith("="):
            line = self.turned_to(person, line)
        self.bot.hear(person.inbound(line))

    def turned_to(self, person: Person, line: str) -> str:
        """The button that is meant, after turning pages as far as it takes."""
        for _ in range(PAGES):
            shown = person.shown
            values = [option.value for option in (*shown.options, *shown.controls)]
            meant = line[1:].removesuffix("*")
            found = [v for v in values if v == meant or (line[-1] == "*" and v.startswith(meant))]
            if found or "/more" not in values:
                break
            self.bot.hear(person.inbound("=/more"))
        return f"={found[0]}" if found else line

    def news(self) -> Iterator[str]:
        """What people were told since the last line."""
        for who in list(self.shown):
            for number, message in posted(self.database, PLATFORM, who):
                if number <= self.shown[who]:
                    continue
                self.shown[who] = number
                for line in written(message):
                    yield f"{who}{self.unrandom(line)}" if line[0] == "<" else self.unrandom(line)
        for number, room, message in pushed(self.database, self.rooms):
            self.rooms = number
            for line in written(message):
                yield f"{room}{self.unrandom(line)}" if line[0] == "<" else self.unrandom(line)

    def unrandom(self, line: str) -> str:
        def name(found: re.Match[str]) -> str:
            return self.names.setdefault(found[0], f"<{len(self.names) + 1}>")

        return RANDOM.sub(name, line)

    def arrange(self, words: list[str]) -> None:
        match words:
            case ["language", tag]:
                self.language = tag
            case ["open", name]:
                publish(self.database, survey(name), now=self.bot.now)
            case ["close", id]:
                now = self.bot.now
                self.database.do(lambda store: store.surveys.close(id, now))
            case ["pass", number, unit]:
                self.bot.now += timedelta(**{unit: float(number)})
            case ["file", *name]:
                asyncio.run(self.filed(FILES / name[0] if name else None))
            case ["news"]:
                self.tell()
            case ["invite", "alliance"]:
                self.invite()
            case ["contacts", number, *region]:
                self.contacts(int(number), *region)
            case ["work"]:
                asyncio.run(self.work())
            case ["delivered", *platform]:
                self.deliver(*platform)
            case ["group", id, *names]:
                self.found(id, names)
            case ["reminders"]:
                asyncio.run(self.remind())
            case ["silence", *days]:
                asyncio.run(self.fall_silent(int(days[0]) if days else 0))
            case ["ballots", number, *said]:
                self.cast(int(number), " ".join(said).split(" | "))
            case ["poster", place]:
                self.hang(place)
            case ["came", number, place, *said]:
                self.cast(int(number), " ".join(said).split(" | "), place)
            case _:
                self.happen(words)

    def happen(self, words: list[str]) -> None:
        """What is on in the region, and what rooms hear of it."""
        match words:
            case ["event", at, topic, place, *title]:
                self.publish(" ".join(title), at, topic, place.rstrip(":"))
            case ["move", title, at]:
                self.change(title, start=local(at))
            case ["cancel", title]:
                self.change(title, status="cancelled")
            case ["feed", *title]:
                self.fetched(" ".join(title))
            case ["accounts"]:
                self.introduce()
            case ["in", room, *said]:
                self.post(room, " ".join(said))
            case ["out", room]:
                out = Left(self.bot.key(), ROOMS, room, out=True)
                self.database.do(lambda store: follow(store, out, self.bot.now))
            case ["announce"]:
                asyncio.run(self.announce())
            case ["alerts"]:
                planned(self.database, self.bot.now)
            case _:
                raise AssertionError(f"no scene line: {' '.join(words)}")

    def found(self, id: str, names: list[str]) -> None:
        """An association of these organisers."""
        for name in names:
            self.shown.setdefault(name, 0)
        organise(self.bot, id, *(self.bot.person(name, language=self.language) for name in names))

    async def remind(self) -> None:
        """What the scheduler does for talks."""
        clock = Standing(BERLIN)
        clock.at = self.bot.now
        await Reminding(self.database, self.bot.config, clock)()

    def hang(self, place: str) -> None:
        """A poster for the open survey."""

        def work(store: Store) -> None:
            (open_,) = [one for one in store.surveys.standings() if one.state == "open"]
            store.posters.at(open_.id, place)

        self.database.do(work)

    def cast(self, number: int, answers: list[str], by: str = "") -> None:
        """So many people answer the open survey, all in these words; by a poster, other people."""

        def work(store: Store) -> None:
            (open_,) = [one for one in store.surveys.standings() if one.state == "open"]
            code = next((p.code for p in store.posters.of(open_.id) if p.place == by), "")
            asked = store.surveys.definition(open_.id, open_.version).questions
            ballot = {q.id: said for q, said in zip(asked, answers, strict=False)}
            for place in range(number):
                vote = Ballot(open_.id, open_.version, ballot, code)
                store.ballots.cast(vote, f"resident {by}{place}", self.bot.now)

        self.database.do(work)

    def contacts(self, number: int, region: str = "") -> None:
        """So many people agree to be written to, and perhaps tell where they live."""
        names = [f"{region or 'somewhere'} {index}" for index in range(number)]

        def work(store: Store) -> None:
            places = [Place("telegram", name, "de") for name in names]
            for chat in store.chats.at(places, self.bot.now).values():
                store.consents.note(chat, frozenset({"contact"}), True, "1", self.bot.now)
                if region:
                    store.residences.keep(chat.participant, region)

        self.database.do(work)

    async def work(self) -> None:
        """What the planner and the scheduler do until there is nothing left to do."""
        clock = Standing(BERLIN)
        clock.at = self.bot.now
        config = self.bot.config
        await Repeating(self.database, config, clock)()
        await Unsaid(self.database, config, clock)()
        planner = Planner(self.database, clock, (), config.broadcast)
        while await planner.work():
            pass

    def introduce(self) -> None:
        """What the platforms tell of the bot when it comes to them."""

        def work(store: Store) -> None:
            store.notes.write("telegram", NAME, b"revierstimme_bot")
            store.notes.write("matrix", NAME, b"@revierstimme:beispiel.example")

        self.database.do(work)

    def post(self, room: str, said: str) -> None:
        """Somebody says that in a room; only a word that may register it is handed over."""
        for random, name in self.names.items():
            said = said.replace(name, random)
        if word := room_word_in(said):
            posted = Posted(self.bot.key(), ROOMS, room, room, word)
            self.database.do(lambda store: registered(store, posted, self.bot.now))

    async def announce(self) -> None:
        """What the bot does of its own accord for rooms."""
        clock = Standing(BERLIN)
        clock.at = self.bot.now
        await Announcing(self.database, clock, (), self.bot.config).work()

    async def fall_silent(self, days: int) -> None:
        """What the scheduler does for those who say nothing, now or for so many days."""
        clock = Standing(BERLIN)
        for _ in range(days or 1):
            self.bot.pass_(days=1 if days else 0)
            clock.at = self.bot.now
            await Silence(self.database, self.bot.config, clock)()

    def deliver(self, platform: str = "telegram") -> None:
        """All that waits for people elsewhere has been said."""

        def work(store: Store) -> int:
            posts = store.outbox.claim(platform, self.bot.now, 1000)
            said = [Settled(post.id, delivered_as="there") for post in posts]
            store.outbox.settle(said, self.bot.now)
            return len(posts)

        while self.database.do(work):
            pass

    async def filed(self, sent: Path | None) -> None:
        """What the bot does after the turn, with what its platform has given out."""
        order = self.database.look(lambda store: store.survey_files.next(PLATFORM, self.bot.now))
        assert order
        assert bool(order.ref) == bool(sent)
        if sent:
            content = await asyncio.to_thread(sent.read_bytes)
            made = await read(content)
            await self.database.run(lambda store: enter(store, order, made, "", self.bot.now))
            return

        def asked(store: Store) -> Survey | None:
            one = store.drafts.find(order.survey or "")
            return one.survey if one else None

        if order.idea is not None:
            telling = Telling(self.bot.config.operator.name, "de", written_days(BERLIN))
            one = self.database.look(lambda store: sheet_of(store, order, telling))
            pdf = await asyncio.to_thread(pdf_of, one) if one else b""
            await self.database.run(lambda store: send_sheet(store, order, one, pdf, self.bot.now))
            return
        survey = self.database.look(asked)
        table = await workbook(survey) if survey else b""
        await self.database.run(lambda store: send(store, order, survey, table, self.bot.now))

    def publish(self, title: str, at: str, topic: str, place: str) -> None:
        found = shipped_places().find(place)
        event = Event(
            title, local(at), place=place, regions=(found.regions[0].key,), topics=(topic,)
        )
        now = self.bot.now
        self.database.do(lambda store: store.events.add(event, now))

    def change(self, title: str, **changes: Any) -> None:
        now = self.bot.now

        def work(store: Store) -> None:
            for one in store.events.upcoming(now):
                if one.event.title.startswith(title):
                    store.events.put(one.id, replace(one.event, **changes), now)

        self.database.do(work)

    def fetched(self, title: str) -> None:
        """The next visit to the feed: it lists that event, or `broken`."""
        start = self.bot.now + timedelta(days=4)
        event = Event(title, start, place="Borna", regions=("14729050",))
        made = Reading("ics", "Termine", (Imported(title, event),))
        self.bot.pass_(hours=3)
        now = self.bot.now

        def work(store: Store) -> None:
            feed = store.feeds.all()[0]
            visit = Visit(feed.id, Fetched(b""), now, now)
            if title == "broken":
                failed(store, feed.id, "Der Server antwortet mit 500.", now, now)
            else:
                kept(store, visit, made)

        self.database.do(work)

    def tell(self) -> None:
        """What the bot does of its own accord for ideas."""
        now = self.bot.now
        self.database.do(lambda store: remind(store, now, now))
        self.database.do(lambda store: prepare(store, now, BERLIN, now))
        while self.database.do(lambda store: tell_next(store, now, now)):
            pass

    def invite(self) -> None:
        """What `revierstimme organiser invite` does."""
        code, now = fresh(secrets.choice), self.bot.now
        self.names[code] = f"<{len(self.names) + 1}>"

        def work(store: Store) -> None:
            if store.associations.one(EVERYBODY) is None:
                store.associations.add(EVERYBODY, "Bündnis Beispiel", now)
            invite = Invite(EVERYBODY, Role.ALLIANCE, "Frau Anders", CONSOLE)
            store.organisers.invite(code, invite, now + timedelta(days=3))

        self.database.do(work)
