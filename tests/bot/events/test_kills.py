"""The real process, killed between any two steps: publish, change, cancel; each is heard once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.events import Event
from dialogs.events.series import Written
from dialogs.organising.roles import Role
from storage.audit import CONSOLE
from storage.chats import Chat, Place
from storage.event_drafts import EventDraft
from storage.organisers import Invite, Organiser
from storage.store import Store
from tests.audience import opened
from tests.bot.events.planning import local
from tests.bot.test_telegram import IN_FLIGHT, folder, settings
from tests.fakes.telegram import Heard, TelegramServer
from tests.process import Bot

__all__ = ["folder"]
PEOPLE = range(700, 720)
BEGIN = local("2026-11-23T10:00")
PATIENCE = 60.0


class Readers:
    """Everybody who subscribed, and how often each of them heard what."""

    def __init__(self, server: TelegramServer) -> None:
        self.heard: dict[str, Counter[int]] = {}
        self._more = asyncio.Event()
        for number in PEOPLE:
            person = server.person(number)
            person.meets_bot()
            person.reacts = lambda heard, number=number: self._hears(number, heard)  # type: ignore[misc]

    def _hears(self, number: int, heard: Heard) -> None:
        for word in ("Das ist bei Ihnen los", "Geändert", "Abgesagt"):
            if word in heard:
                self.heard.setdefault(word, Counter())[number] += 1
        self._more.set()

    async def until(self, word: str, people: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.heard.get(word, {})) < people:
                self._more.clear()
                await self._more.wait()


def subscribe(bot: Bot) -> None:
    from dialogs.events.areas import Area
    from dialogs.events.choosing import Subscription
    from storage.wishes import Settings

    def work(store: Store) -> None:
        now = datetime.now(UTC)
        places = [Place("telegram", str(number), "de") for number in PEOPLE]
        chats: dict[tuple[str, str], Chat] = store.chats.at(places, now)
        for chat in chats.values():
            store.consents.note(chat, frozenset({"alerts"}), True, "1", now)
            store.alerts.want(
                chat.participant,
                [Subscription(Area("14729"))],
                Settings("once", 17, ""),
                0,
            )

    with opened(bot) as database:
        database.do(work)


def calendar(folder: Path, start: str, status: str = "CONFIRMED") -> str:
    path = folder / "verein.ics"
    path.write_text(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Lesung\r\nLOCATION:Borna\r\n"
        f"DTSTART:{start}\r\nSTATUS:{status}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return str(path)


async def imported(bot: Bot, start: str, status: str, now: datetime) -> None:
    """On the command line, from a calendar."""
    confirmed = "CONFIRMED" if status == "planned" else "CANCELLED"
    await bot.command("events", "import", calendar(bot.folder, start, confirmed))


async def written(bot: Bot, start: str, status: str, now: datetime) -> None:
    """In the chat: it waits for its two minutes when the bot is killed."""
    event = Event("Lesung", local(start), place="Borna", regions=("14729050",), status=status)  # type: ignore[arg-type]

    def work(store: Store) -> None:
        who = store.chats.at([Place("telegram", "1", "de")], now)["telegram", "1"]
        organisers = store.organisers.all("bike") or [joined(store, who, now)]
        there = store.events.upcoming(now)
        draft = EventDraft(
            f"{status}{start[9:11]}",
            "bike",
            Written(event),
            organisers[0].id,
            changes=there[0].id if there else "",
            state="waiting",
            due=now + timedelta(minutes=2),
        )
        store.event_drafts.add(draft, now)

    with opened(bot) as database:
        database.do(work)


def joined(store: Store, who: Chat, now: datetime) -> Organiser:
    store.associations.add("bike", "Radeln im Revier", now)
    invite = Invite("bike", Role.ORGANISER, "Anna", CONSOLE)
    store.organisers.invite("2345ABCDEF", invite, now + timedelta(days=1))
    made = store.organisers.accept("2345ABCDEF", who.participant, now)
    assert made
    return made


@pytest.mark.chaos
@pytest.mark.parametrize("tell", [imported, written])
async def test_killed_between_any_two_steps_everybody_hears_each_once(
    folder: Path, tell: Callable[[Bot, str, str, datetime], Awaitable[None]]
) -> None:
    clock = folder / "clock"
    now, kills = BEGIN, 0
    async with TelegramServer() as server:
        bot = Bot(folder, **settings(server, "polling"), CLOCK_FILE=str(clock))
        readers = Readers(server)
        clock.write_text(now.isoformat())
        subscribe(bot)
        for word, start, status in (
            ("Das ist bei Ihnen los", "20261203T180000", "planned"),
            ("Geändert", "20261203T190000", "planned"),
            ("Abgesagt", "20261203T190000", "cancelled"),
        ):
            await tell(bot, start, status, now)
            for people in (1, 8, len(PEOPLE)):
                now += timedelta(minutes=5)
                clock.write_text(now.isoformat())
                await bot.start()
                await readers.until(word, people)
                await bot.kill()
                kills += 1
        for word, heard in readers.heard.items():
            assert set(heard) == set(PEOPLE), word
        told = sum(heard.total() for heard in readers.heard.values())
        assert told - 3 * len(PEOPLE) <= kills * IN_FLIGHT
        with opened(bot) as database:
            rows = database.look(lambda store: store.outbox.waiting())
        assert rows <= IN_FLIGHT
