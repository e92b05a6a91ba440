"""A month of ideas by the real process, killed at each step: everybody is told by one row."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.telegram.platform import MANY as IN_FLIGHT_OF_MANY
from adapters.telegram.platform import MODEST
from dialogs.organising.roles import EVERYBODY, Role
from storage.audit import CONSOLE
from storage.campaign_planning import MANY
from storage.chats import Place
from storage.idea import Handed
from storage.organisers import Invite
from storage.store import Store
from storage.tables import idea_month_told, idea_months, notices, outbox, told
from tests.audience import opened
from tests.bot.events.planning import local
from tests.bot.test_telegram import IN_FLIGHT, folder, settings
from tests.fakes.telegram import Heard, Person, TelegramServer
from tests.process import Bot

__all__ = ["folder"]
HAPPENED, FIRST = local("2026-11-23T10:00"), local("2026-12-01T10:00")
ORGANISERS = (11, 12)
NEWEST = 700_000
PATIENCE = 60.0
CONSENTS = frozenset({"contact", "ideas"})


class Readers:
    """Everybody who lives there and agreed, and how often each of them heard of the month."""

    def __init__(self, server: TelegramServer, people: int) -> None:
        self.people = range(NEWEST, NEWEST + people)
        self.heard: Counter[int] = Counter()
        self.more = asyncio.Event()
        for number in self.people:
            person = server.person(number)
            person.meets_bot()
            person.reacts = lambda heard, number=number: self._hears(number, heard)

    def _hears(self, number: int, heard: Heard) -> None:
        if "Sie haben es gesagt" in heard:
            self.heard[number] += 1
            self.more.set()


class Life:
    """A bot that is killed again and again, its clock, and who releases the month."""

    def __init__(self, server: TelegramServer, bot: Bot, people: int) -> None:
        self.bot, self.kills, self.now = bot, 0, FIRST
        self.readers = Readers(server, people)
        self.organisers = [server.person(number) for number in ORGANISERS]
        for organiser in self.organisers:
            organiser.meets_bot()
        self._clock = bot.folder / "clock"
        bot.env["REVIERSTIMME_CLOCK_FILE"] = str(self._clock)
        self.passes(timedelta())
        with opened(bot) as database:
            database.do(self._begins)

    def passes(self, time: timedelta) -> None:
        self.now += time
        self._clock.write_text(self.now.isoformat())

    async def killed_when(self, met: Callable[[Store], bool]) -> None:
        """The bot lives until its database says so."""
        await self.bot.start()
        await self.until(met)
        await self.dies()

    async def killed_when_heard(self, people: int) -> None:
        await self.bot.start()
        async with asyncio.timeout(PATIENCE):
            while len(self.readers.heard) < people:
                self.readers.more.clear()
                await self.readers.more.wait()
        await self.dies()

    async def killed_when_told(self, person: Person, word: str) -> None:
        await self.bot.start()
        await person.waits_for(word, PATIENCE)
        await self.dies()

    async def until(self, met: Callable[[Store], bool]) -> None:
        with opened(self.bot) as database:
            async with asyncio.timeout(PATIENCE):
                while not database.look(met):  # noqa: ASYNC110
                    await asyncio.sleep(0.005)

    async def dies(self) -> None:
        await self.bot.kill()
        self.kills += 1

    def _begins(self, store: Store) -> None:
        """An idea of Halle is under way since November, and those who live there agreed."""
        store.associations.add(EVERYBODY, "Bündnis", HAPPENED)
        for number in ORGANISERS:
            who = store.chats.at([Place("telegram", str(number), "de")], HAPPENED)
            invite, code = Invite(EVERYBODY, Role.ALLIANCE, "Anna", CONSOLE), f"2345ABCD{number}"
            store.organisers.invite(code, invite, HAPPENED + timedelta(days=1))
            participant = who["telegram", str(number)].participant
            assert store.organisers.accept(code, participant, HAPPENED)
        store.surveys.changed()
        places = [Place("telegram", str(number), "de") for number in self.readers.people]
        chats = store.chats.at(places, HAPPENED)
        for chat in chats.values():
            store.consents.note(chat, CONSENTS, True, "1", HAPPENED)
            store.residences.keep(chat.participant, "15002")
        giver = next(iter(chats.values()))
        store.ideas.hand_in(1, Handed("Eine Bank", "15002000", "living"), giver, HAPPENED)
        store.handling.release(1, "org", HAPPENED)
        store.handling.advance(1, "under_way", "org", HAPPENED)


def drafted(store: Store) -> bool:
    return bool(store.idea_months.in_state("draft"))


def planned(people: int) -> Callable[[Store], bool]:
    return lambda store: store.campaigns.all()[0].recipients >= people


def ended(store: Store) -> bool:
    return store.campaigns.all()[0].ended is not None


async def lived(folder: Path, people: int, kills: int, rate: int = MODEST) -> None:
    """Drafted, released, planned and sent: a kill after each step, and so many while it goes."""
    async with TelegramServer() as server:
        bot = Bot(folder, **settings(server, "polling"))
        bot.env["REVIERSTIMME_TELEGRAM__MESSAGES_PER_SECOND"] = str(rate)
        life = Life(server, bot, people)
        try:
            await walked(life, kills)
        finally:
            if bot.running:
                await bot.kill()
        # A press that comes again after a kill is thanked for again.
        thanked = "answerCallbackQuery: a callback query is answered again"
        assert [one for one in server.violations if not one.startswith(thanked)] == []
        assert "Traceback" not in bot.log.read_text()
        assert_told_once(life, IN_FLIGHT if rate <= MODEST else IN_FLIGHT_OF_MANY)


async def walked(life: Life, kills: int) -> None:
    """The whole way; in the end the bot has been stopped."""
    people = len(life.readers.people)
    await life.killed_when(drafted)
    await asked(life)
    for organiser in life.organisers[: 1 + (people > MANY)]:
        await released_by(life, organiser)
    life.passes(timedelta(minutes=5))
    for slice_ in range(1, people, 1000):
        await life.killed_when(planned(slice_))
    for number in range(kills):
        await life.killed_when_heard(people * (2 * number + 1) // (2 * kills))
    await life.killed_when_heard(people)
    life.passes(timedelta(minutes=10))
    await life.bot.start()
    await life.until(ended)
    # Whoever is answered knows that it runs, and can be stopped.
    life.organisers[0].says("Gespräche")
    await life.organisers[0].waits_for("Offene Gespräche", PATIENCE)
    await life.bot.stop()


async def asked(life: Life) -> None:
    """Each of the organisers is told once that there is a draft."""
    await life.bot.start()
    for organiser in life.organisers:
        await organiser.waits_for("[Entwurf ansehen]", PATIENCE)
    await life.dies()


async def released_by(life: Life, organiser: Person) -> None:
    """The press is heard by one process, and what it leads to pressed on when that is dead."""
    for press, answer in (
        ("Entwurf ansehen", "So lesen es die Menschen"),
        ("Freigeben", "Wirklich freigeben?"),
        ("Ja, freigeben", "Notiert."),
    ):
        organiser.presses(press)
        await life.killed_when_told(organiser, answer)


def assert_told_once(life: Life, in_flight: int) -> None:
    """Everybody has heard of it, by one row, and no region has a second draft or campaign."""
    readers, people = life.readers, len(life.readers.people)
    assert set(readers.heard) == set(readers.people)
    assert readers.heard.total() - people <= life.kills * in_flight
    rows = select(outbox.c.chat, outbox.c.due, outbox.c.error).where(
        outbox.c.campaign.is_not(None)
    )
    with opened(life.bot) as database, database.engine.connect() as connection:
        posts = connection.execute(rows).all()
        assert len({row.chat for row in posts}) == len(posts) == people
        assert {(row.due, row.error) for row in posts} == {(None, None)}
        for table in (told, idea_month_told):
            query = select(func.count(), func.count(table.c.participant.distinct()))
            assert connection.execute(query).one() == (people, people)
        (month,) = connection.execute(select(idea_months)).all()
        asked = notices.c.event == "month"
        query = select(func.count(), func.count(notices.c.participant.distinct()))
        assert connection.execute(query.where(asked)).one() == (len(ORGANISERS),) * 2
        (campaign,) = database.look(lambda store: store.campaigns.all())
        assert (month.state, month.campaign) == ("released", campaign.id)
        assert (campaign.state, campaign.recipients, campaign.sent) == ("done", people, people)
        assert (campaign.failed, bool(campaign.order.approved_by)) == (0, people > MANY)


@pytest.mark.chaos
async def test_killed_at_each_step_everybody_hears_of_a_month_by_one_row(folder: Path) -> None:
    await lived(folder, people=60, kills=3)


@pytest.mark.chaos
async def test_killed_while_many_are_planned_everybody_hears_of_a_month_by_one_row(
    folder: Path,
) -> None:
    await lived(folder, people=2500, kills=6, rate=300)
