"""Where nobody says what follows: organisers are reminded once, then people hear without it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from bot.campaigns.planner import Planner
from bot.config import Config, Retention
from bot.organising.following import outcomes
from bot.organising.unsaid import Unsaid, remind, tell
from bot.results.settings import Results
from dialogs.markup import words
from dialogs.organising.roles import EVERYBODY, Role
from storage.ballots import Ballot
from storage.database import Database
from storage.settling import Settled
from storage.store import Store
from tests.bot.conversations import BERLIN
from tests.bot.talking import Bot, Stopped, config, ours
from tests.bot.test_sending import organiser
from tests.storage.crashes import Crash, crashing
from tests.storage.samples import HERE, contacts, survey

CLOSED = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""A Monday; so are the days 14, 21 and 28 after it."""
PEOPLE = tuple(f"person {number}" for number in range(12))
VOTED = PEOPLE[:5]


def closed(database: Database, **changes: Any) -> None:
    """A survey of the alliance in which five of twelve people took part; it is over."""

    def publish(store: Store) -> None:
        made = survey(**({"results": "public", "anonymity": "unlinkable"} | changes))
        store.drafts.keep(made, EVERYBODY)
        store.surveys.publish("bus", CLOSED - timedelta(days=9))

    database.do(publish)
    known = contacts(database, *PEOPLE)
    database.do(
        lambda store: [
            store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}), known[name].participant, CLOSED)
            for name in VOTED
        ]
    )
    database.do(lambda store: store.surveys.close("bus", CLOSED))


async def pass_(database: Database, days: float, settings: Config | None = None) -> Counter[str]:
    """What everybody is told by that day, by address; two processes do all there is to do."""
    clock, used = Stopped(BERLIN), settings or config()
    clock.at = CLOSED + timedelta(days=days)
    for _ in range(2):
        for one in [Unsaid(database, used, clock) for _ in range(2)]:
            await one()
        planner = Planner(database, clock, (), used.broadcast)
        while await planner.work():
            pass
    return database.do(lambda store: said(store, clock.at))


def said(store: Store, now: datetime) -> Counter[str]:
    posts = store.outbox.claim(HERE, now, 100)
    store.outbox.settle([Settled(post.id, delivered_as="there") for post in posts], now)
    return Counter(f"{post.address}: {words(post.message.text)}" for post in posts)


def without_words(database: Database) -> Counter[str]:
    """What those who took part are told where nothing was said."""
    texts = database.look(lambda store: outcomes(store, "bus", {}))
    text = words(texts["de"].text)
    assert "noch nichts gesagt, was daraus folgt" in text
    return Counter({f"{name}: {text}": 1 for name in VOTED})


async def test_organisers_are_reminded_once_and_then_people_hear_without_it(
    database: Database,
) -> None:
    closed(database)
    for name in ("anna", "berta"):
        database.do(lambda s, n=name: organiser(s, HERE, n, Role.ALLIANCE, CLOSED))  # type: ignore[misc]
    database.do(lambda store: organiser(store, HERE, "helper", Role.HELPER, CLOSED))
    assert await pass_(database, 13.9) == {}
    day = "23. November 2026"
    text = ours("following", "remind", title="Der Bus", day=day)
    assert await pass_(database, 14) == {f"anna: {text}": 1, f"berta: {text}": 1}
    assert await pass_(database, 20.9) == {}
    expected = without_words(database)
    assert await pass_(database, 21) == expected
    assert await pass_(database, 29) == {}
    assert database.look(lambda store: store.followers.count("bus")) == 0
    noted = database.look(lambda store: store.audit.entries(EVERYBODY, 1))
    assert [entry.action for entry in noted] == ["tell_unsaid"]


async def test_whoever_says_it_in_time_is_not_reminded(sqlite: Database) -> None:
    closed(sqlite)
    sqlite.do(lambda store: organiser(store, HERE, "anna", Role.ALLIANCE, CLOSED))

    def tell(store: Store) -> None:
        texts = outcomes(store, "bus", {"de": "Es fahren mehr Busse."})
        store.campaigns.tell_result("bus", texts, CLOSED, CLOSED)

    sqlite.do(tell)
    told = await pass_(sqlite, 14)
    assert len(told) == len(VOTED)
    assert all("Es fahren mehr Busse." in line for line in told)
    assert await pass_(sqlite, 22) == {}


async def test_nobody_is_reminded_where_nobody_waits(sqlite: Database) -> None:
    closed(sqlite)
    sqlite.do(lambda store: organiser(store, HERE, "anna", Role.ALLIANCE, CLOSED))
    sqlite.do(lambda store: store.followers.forget(CLOSED + timedelta(days=1)))
    assert await pass_(sqlite, 14) == {}
    assert await pass_(sqlite, 21) == {}


async def test_people_hear_before_the_list_of_them_goes(sqlite: Database) -> None:
    closed(sqlite)
    short = config(retention=Retention(unlink=8))
    assert await pass_(sqlite, 6.9, short) == {}
    assert await pass_(sqlite, 7, short) == without_words(sqlite)


async def test_nothing_is_told_where_lists_go_at_once(sqlite: Database) -> None:
    closed(sqlite)
    assert await pass_(sqlite, 0, config(retention=Retention(unlink=0))) == {}


async def test_no_number_is_told_where_only_organisers_may_know(sqlite: Database) -> None:
    closed(sqlite, results="organisers")
    (line,) = {line.partition(": ")[2] for line in await pass_(sqlite, 21)}
    assert "5" not in line
    assert ours("outcome", "not_public") in line


@pytest.mark.parametrize(
    "days", [{"tell_days": 20}, {"tell_days": 30}, {"remind_days": 21}, {"remind_days": 0}]
)
def test_days_that_make_no_sense_are_refused(days: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"remind_days|tell_days"):
        Results(**days)


def test_my_data_name_what_is_awaited_and_what_was_put_off(sqlite: Database) -> None:
    closed(sqlite)
    other = replace(survey("rad"), title={"de": "Das Rad"})

    def invite(store: Store) -> str:
        store.surveys.publish(store.surveys.add(other).id, CLOSED)
        id = store.campaigns.make("rad", {"de": outcomes(store, "bus", {})["de"]}, CLOSED, CLOSED)
        store.campaigns.plan(id, CLOSED, store.limits.budget(2))
        return id

    sqlite.do(invite)
    bot = Bot(sqlite, now=CLOSED + timedelta(days=1))
    first, last = (bot.person(name, platform=HERE) for name in (PEOPLE[0], PEOPLE[-1]))
    assert ours("my_data", "waits", titles="Der Bus") in first.say("/my_data")
    who = last.participant
    sqlite.do(lambda store: store.campaigns.recipients.decline(who, "rad"))
    told = last.say("/my_data")
    assert ours("my_data", "declined", titles="Das Rad") in told
    assert ours("my_data", "waits", titles="Der Bus") not in told
    copies = [msgspec.json.decode(person.shown.files[0].content) for person in (first, last)]
    assert [copy["results_awaited"] for copy in copies] == [["bus"], []]
    assert [copy["invitations_put_off"] for copy in copies] == [[], ["rad"]]


@pytest.mark.parametrize("statement", [0, 1, 3, 5, 8, 12, 99])
async def test_whenever_it_dies_each_is_told_once(sqlite: Database, statement: int) -> None:
    closed(sqlite)
    sqlite.do(lambda store: organiser(store, HERE, "anna", Role.ALLIANCE, CLOSED))
    told = Counter[str]()
    for days in (14, 21):
        now = CLOSED + timedelta(days=days)
        with crashing(sqlite, statement), suppress(Crash):
            sqlite.do(lambda store, now=now: remind(store, "bus", config(), now))  # type: ignore[misc]
        if days == 21:
            with crashing(sqlite, statement), suppress(Crash):
                sqlite.do(lambda store, now=now: tell(store, "bus", now))  # type: ignore[misc]
        told += await pass_(sqlite, days)
    reminded = [line for line in told if line.startswith("anna")]
    assert len(reminded) == 1
    assert told == without_words(sqlite) + Counter(reminded)
