"""Campaigns at work: planner, sender and a platform together, with time as a test sets it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from adapters.adapter import Capabilities, Rejected, Unreachable
from bot.campaigns import planner as planning
from bot.campaigns.planner import Planner
from bot.campaigns.settings import Broadcast
from bot.delivery import sender as delivery
from bot.delivery.sender import Sender
from storage.campaign import Campaign, Progress
from storage.chats import Chat
from storage.database import Database
from storage.store import Store
from storage.tables import campaigns
from tests.bot.memory import Memory, Watch, sending, until
from tests.storage.samples import campaign, chat, contacts, message, publish, survey

MONDAY = datetime(2026, 11, 23, 11, tzinfo=UTC)
"""Noon in Berlin."""
EVENING = datetime(2026, 11, 23, 19, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, tzinfo=UTC)
PEOPLE = tuple(f"person {number}" for number in range(12))


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "TICK", 0.01)
    monkeypatch.setattr(planning, "SLICE", 5)
    monkeypatch.setattr(delivery, "IDLE", 0.02)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path, MONDAY)


@pytest.fixture
def bus(database: Database) -> Database:
    publish(database, survey())
    contacts(database, *PEOPLE)
    return database


@asynccontextmanager
async def at_work(
    database: Database, platform: Memory, watch: Watch, ahead: int = 1000
) -> AsyncIterator[Sender]:
    """A sender and a planner."""
    async with sending(database, platform, watch) as sender:
        planner = Planner(database, watch.clock, [sender], Broadcast(), ahead)
        running = asyncio.create_task(planner.run())
        try:
            yield sender
            assert not running.done(), running
        finally:
            running.cancel()
            await asyncio.wait([running])


def slow(hold: str = "") -> Memory:
    """A platform that says one thing at a time."""
    platform = Memory(Capabilities(in_flight=1))
    if hold:
        platform.hold(hold)
    return platform


def get(database: Database, id: str) -> Campaign:
    return database.look(lambda store: store.campaigns.get(id))


def ended(database: Database, id: str) -> Callable[[], bool]:
    return lambda: get(database, id).ended is not None


def progress(database: Database, id: str) -> Progress:
    return database.look(lambda store: store.campaigns.progress(id))


async def test_everybody_is_told_once_and_it_ends(bus: Database, watch: Watch) -> None:
    platform = Memory()
    async with at_work(bus, platform, watch):
        id = campaign(bus, now=MONDAY)
        await until(ended(bus, id))
    assert sorted(said.address for said in platform.tried) == sorted(PEOPLE)
    assert set(platform.texts) == {"invited to bus in de"}
    assert get(bus, id).state == "done"
    assert progress(bus, id) == Progress(len(PEOPLE), 0, len(PEOPLE), 0)


async def test_two_minutes_to_think_it_over(bus: Database, watch: Watch) -> None:
    platform, due = Memory(), MONDAY + timedelta(minutes=2)
    texts = {"de": message("bald")}
    first, second = (
        bus.do(lambda store: store.campaigns.make("bus", texts, MONDAY, due)) for _ in range(2)
    )
    async with at_work(bus, platform, watch):
        watch.pass_(seconds=119)
        bus.do(lambda store: store.campaigns.stop(first, watch.now))
        await until(ended(bus, first))
        assert (platform.tried, get(bus, second).state) == ([], "planned")
        watch.pass_(seconds=1)
        await until(ended(bus, second))
    assert len(platform.said) == len(PEOPLE)


async def test_in_the_evening_it_rests_and_goes_on_in_the_morning(
    bus: Database, watch: Watch
) -> None:
    platform = slow("invited to bus in de")
    async with at_work(bus, platform, watch) as sender:
        id = campaign(bus, now=MONDAY)
        await until(lambda: platform.flying == 1 and get(bus, id).planned is not None)
        watch.set(EVENING)
        await until(lambda: get(bus, id).due == MORNING)
        platform.hold("invited to bus in de").set()
        await until(lambda: progress(bus, id).waiting == len(PEOPLE) - 1)
        # Whatever was claimed ahead is back, and nothing else was claimed.
        await until(lambda: not sender._held)
        assert len(platform.tried) == 1
        watch.set(MORNING - timedelta(milliseconds=1))
        sender.wake()
        await until(lambda: not sender._behind and not sender._held)
        assert len(platform.tried) == 1
        watch.set(MORNING)
        await until(ended(bus, id))
    assert len(platform.tried) == len(PEOPLE)


async def test_what_is_due_at_night_waits_for_the_morning(bus: Database, watch: Watch) -> None:
    platform = Memory()
    watch.set(EVENING)
    async with at_work(bus, platform, watch):
        id = campaign(bus, now=EVENING)
        await until(lambda: get(bus, id).due == MORNING)
        assert get(bus, id).recipients == 0
        watch.set(MORNING)
        await until(ended(bus, id))
    assert len(platform.said) == len(PEOPLE)


async def claimed_behind_one_in_flight(sender: Sender, platform: Memory) -> None:
    """One is being said, and the next is claimed already."""
    await until(lambda: platform.flying == 1 and len(sender._held) > 1)


Ends = Callable[[Store, str], None]


@pytest.mark.parametrize(
    "ends",
    [
        lambda store, id: store.campaigns.stop(id, MONDAY),
        lambda store, id: store.surveys.close("bus", MONDAY),
    ],
    ids=["stopped", "survey closed"],
)
async def test_what_is_claimed_already_is_not_said_after_the_end(
    bus: Database, watch: Watch, ends: Ends
) -> None:
    platform = slow("invited to bus in de")
    async with at_work(bus, platform, watch) as sender:
        id = campaign(bus, now=MONDAY)
        await claimed_behind_one_in_flight(sender, platform)
        bus.do(lambda store: ends(store, id))
        platform.hold("invited to bus in de").set()
        await until(ended(bus, id))
        await until(lambda: not sender._held)
    assert len(platform.tried) == 1
    assert get(bus, id).state == "stopped"


async def test_a_pause_holds_what_is_claimed_and_a_resume_loses_nobody(
    bus: Database, watch: Watch
) -> None:
    platform = slow("invited to bus in de")
    async with at_work(bus, platform, watch) as sender:
        id = campaign(bus, now=MONDAY)
        await claimed_behind_one_in_flight(sender, platform)
        bus.do(lambda store: store.campaigns.pause(id))
        platform.hold("invited to bus in de").set()
        await until(lambda: not sender._held)
        assert len(platform.tried) == 1
        bus.do(lambda store: store.campaigns.resume(id, MONDAY, MONDAY))
        await until(ended(bus, id))
    assert sorted(said.address for said in platform.tried) == sorted(PEOPLE)


async def test_a_withdrawal_counts_before_the_next_send(bus: Database, watch: Watch) -> None:
    platform = slow("invited to bus in de")
    async with at_work(bus, platform, watch) as sender:
        id = campaign(bus, now=MONDAY)
        await claimed_behind_one_in_flight(sender, platform)
        (flying,) = platform.tried
        bus.do(lambda store: [withdraw(store, who) for who in PEOPLE if who != flying.address])
        platform.hold("invited to bus in de").set()
        await until(ended(bus, id))
    assert platform.tried == [flying]
    assert progress(bus, id).sent == 1


def withdraw(store: Store, name: str) -> Chat:
    one = chat(store, name)
    store.consents.note(one, frozenset({"contact"}), False, "1", MONDAY)
    store.campaigns.withdraw(one.participant, MONDAY)
    return one


async def test_whoever_cannot_be_reached_is_counted_and_left_alone(
    bus: Database, watch: Watch
) -> None:
    platform = Memory()
    platform.fail("invited to bus in de", Unreachable(), Rejected(), OSError())
    async with at_work(bus, platform, watch) as sender:
        id = campaign(bus, now=MONDAY)
        await until(lambda: len(platform.tried) == len(PEOPLE))
        watch.pass_(seconds=3)
        sender.wake()
        await until(ended(bus, id))
    assert progress(bus, id) == Progress(len(PEOPLE), 0, len(PEOPLE) - 2, 2)


async def test_no_more_than_so_many_wait_in_the_outbox(bus: Database, watch: Watch) -> None:
    platform = slow("invited to bus in de")
    async with at_work(bus, platform, watch, ahead=3):
        id = campaign(bus, now=MONDAY)
        await until(lambda: platform.flying == 1)
        await until(lambda: get(bus, id).recipients == 5)
        other = campaign(bus, now=MONDAY)
        bus.do(lambda store: store.campaigns.stop(other, MONDAY))
        await until(ended(bus, other))  # so it has looked at both since
        assert get(bus, id).recipients == 5
        platform.hold("invited to bus in de").set()
        await until(ended(bus, id))
    assert len(platform.said) == len(PEOPLE)


async def test_a_campaign_that_is_broken_stops_nothing_else(
    bus: Database, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    broken = campaign(bus, now=MONDAY)
    change = update(campaigns).where(campaigns.c.id == broken).values(kind="riddle")
    bus.do(lambda store: store.campaigns._connection.execute(change))
    platform = Memory()
    async with at_work(bus, platform, watch):
        id = campaign(bus, now=MONDAY)
        await until(ended(bus, id))
    assert len(platform.said) == len(PEOPLE)
    assert caplog.text.count(f"campaign {broken} waits for a restart: ValueError") == 1


async def test_replies_overtake_a_broadcast_at_a_slow_pace(bus: Database, watch: Watch) -> None:
    """At two a second all would take six; a reply takes the next slot."""
    platform = Memory(Capabilities(in_flight=1, per_second=2))
    async with at_work(bus, platform, watch) as sender:
        campaign(bus, now=MONDAY)
        await until(lambda: len(platform.said) == 1)
        bus.do(lambda store: store.outbox.add(chat(store, "emil"), message("reply"), MONDAY))
        sender.wake()
        await until(lambda: "reply" in platform.texts)
    assert platform.texts.index("reply") <= 2
