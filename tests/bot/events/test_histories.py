"""Random histories: nobody is told twice, out of hours, after leaving, or not at all."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import func, select

from bot.campaigns.hours import USUAL, holidays, when_to_send
from bot.delivery.asking import Verdicts
from dialogs.events.areas import Area, is_near
from dialogs.events.choosing import AHEAD
from dialogs.markup import words
from storage.database import Database
from storage.moments import stamp
from storage.settling import Settled
from storage.store import Store
from storage.tables import event_told, events
from tests.bot.events.planning import (
    ALTENBURG,
    BERLIN,
    BORNA,
    HALLE,
    LEIPZIG,
    event,
    local,
    planned,
    subscribe,
)
from tests.bot.memory import Watch
from tests.databases import Lent, Make
from tests.storage.samples import HERE, chat

BEGIN = local("2026-11-23T09:00")
PEOPLE = ("anna", "bodo", "cleo")
PLACES = (BORNA, LEIPZIG, HALLE, ALTENBURG)
SUBSCRIBED = ("revier", "revier", "revier", "14729", "TH", *PLACES)


class History:
    """A bot, its people, and all that they were told."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.dice = random.Random(seed)
        self.now = BEGIN
        self.latest = BEGIN
        self.events: list[str] = []
        self.wanted: dict[str, tuple[str, str, str]] = {}
        self.knows: defaultdict[str, set[str]] = defaultdict(set)
        self.told: list[tuple[datetime, str, str]] = []

    def do(self, what: str) -> None:
        getattr(self, what)()
        self.latest = max(self.latest, self.now)
        self.plan()

    # What happens.

    def publish(self) -> None:
        title = f"Termin-{len(self.events)}."
        at = self.now + timedelta(hours=self.dice.randint(2, 24 * 40))
        made = event(
            title,
            at.astimezone(BERLIN).replace(tzinfo=None).isoformat(),
            regions=(self.dice.choice(PLACES),),
            topics=(self.dice.choice(["culture", "energy"]),),
        )
        id = self.database.do(lambda store: store.events.add(made, self.now))
        self.events.append(id)

    def move(self) -> None:
        self._change(lambda one: replace(one, start=one.start + timedelta(hours=3)))

    def cancel(self) -> None:
        self._change(lambda one: replace(one, status="cancelled"))

    def again(self) -> None:
        self._change(lambda one: replace(one, status="planned"))

    def _change(self, change: Any) -> None:
        upcoming = self.database.look(lambda store: store.events.upcoming(self.now))
        if upcoming:
            one = self.dice.choice(upcoming)
            self.database.do(lambda store: store.events.put(one.id, change(one.event), self.now))

    def subscribe(self) -> None:
        who, place = self.dice.choice(PEOPLE), self.dice.choice(SUBSCRIBED)
        frequency = self.dice.choice(["once", "daily", "weekly"])
        topic = self.dice.choice(["", "culture"])
        subscribe(
            self.database,
            who,
            self.now,
            frequency=frequency,
            hour=self.dice.choice([8, 12, 17]),
            wanted=[(place, topic)],
        )
        self.wanted[who] = place, topic, frequency

    def leave(self) -> None:
        who = self.dice.choice(PEOPLE)

        def work(store: Store) -> None:
            person = chat(store, who)
            store.consents.note(person, frozenset({"alerts"}), False, "1", self.now)
            store.alerts.forget(person.participant, self.now)

        self.database.do(work)
        self.wanted.pop(who, None)
        self.knows[who].clear()

    def wait(self) -> None:
        self.now += timedelta(minutes=self.dice.choice([1, 30, 180, 600, 1440, 4000]))

    def stand_still(self) -> None:
        self.now += timedelta(days=self.dice.randint(3, 20))

    def jump_back(self) -> None:
        self.now -= timedelta(hours=self.dice.choice([1, 24, 200]))

    # What follows.

    def plan(self) -> None:
        """Plan what is due, die in between or not, and send what may be sent."""
        planned(self.database, self.now)
        if self.dice.random() < 0.7:
            asyncio.run(self._send())

    async def _send(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            verdicts = Verdicts(self.database, Watch(Path(folder), self.now).clock, USUAL)
            while posts := self.database.do(lambda s: s.outbox.claim(HERE, self.now, 50)):
                for post in posts:
                    verdict = await verdicts.of(post)
                    late = post.expires is not None and post.expires <= stamp(self.now)
                    said = verdict == "say" and not late
                    settled = Settled(
                        post.id,
                        delivered_as="there" if said else "",
                        error="" if said else "expired" if late else str(verdict),
                        retry=verdict if isinstance(verdict, datetime) and not late else None,
                    )
                    self.database.do(lambda s, one=settled: s.outbox.settle([one], self.now))  # type: ignore[misc]
                    if said:
                        self.hears(post.address, words(post.message.text), post.alert or "")

    def hears(self, who: str, text: str, kind: str) -> None:
        assert who in self.wanted, f"{who} has left, and hears: {text}"
        self.told.append((self.now, who, text))
        lands = Area(self.wanted[who][0]).lands
        rest = holidays(2026, 2027, lands=lands)
        in_hours = when_to_send(self.now, BERLIN, rest, USUAL) == self.now
        assert in_hours or kind == "cancelled", (self.now.astimezone(BERLIN), who, kind, text)
        titles = {part.split(".")[0] for part in text.split("Termin-")[1:]}
        if kind == "digest":
            assert not titles & self.knows[who], f"{who} hears once more: {text}"
            self.knows[who] |= titles
        else:
            assert titles <= self.knows[who], f"{who} never heard of what changes: {text}"

    def is_complete(self) -> None:
        """After some ordinary days everybody knows of all that they asked for."""
        # A week that was told before a clock jumped back is not told again until it is over.
        self.now = max(self.now, self.latest)
        for _ in range(9):
            self.now = (self.now + timedelta(days=1)).replace(hour=16, minute=30)
            planned(self.database, self.now)
            asyncio.run(self._send())
        upcoming = self.database.look(lambda store: store.events.upcoming(self.now))
        for who, (place, topic, frequency) in self.wanted.items():
            for one in upcoming:
                meant = is_near(one.event, Area(place)) and topic in ("", *one.event.topics)
                near = one.event.start - self.now < AHEAD[frequency] - timedelta(days=9)  # type: ignore[index]
                if meant and near and one.event.status != "cancelled":
                    title = one.event.title.removeprefix("Termin-").removesuffix(".")
                    assert title in self.knows[who], (who, frequency, one.event)
        for id in self.database.look(lambda store: store.alerts.unannounced()):
            raise AssertionError(f"somebody was not told of what changed: {id}")
        assert self.behind() == []

    def behind(self) -> list[tuple[str, str]]:
        """(event, participant) of those who only know how an event to come was."""
        newest = func.max(event_told.c.version)
        query = (
            select(event_told.c.event, event_told.c.participant)
            .join(events, events.c.id == event_told.c.event)
            .where(events.c.over > stamp(self.now))
            .group_by(event_told.c.event, event_told.c.participant, events.c.version)
            .having(newest < events.c.version)
        )
        with self.database.engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]


ANEW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # each takes a new database
STEPS = ["publish"] * 6 + ["subscribe"] * 4 + ["wait"] * 7
STEPS += ["move", "cancel", "again", "leave", "stand_still", "jump_back"]


def shuffled(seed: int, times: int = 1) -> list[str]:
    """All that can happen, in some order."""
    steps = STEPS * times
    random.Random(seed).shuffle(steps)
    return steps


def lived(database: Database, seed: int, steps: list[str]) -> History:
    return gone_through(History(database, seed), steps)


def gone_through(history: History, steps: list[str]) -> History:
    for step in ["subscribe", "publish", *steps]:
        history.do(step)
    history.is_complete()
    return history


@settings(max_examples=8, suppress_health_check=ANEW)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(STEPS), max_size=25))
def test_whatever_happens(sqlites: Make, seed: int, steps: list[str]) -> None:
    lived(sqlites(), seed, steps)


def test_histories_do_come_to_something(sqlites: Make) -> None:
    told = 0
    for seed in range(4):
        told += len(lived(sqlites(), seed, shuffled(seed, times=2)).told)
    assert told > 20


def test_a_history_on_postgresql(lent: Lent) -> None:
    with lent() as database:
        assert lived(database, 3, shuffled(3)).told


@pytest.mark.chaos
@settings(max_examples=1000, suppress_health_check=ANEW)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(STEPS), max_size=60))
def test_whatever_happens_for_long(sqlites: Make, seed: int, steps: list[str]) -> None:
    lived(sqlites(), seed, steps)


@pytest.mark.chaos
@settings(max_examples=300, suppress_health_check=ANEW)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(STEPS), max_size=60))
def test_whatever_happens_for_long_on_postgresql(lent: Lent, seed: int, steps: list[str]) -> None:
    with lent() as database:
        lived(database, seed, steps)
