"""Random histories of people with several chats: no tally ever counts one of them twice."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from dialogs.surveys.tally import Tally, counted
from storage.ballots import Ballot
from storage.database import Database
from storage.link_codes import fresh_link_code
from storage.linking import Prospect
from storage.store import Store
from storage.tables import chats
from tests.databases import Make
from tests.storage.samples import NOW, chat, publish, survey

SURVEYS = ("bahn", "bus")
PLATFORMS = ("telegram", "matrix")
Place = tuple[str, str]


@dataclass
class History:
    """What is done to a database, and beside it what has to come of it, told in plain words."""

    database: Database
    dice: random.Random
    people: int
    now: Any = NOW
    whose: dict[Place, int] = field(default_factory=dict)
    """Chat → person."""
    cast: dict[str, dict[int, tuple[int, str, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """Survey → person → when (minutes), what they ride and why."""
    nobodys: dict[str, list[tuple[str, str | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    open: set[str] = field(default_factory=lambda: set(SURVEYS))
    persons: int = 0

    def place(self) -> Place:
        place = self.dice.choice(PLATFORMS), str(self.dice.randrange(self.people))
        if place not in self.whose:
            self.persons += 1
            self.whose[place] = self.persons
        return place

    def do(self, work: Any) -> Any:
        return self.database.do(work)

    def step(self) -> None:
        self.now += timedelta(seconds=self.dice.choice((1, 20, 90, 4000)))
        steps = (self.vote, self.vote, self.vote, self.link, self.link, self.part, self.forget)
        self.dice.choice(steps)()
        if self.dice.random() < 0.02:
            self.close()
        if self.dice.random() < 0.1:
            for id in sorted(self.open):
                self.do(lambda store, id=id: store.surveys.release(id, self.now))

    def vote(self) -> None:
        if not self.open:
            return
        (platform, address), id = self.place(), self.dice.choice(sorted(self.open))
        rides, why = self.dice.choice(("yes", "no")), f"{self.dice.random()}"

        def work(store: Store) -> None:
            who = chat(store, address, platform)
            answers = {"rides": rides, "why": why}
            store.ballots.cast(Ballot(id, 1, answers), who.participant, self.now)

        self.do(work)
        minute = int(self.now.timestamp()) // 60
        self.cast[id][self.whose[platform, address]] = minute, rides, why

    def link(self) -> None:
        one, other, code = self.place(), self.place(), fresh_link_code()

        def work(store: Store) -> Prospect | None:
            store.linking.codes.give(chat(store, one[1], one[0]), code, self.now)
            return store.linking.join(chat(store, other[1], other[0]), code, self.now)

        found = self.do(work)
        stays, goes = self.whose[one], self.whose[other]
        if stays == goes or sum(p in (stays, goes) for p in self.whose.values()) > 5:
            assert found is None
            return
        doubled = [id for id in sorted(self.open) if {stays, goes} <= self.cast[id].keys()]
        assert list(found.doubled) == doubled
        for place, person in self.whose.items():
            if person == goes:
                self.whose[place] = stays
        for id in SURVEYS:
            self.one_ballot(id, stays, goes)

    def one_ballot(self, id: str, stays: int, goes: int) -> None:
        theirs, others = (self.cast[id].pop(person, None) for person in (stays, goes))
        if theirs and others:
            theirs, older = (theirs, others) if theirs[0] > others[0] else (others, theirs)
            if id not in self.open:
                self.nobodys[id].append(older[1:])
        if kept := theirs or others:
            self.cast[id][stays] = kept

    def part(self) -> None:
        place = self.place()
        alone = sum(person == self.whose[place] for person in self.whose.values()) == 1
        left = self.do(lambda s: s.linking.part(chat(s, place[1], place[0]), self.now))
        assert left is not alone
        if left:
            self.persons += 1
            self.whose[place] = self.persons

    def forget(self) -> None:
        """As the command does it."""
        place = self.place()

        def work(store: Store) -> None:
            who = chat(store, place[1], place[0])
            for id in store.surveys.linked():
                if not store.ballots.withdraw(id, who.participant):
                    store.ballots.cut(id, who.participant)
            store.chats.forget(who)

        self.do(work)
        gone = self.whose[place]
        self.whose = {p: person for p, person in self.whose.items() if person != gone}
        for id in SURVEYS:
            if (ballot := self.cast[id].pop(gone, None)) and id not in self.open:
                self.nobodys[id].append((ballot[1], None))

    def close(self) -> None:
        if self.open:
            id = self.dice.choice(sorted(self.open))
            self.do(lambda store: store.surveys.close(id, self.now))
            self.open.discard(id)

    def check(self) -> None:
        self.database.do(self._check)

    def _check(self, store: Store) -> None:
        groups = self._groups(store)
        for id in SURVEYS:
            definition = store.surveys.definition(id, 1)
            recount = Tally()
            for _, answers in store.ballots.all(id):
                recount.add(counted(definition, msgspec.json.decode(answers)))
            tallies = store.surveys.tallies(id)[1]
            assert _whole(tallies.current) == _whole(recount)
            assert recount.participants == len(self.cast[id]) + len(self.nobodys[id])
            found = {
                person: ballot.answers
                for person, participant in groups.items()
                if (ballot := store.ballots.of(id, participant))
            }
            assert found == {
                person: {"rides": rides, "why": why}
                for person, (_, rides, why) in self.cast[id].items()
            }
            if id not in self.open:
                assert _whole(tallies.released) == _whole(recount)

    def _groups(self, store: Store) -> dict[int, str]:
        """Person → participant: the same for all of their chats, and for nobody else's."""
        found: dict[int, set[str]] = defaultdict(set)
        for (platform, address), person in self.whose.items():
            if (id := store.chats.id_at(platform, address)) is not None:
                one = store.chats.by_id(id, self.now)
                assert one
                found[person].add(one.participant)
        assert all(len(participants) == 1 for participants in found.values())
        groups = {person: participants.pop() for person, participants in found.items()}
        assert len(set(groups.values())) == len(groups)
        return groups


def _whole(tally: Tally) -> Any:
    """A tally without what has come to nothing."""
    answered = {question: n for question, n in tally.answered.items() if n}
    counts = {question: n for question, n in tally.counts.items() if n}
    return tally.participants, answered, counts


def play(database: Database, seed: int, people: int, steps: int) -> None:
    publish(database, *(survey(id, anonymity="pseudonymous") for id in SURVEYS))
    history = History(database, random.Random(seed), people)
    inhabited = 0
    for _ in range(steps):
        history.step()
        history.check()
        with database.engine.connect() as connection:
            inhabited += connection.execute(chats.select()).first() is not None
    # Of few people, the last may delete everything with the last step.
    assert inhabited > steps // 2


@pytest.mark.parametrize("seed", range(2))
def test_a_tally_equals_a_recount_and_nobody_has_two_ballots(databases: Make, seed: int) -> None:
    play(databases(), seed, people=3, steps=60)


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(2, 62))
def test_the_same_of_many_histories(databases: Make, seed: int) -> None:
    play(databases(), seed, people=random.Random(seed).choice((1, 2, 4, 12)), steps=150)
