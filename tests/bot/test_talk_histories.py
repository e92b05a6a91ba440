"""Whatever happens in talks in whatever order: each word reaches whom it is for, once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.doing import Due
from bot.talks.people import answering
from bot.talks.reminding import _once, pass_to_alliance, remind
from dialogs.organising.roles import Role
from storage.store import Store
from storage.tables import organisers, talk_told
from storage.talk import Talk
from tests.bot.talking import PLATFORM, Bot, Person, messages, organise
from tests.bot.test_talks import TUESDAY, _text
from tests.databases import Make

GUESTS, ANSWERING = ("anna", "bea"), ("clara", "dora", "orga")
guest, answerer = st.sampled_from(GUESTS), st.sampled_from(ANSWERING)
number = st.integers(1, 4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), guest),
        st.tuples(st.just("say"), guest, number),
        st.tuples(st.just("say"), guest, number),
        st.tuples(st.just("answer"), answerer, number),
        st.tuples(st.just("answer"), answerer, number),
        st.tuples(st.just("note"), answerer, number),
        st.tuples(st.just("hand"), answerer, number, st.integers(0, 2)),
        st.tuples(st.just("take"), answerer, number),
        st.tuples(st.just("object"), guest, number),
        st.tuples(st.just("end"), guest, number),
        st.tuples(st.just("close"), answerer, number),
        st.tuples(st.just("reopen"), guest, number),
        st.tuples(st.just("leave"), guest, st.booleans()),
        st.tuples(st.just("days"), st.integers(1, 8)),
    ),
    min_size=6,
    max_size=20,
)


class History:
    """Takes steps with the real bot, and looks at what everybody was told after each."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.people = {name: bot.person(name) for name in (*GUESTS, *ANSWERING)}
        organise(bot, "dorf", self.people["clara"], self.people["dora"])
        organise(bot, "alliance", self.people["orga"], role=Role.ALLIANCE)
        self.said = 0
        self.expected: dict[str, Counter[str]] = {}
        self.gone: set[str] = set()
        self.moved: set[str] = set()
        self.talk_of: dict[str, int] = {}

    def step(self, step: tuple[Any, ...]) -> None:
        self.bot.pass_(minutes=1)
        what, *of = step
        getattr(self, what)(*of)
        self.check()

    # What people do.

    def open(self, name: str) -> None:
        one, word = self.people[name], self.word()
        one.press("talk")
        for line in ("=yes", "=new", "Borna", "/skip", word):
            if self.offers(one, line):
                one.say(line)
        self.expect(word, (), 0)

    def say(self, name: str, number: int) -> None:
        one, word, holder = self.people[name], self.word(), self.holder(number)
        if f"talk {number}" not in self.owned(name):
            return
        one.press(f"talking:{number}")
        one.say(word)
        self.expect(word, (holder,) if holder else (), number)

    def answer(self, name: str, number: int) -> None:
        one, word = self.people[name], self.word()
        whose = self.guest(number)
        one.press(f"answer_guest:{number}")
        one.say(word)
        self.expect(word, (whose,), number)

    def note(self, name: str, number: int) -> None:
        word = self.word()
        self.choose(name, number, "=note", word)
        self.expect(word, (), number)

    def hand(self, name: str, number: int, to: int) -> None:
        one = self.people[name]
        self.choose(name, number, "=to")
        values = [option.value for option in one.shown.options]
        if values and values[0].startswith(("one.", "all.")):
            one.say(f"={values[to % len(values)]}")

    def take(self, name: str, number: int) -> None:
        self.choose(name, number, "=take")

    def object(self, name: str, number: int) -> None:
        self.people[name].press(f"object_to_talk:{number}")

    def end(self, name: str, number: int) -> None:
        one = self.people[name]
        one.press(f"talking:{number}")
        if self.offers(one, "=end"):
            one.say("=end")

    def close(self, name: str, number: int) -> None:
        self.choose(name, number, "=close")

    def reopen(self, name: str, number: int) -> None:
        one = self.people[name]
        one.press(f"reopen_talk:{number}")
        if self.offers(one, "=reopen"):
            one.say("=reopen")

    def leave(self, name: str, everything: bool) -> None:
        one, own = self.people[name], self.owned(name)
        one.say("Alles löschen" if everything else "Widerruf")
        for line in ("=yes",) if everything else ("=talks",):
            if self.offers(one, line):
                one.say(line)
                self.gone |= {w for w, n in self.talk_of.items() if f"talk {n}" in own}

    def days(self, days: int) -> None:
        self.bot.now += timedelta(days=days)
        for work in (pass_to_alliance, remind):
            for number in range(1, 5):
                self.bot.database.do(
                    lambda store, work=work, number=number: _once(  # type: ignore[misc]
                        work, Due(store, self.bot.now, self.bot.config), number
                    )
                )

    # What is known of it.

    def word(self) -> str:
        self.said += 1
        return f"Wort{self.said:03}x"

    def choose(self, name: str, number: int, *lines: str) -> None:
        one = self.people[name]
        one.press(f"handle_talk:{number}")
        for line in lines:
            if self.offers(one, line):
                one.say(line)

    @staticmethod
    def offers(one: Person, line: str) -> bool:
        """Whether that is a button now, or words that a question is open for."""
        shown = one.shown
        values = [option.value for option in (*shown.options, *shown.controls)]
        return line[1:] in values if line[0] == "=" else "/cancel" in values

    def talks(self) -> dict[int, Talk]:
        def look(store: Store) -> dict[int, Talk]:
            who = [self.people[name].participant for name in GUESTS if self.known(name)]
            return {talk.number: talk for one in who for talk in store.talks.of(one)}

        return self.bot.database.look(look)

    def known(self, name: str) -> bool:
        return bool(messages(self.bot.database, PLATFORM, name))

    def owned(self, name: str) -> set[str]:
        if not self.known(name):
            return set()
        mine = self.people[name].participant
        return {f"talk {n}" for n, talk in self.talks().items() if talk.participant == mine}

    def guest(self, number: int) -> str:
        return next((name for name in GUESTS if f"talk {number}" in self.owned(name)), "")

    def holder(self, number: int) -> str:
        """Who answers in a talk."""

        def look(store: Store) -> str:
            talk = self.talks().get(number)
            one = answering(store, talk) if talk else None
            return one.name.casefold() if one else ""

        return self.bot.database.look(look)

    def expect(self, word: str, whom: tuple[str, ...], number: int) -> None:
        """Those are to be told it, if it has become part of a talk."""
        found = self.entry(word)
        if found:
            self.talk_of[word] = found
        self.expected[word] = Counter(whom) if found else Counter()

    def entry(self, word: str) -> int:
        def look(store: Store) -> int:
            for number in self.talks():
                if any(one.words == word for one in store.talks.entries(number)):
                    return number
            return 0

        return self.bot.database.look(look)

    def check(self) -> None:
        told: dict[str, Counter[str]] = {}
        for name in self.people:
            for message in messages(self.bot.database, PLATFORM, name):
                first, _, rest = _text(message).partition("\n")
                if "antwortet Ihnen" in first or "schreibt Ihnen" in first:
                    told.setdefault(rest, Counter())[name] += 1
        for word, whom in self.expected.items():
            heard = told.get(word, Counter())
            if word in self.gone:
                assert not heard, (word, "was taken back")
            elif word in self.moved and whom.keys() <= set(ANSWERING):
                assert heard <= whom, (word, heard, whom)
            else:
                assert heard == whom, (word, heard, whom)
        with self.bot.database.engine.connect() as connection:
            mine = connection.execute(select(talk_told.c.talk)).scalars().all()
            left = connection.execute(select(organisers.c.id)).all()
        assert set(mine) <= set(self.talks())
        assert len(left) == len(ANSWERING)


def lived_through(make: Make, steps: list[tuple[Any, ...]]) -> None:
    history = History(Bot(make(), now=TUESDAY))
    for step in steps:
        history.step(step)


@settings(max_examples=2, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps=STEPS)
def test_each_word_reaches_each_it_is_for_once_and_nobody_when_it_is_gone(
    sqlites: Make, steps: list[tuple[Any, ...]]
) -> None:
    lived_through(sqlites, steps)


@pytest.mark.chaos
@settings(max_examples=100, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps=STEPS)
def test_each_word_reaches_each_it_is_for_once_in_many_histories(
    sqlites: Make, steps: list[tuple[Any, ...]]
) -> None:
    lived_through(sqlites, steps)
