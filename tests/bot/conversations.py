"""Plays what several people do with the real bot, on a real database; written as transcripts.

Where they do it is a stage: `tests.stages`, with the rehearsal platform unless another is named.

`anna> Hallo` is said by Anna; `anna< …` is what she is told, because of that or of what others
did. `=own:*` presses the button whose value begins so. What is random is shown by a name of its
own, `<1>`, and said by it. Scene lines: `# language en`, `# open puls`, `# close puls`, `# pass 3
days`, `# news` (people are told of ideas), `# invite alliance` (as the command line does),
`# silence 30` (so many days pass, and silent people are looked after),
`# contacts 12 14729` (so many who can be invited, and where they live), `# work` (the planner
works), `# delivered` (all of it has been said), `# group dorf clara dora:helper` (a group),
`# reminders` (the scheduler looks after talks), `# ballots 12 Ja. | Nein.` (so many answer the
open survey in these words), `# poster Rathaus`, `# came 12 Rathaus Ja.` (by that poster), `# file
umfrage.xlsx` (what is in the file that was sent last, or `# file` where one was asked for),
`# accounts` (where the bot can be written to), `# in Dorf anmelden <2>` (somebody posts that in a
room), `# out Dorf` (the bot is taken out of it), and `# announce` (what is new is announced in
rooms: `Dorf< …`); `# feed Lesung` (the calendar lists that, or is `broken`; with `# feed plan X`
it lists a plan that is laid out, and something that cannot be read).
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from sqlalchemy import select

from adapters.adapter import Left, Posted
from adapters.calendars import read as read_calendar
from adapters.calendars.fetching import Fetched
from bot.campaigns.planner import Planner
from bot.events.feeding import Visit, failed, kept
from bot.ideas.months import prepare
from bot.ideas.news import remind, tell_next
from bot.notebook import NAME
from bot.organising.unsaid import Unsaid
from bot.rooms.announcing import Announcing
from bot.rooms.registering import follow, registered
from bot.sending.repeating import Repeating
from bot.silence import Silence
from bot.talks.reminding import Reminding
from dialogs.events import Event
from dialogs.events.reasons import Reason
from dialogs.messages import Message
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.places import shipped_places
from dialogs.understanding.codes import fresh, room_word_in
from storage.audit import CONSOLE
from storage.ballots import Ballot
from storage.chats import Place
from storage.database import Database
from storage.organisers import Invite
from storage.settling import Settled
from storage.store import Store
from storage.tables import outbox, rooms
from tests.adapters.calendars.making import calendar
from tests.bot.events.planning import local, planned
from tests.bot.talking import Bot, Person, Standing, organise, publish
from tests.play import survey, written
from tests.stages.stage import Rehearsal, Stage
from tests.storage.contents import said

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
FILES = Path(__file__).parents[1] / "data" / "surveys"
PAGES = 5
ALL = sorted(CONVERSATIONS.rglob("*.txt"))
RANDOM = re.compile(
    r"\b(?=[A-Z2-9]*[0-9])(?=[A-Z2-9]*[A-Z])"
    r"(?:[2-9A-HJKMNP-TV-Z]{10}|[2-9A-HJKMNP-TV-Z]{7,8}|[2-9A-HJKMNP-TV-Z]{5})\b"
    r"|\b[0-9a-f]{8}(?=\.(?:jpg|ogg)\b)"
)
"""What is drawn anew with each run: codes of invitations, of links, of rooms, names of files."""


BERLIN = ZoneInfo("Europe/Berlin")
ROOMS = "matrix"
PLAN = "DTSTART;VALUE=DATE:20261201|DTEND;VALUE=DATE:20270103|URL:https://stadt.example/plan"
"""The platform of all rooms here."""


def spoken(database: Database) -> list[tuple[str, Message]]:
    """All that was said in rooms, by their names here."""
    return [(name, message) for name, message in without_chat(database) if message.public]


def without_chat(database: Database) -> list[tuple[str, Message]]:
    """What was said in rooms, and last words to people, by their names or addresses."""
    keys = database.keys
    query = (
        select(outbox.c.body_sealed, outbox.c.address_sealed, rooms.c.title_sealed, rooms.c.id)
        .outerjoin(rooms, rooms.c.id == outbox.c.room)
        .where(outbox.c.chat.is_(None), outbox.c.body_sealed.is_not(None))
        .order_by(outbox.c.id)
    )
    with database.engine.connect() as connection:
        found = connection.execute(query).all()
    told = [(row, said(keys, row.body_sealed, None)) for row in found]

    def name(row: Any) -> str:
        if row.address_sealed:
            return keys.unseal(row.address_sealed, b"last word").decode()
        return keys.unseal(row.title_sealed, b"title" + row.id.encode()).decode()

    return [(name(row), message) for row, message in told]


def brought(line: str) -> Path | None:
    """What is in the file that was sent before this line."""
    found = re.fullmatch(r"# file (\S+)", line)
    return FILES / found[1] if found else None


def named(path: Path) -> str:
    return path.relative_to(CONVERSATIONS).as_posix()


@dataclass
class Conversation:
    """Several people and one bot."""

    database: Database
    at: Stage | None = None
    language: str = "de"
    people: dict[str, Person] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    rooms: int = 0
    brings: Path | None = None

    def __post_init__(self) -> None:
        self.stage = self.at or Rehearsal(Bot(self.database))
        self.bot = self.stage.bot

    def play(self, script: str) -> str:
        return "".join(f"{line}\n" for line in self.lines(script))

    def lines(self, script: str) -> Iterator[str]:
        lines = script.splitlines()
        for number, line in enumerate(lines):
            if "> {file" in line:
                self.brings = next(filter(None, map(brought, lines[number:])), None)
            if line.startswith("#"):
                yield line
                self.arrange(line[1:].split())
            elif said := re.fullmatch(r"(\w+)> ?(.*)", line):
                yield line
                self.say(said[1], said[2])
            else:
                continue
            yield from self.news()

    def person(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = self.stage.person(name, self.language)
        return self.people[name]

    def say(self, who: str, line: str) -> None:
        for random, name in self.names.items():
            line = line.replace(name, random)
        self.bot.pass_(seconds=1)
        person = self.person(who)
        if line.startswith("["):
            line = self.labelled(person, line[1:-1])
        if line.startswith("="):
            line = self.turned_to(person, line)
        self.stage.does(person, line, self.brings)

    def labelled(self, person: Person, label: str) -> str:
        """The button with that label, by its value."""
        shown = self.stage.shown(person)
        values = {one.label: one.value for one in (*shown.options, *shown.controls)}
        return f"={values[label]}"

    def turned_to(self, person: Person, line: str) -> str:
        """The button that is meant, after turning pages as far as it takes."""
        for _ in range(PAGES):
            shown = self.stage.shown(person)
            values = [option.value for option in (*shown.options, *shown.controls)]
            meant = line[1:].removesuffix("*")
            found = [v for v in values if v == meant or (line[-1] == "*" and v.startswith(meant))]
            if found or "/more" not in values:
                break
            self.stage.does(person, "=/more")
        return f"={found[0]}" if found else line

    def news(self) -> Iterator[str]:
        """What people were told since the last line."""
        for who, person in self.people.items():
            for message in self.stage.told(person):
                yield from self.told(who, message)
        for room, message in spoken(self.database)[self.rooms :]:
            self.rooms += 1
            yield from self.told(room, message)

    def told(self, who: str, message: Message) -> Iterator[str]:
        for line in written(message):
            yield f"{who}{self.unrandom(line)}" if line[0] == "<" else self.unrandom(line)

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
                self.stage.filed(FILES / name[0] if name else None)
            case ["news"]:
                self.tell()
            case ["invite", "alliance"]:
                self.invite()
            case ["contacts", number, *region]:
                self.contacts(int(number), *region)
            case ["work"]:
                asyncio.run(self.work())
            case ["flows", *_]:
                pass  # what was in it, for whoever looks at all of them
            case ["delivered"]:
                self.deliver()
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
        """An association of these people, organisers if nothing else is said: `hanna:helper`."""
        for name in names:
            one, _, role = name.partition(":")
            organise(self.bot, id, self.person(one), role=Role(role or Role.ORGANISER))

    async def remind(self) -> None:
        """What the scheduler does for talks."""
        await Reminding(self.database, self.bot.config, Standing(self.bot))()

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
            places = [Place(self.stage.elsewhere, name, "de") for name in names]
            for chat in store.chats.at(places, self.bot.now).values():
                store.consents.note(chat, frozenset({"contact"}), True, "1", self.bot.now)
                if region:
                    store.residences.keep(chat.participant, region)

        self.database.do(work)

    async def work(self) -> None:
        """What the planner and the scheduler do until there is nothing left to do."""
        clock, config = Standing(self.bot), self.bot.config
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
        await Announcing(self.database, Standing(self.bot), (), self.bot.config).work()

    async def fall_silent(self, days: int) -> None:
        """What the scheduler does for those who say nothing, now or for so many days."""
        for _ in range(days or 1):
            self.bot.pass_(days=1 if days else 0)
            await Silence(self.database, self.bot.config, Standing(self.bot))()

    def deliver(self) -> None:
        """All that waits for people elsewhere has been said."""

        def work(store: Store) -> int:
            posts = store.outbox.claim(self.stage.elsewhere, self.bot.now, 1000)
            said = [Settled(post.id, delivered_as="there") for post in posts]
            store.outbox.settle(said, self.bot.now)
            return len(posts)

        while self.database.do(work):
            pass

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
        day = self.bot.now + timedelta(days=4)
        when, more = f"DTSTART:{day:%Y%m%dT%H%M%S}Z", ()
        if (plan := title.removeprefix("plan ")) != title:
            when, more = PLAN, ("DTSTART:bald|SUMMARY:Treff",)
        lines = f"{when}|SUMMARY:{plan}|UID:{plan}|LOCATION:Borna"
        raw = calendar(lines, *more, head="X-WR-CALNAME:Termine")
        self.bot.pass_(hours=3)
        now = self.bot.now

        def work(store: Store) -> None:
            feed = store.feeds.all()[0]
            visit = Visit(feed.id, Fetched(b""), now, now)
            if title == "broken":
                failed(store, feed.id, (Reason("status", 500),), now, now)
            else:
                kept(store, visit, read_calendar(raw, now, BERLIN, feed.kind))

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
