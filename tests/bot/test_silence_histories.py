"""Whatever people, platforms and clocks do: nobody is forgotten who was not silent and asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.outbox import Post, Settled
from tests.bot.life import ANY_DAY, Life, blocked, expired, refused, there, unreachable
from tests.bot.talking import config, organise
from tests.databases import Make

SILENT, ANSWER = 180, 14
PEOPLE = ("anna", "berta", "carla")
BECOMES = {"there": there, "there too": there, "expired": expired, "unreachable": unreachable}
person = st.sampled_from(PEOPLE)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("days"), st.integers(1, 15), st.sampled_from(sorted(BECOMES))),
        st.tuples(st.just("days"), st.just(15), st.just("there")),
        st.tuples(st.just("sleep"), st.sampled_from((1, 6, 30, 179, 180, 200))),
        st.tuples(st.just("sleep"), st.sampled_from((179, 180, 200))),
        st.tuples(st.just("jump"), st.sampled_from((-400, -20, 20, 180, 200, 400, 4000))),
        st.tuples(st.just("speak"), person),
        st.tuples(st.just("keep"), person),
        st.tuples(st.just("refuse"), person),
        st.tuples(st.just("block"), person),
    ),
    min_size=4,
    max_size=14,
)


Became = Callable[[Post], Settled]


class History:
    """What really happens, beside what the bot knows of it."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.people = {name: life.person(name) for name in PEOPLE}
        self.ids = {name: one.participant for name, one in self.people.items()}
        olga = life.person("olga")
        organise(life.bot, "dorf", olga)
        self.organiser = olga.participant
        self.heard: dict[str, datetime] = dict.fromkeys(PEOPLE, life.bot.now)
        self.asked: dict[str, list[datetime]] = {name: [] for name in PEOPLE}
        self.refusers: set[str] = set()
        self.unreachable: set[str] = set()
        self.jumped = False
        life.deliver()

    def take(self, step: tuple[Any, ...]) -> None:
        match step:
            case ["days", number, becomes]:
                for _ in range(number):
                    self.life.sleep(days=1)
                    self.look(BECOMES[becomes])
            case ["sleep", days]:
                self.life.sleep(days=days)
                self.look()
            case ["jump", days]:
                self.jump(days)
            case [act, name] if self.ids[name] in self.life.people:
                self.do(act, name)

    def jump(self, days: int) -> None:
        """The clock is wrong for one look of the bot, and right again at the next."""
        self.jumped = True
        self.life.sleep(days=days)
        self.look(ahead=days)
        self.life.sleep(days=-days)
        self.look()

    def do(self, act: str, name: str) -> None:
        one, life = self.people[name], self.life
        match act:
            case "block":
                blocked(one, life)
                self.unreachable.add(name)
                return
            case "refuse":
                if name not in self.refusers:
                    refused(one, life)
                self.refusers.add(name)
            case "keep":
                one.press("keep_all")
            case _:
                one.say("hallo")
        self.unreachable.discard(name)
        self.heard[name], self.asked[name] = life.bot.now, []
        life.deliver()

    def look(self, becomes: Became = there, ahead: int = 0) -> None:
        """The bot does its work, and what it says becomes that; its clock may be wrong."""
        before, now = self.life.people, self.life.bot.now - timedelta(days=ahead)
        asyncio.run(self.life.work(says=False))
        gone = before - self.life.people
        for name in (name for name, id in self.ids.items() if id in gone):
            self.check_gone(name, now)
        for post in self.life.deliver(becomes):
            self.asked[post.address].append(now)
            assert self.jumped or len(self.asked[post.address]) == 1, "asked once a silence"
        if becomes is unreachable:
            waited = {name for name, id in self.ids.items() if id in self.life.noted}
            self.unreachable |= {name for name in waited if not self.asked[name]}
        assert self.organiser in self.life.people
        assert self.organiser not in self.life.noted

    def check_gone(self, name: str, now: datetime) -> None:
        assert now - self.heard[name] >= timedelta(days=SILENT + ANSWER), "was heard of"
        if name not in self.refusers | self.unreachable:
            assert self.asked[name], "was never asked"
            assert now - self.asked[name][-1] >= timedelta(days=ANSWER), "had no time to answer"


def lived_through(make: Make, steps: list[tuple[Any, ...]]) -> None:
    keep = {"silent": SILENT, "silent_answer": ANSWER}
    history = History(Life(make(), config(broadcast=ANY_DAY, retention=keep)))
    for step in steps:
        history.take(step)
    history.take(("sleep", SILENT))
    history.take(("days", 2 * ANSWER + 1, "there"))
    assert history.life.people == {history.organiser}, "in the end all silent people are gone"


@settings(max_examples=4, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps=STEPS)
def test_nobody_goes_who_was_heard_of_or_not_asked(
    sqlites: Make, steps: list[tuple[Any, ...]]
) -> None:
    lived_through(sqlites, steps)


@pytest.mark.chaos
@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps=STEPS)
def test_nobody_goes_who_was_heard_of_or_not_asked_in_many_histories(
    sqlites: Make, steps: list[tuple[Any, ...]]
) -> None:
    lived_through(sqlites, steps)
