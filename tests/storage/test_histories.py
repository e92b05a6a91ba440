"""Random histories of invitations, with crashes: nobody hears of anything against the rules."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from dialogs.organising.roles import EVERYBODY as ALLIANCE
from dialogs.surveys.audience import Audience
from storage.ballots import Ballot
from storage.budget import Budget
from storage.campaign import Order
from storage.database import Database
from storage.settling import Settled
from storage.store import Store
from storage.surveys import Refused
from storage.tables import campaigns, outbox, told
from tests.databases import Make
from tests.storage.crashes import Crash, crashing
from tests.storage.samples import HERE, NOW, chat, message, publish, survey

PEOPLE = [f"person {number}" for number in range(8)]
PLACES = ("14729", "15088", "")
SURVEYS = ("bus", "train", "tram", "ferry")
OWNERS = {"bus": "green", "train": "green", "tram": "red", "ferry": ALLIANCE}
DAY = timedelta(days=1)
AUDIENCES = [
    Audience(),
    Audience(places=("14",)),
    Audience(places=("15088",)),
    Audience(language="de"),
    Audience(answered="bus"),
    Audience(unanswered="train"),
]


@dataclass
class History:
    """What happens to a few people, and what each of them was told when."""

    database: Database
    dice: random.Random
    now: datetime = NOW
    consents: set[str] = field(default_factory=set)
    voted: set[tuple[str, str]] = field(default_factory=set)
    declined: set[tuple[str, str]] = field(default_factory=set)
    invited: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    reminded: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    days: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.budget = Budget(self.dice.choice((1, 2)), shared=self.dice.random() < 0.5)

        def begin(store: Store) -> None:
            for id, owner in OWNERS.items():
                store.drafts.keep(survey(id), owner)
            for name in PEOPLE:
                who = chat(store, name)
                if place := self.dice.choice(PLACES):
                    store.residences.keep(who.participant, place)

        self.database.do(begin)
        publish(self.database, *(survey(id) for id in SURVEYS))
        for name in PEOPLE:
            self.consent(name, given=self.dice.random() < 0.8)

    @property
    def today(self) -> int:
        return (self.now - NOW).days

    def step(self) -> None:
        actions = [self.make] * 3 + [self.plan] * 8 + [self.deliver] * 4 + [self.pass_day] * 2
        actions += [self.vote, self.decline, self.withdraw, self.steer, self.remind, self.close]
        self.dice.choice(actions)()

    # What people do.

    def consent(self, name: str, given: bool) -> None:
        def work(store: Store) -> None:
            who = chat(store, name)
            store.consents.note(who, frozenset({"contact"}), given, "1", self.now)
            if not given:
                store.campaigns.withdraw(who.participant, self.now)

        self.database.do(work)
        (self.consents.add if given else self.consents.discard)(name)

    def withdraw(self) -> None:
        self.consent(self.dice.choice(PEOPLE), given=self.dice.random() < 0.5)

    def vote(self) -> None:
        name, id = self.dice.choice(PEOPLE), self.dice.choice(SURVEYS)

        def work(store: Store) -> bool:
            if store.surveys.secret(id) is None:
                return False
            who = chat(store, name).participant
            store.ballots.cast(Ballot(id, 1, {"rides": "yes"}), who)
            store.campaigns.answered(who, id, self.now)
            return True

        if self.database.do(work):
            self.voted.add((name, id))

    def decline(self) -> None:
        name, id = self.dice.choice(PEOPLE), self.dice.choice(SURVEYS)
        if self.invited[name, id]:
            self.database.do(
                lambda s: s.campaigns.recipients.decline(chat(s, name).participant, id)
            )
            self.declined.add((name, id))

    # What organisers do.

    def make(self) -> None:
        id = self.dice.choice(SURVEYS)
        order = Order(OWNERS[id], audience=self.dice.choice(AUDIENCES))
        self.order(id, order)

    def remind(self) -> None:
        id = self.dice.choice(SURVEYS)
        going = self.database.look(lambda store: store.campaigns.all())
        if not any(
            c.kind == "reminder" and c.survey == id and c.state != "stopped" for c in going
        ):
            self.order(id, Order(OWNERS[id], kind="reminder"))

    def order(self, id: str, order: Order) -> None:
        texts = {"de": message(f"{order.kind} {id}")}
        try:
            self.database.do(lambda s: s.campaigns.make(id, texts, self.now, self.now, order))
        except Refused:
            return

    def steer(self) -> None:
        what = self.dice.choice(("pause", "resume", "stop"))
        all_ = self.database.look(lambda store: store.campaigns.all())
        if not all_:
            return
        id = self.dice.choice(all_).id

        def work(store: Store) -> None:
            match what:
                case "pause":
                    store.campaigns.pause(id)
                case "resume":
                    store.campaigns.resume(id, self.now, self.now)
                case _:
                    store.campaigns.stop(id, self.now)

        try:
            self.database.do(work)
        except Refused:
            return

    def close(self) -> None:
        if self.dice.random() < 0.2:
            id = self.dice.choice(SURVEYS)
            self.database.do(lambda store: store.surveys.close(id, self.now))

    # What the bot does.

    def plan(self) -> None:
        for one in self.database.look(lambda store: store.campaigns.at_work(self.now)):
            most = self.dice.choice((1, 3, 1000))
            try:
                with crashing(self.database, self.dice.choice((0, 1, 3, 5, 8, 99, 99, 99))):
                    self.database.do(
                        lambda s, id=one.id, most=most: s.campaigns.plan(
                            id, self.now, self.budget, most
                        )  # type: ignore[misc]
                    )
            except Crash:
                continue

    def deliver(self) -> None:
        """Some are said; the process dies before it has noted the others."""
        posts = self.database.do(lambda s: s.outbox.claim(HERE, self.now, self.dice.randint(1, 9)))
        ids = [post.id for post in posts]
        verdicts = self.database.look(lambda s: s.campaigns.verdicts(ids, self.now))
        for post in posts:
            match verdicts[post.id]:
                case "say":
                    kind, _, id = post.message.text[0].text.partition(" ")
                    self.hear(post.address, kind, id)
                    done = Settled(post.id, delivered_as="there")
                case "drop":
                    done = Settled(post.id, error="dropped")
                case _:
                    continue
            self.database.do(lambda s, done=done: s.outbox.settle([done], self.now))  # type: ignore[misc]
        self.database.do(lambda s: s.outbox.free(HERE))
        for one in self.database.look(lambda store: store.campaigns.at_work(self.now)):
            self.database.do(lambda s, id=one.id: s.campaigns.finish(id, self.now))  # type: ignore[misc]

    def pass_day(self) -> None:
        """In the evening all that is under way rests until the morning."""
        self.now += self.dice.choice((1, 1, 2, 4)) * DAY
        for one in self.database.look(lambda store: store.campaigns.at_work(self.now)):
            self.database.do(lambda s, id=one.id: s.campaigns.hold_back(id, self.now))  # type: ignore[misc]

    # What must hold.

    def hear(self, name: str, kind: str, id: str) -> None:
        assert name in self.consents
        assert (name, id) not in self.voted
        which = (self.invited if kind == "survey" else self.reminded)[name, id]
        assert which == []
        if kind == "reminder":
            assert self.invited[name, id]
            assert self.today - self.invited[name, id][0] >= 3
            assert (name, id) not in self.declined
        which.append(self.today)
        self.days[name].append((self.today, OWNERS[id]))
        lately = [by for day, by in self.days[name] if self.today - day < self.budget.days]
        assert len(lately) <= self.budget.most
        if self.budget.shared and self.budget.most == 2:
            assert lately.count(OWNERS[id]) == 1

    def check(self) -> None:
        with self.database.engine.connect() as connection:
            rows = connection.execute(told.select()).all()
            assert len({(row.campaign, row.participant) for row in rows}) == len(rows)
            posts = connection.execute(outbox.select().where(outbox.c.campaign.is_not(None))).all()
            assert len({(post.campaign, post.chat) for post in posts}) == len(posts)
            closed = self.database.look(
                lambda s: [one.id for one in s.surveys.standings() if one.state == "closed"]
            )
            # Nobody can tell any more to whom something was sent because of a ballot there.
            looking = [
                row.id
                for row in connection.execute(campaigns.select())
                if any(f'"{id}"' in (row.audience or "") for id in closed)
            ]
            assert not {row.campaign for row in rows} & set(looking)
            assert not {post.campaign for post in posts} & set(looking)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_nobody_hears_of_anything_against_the_rules(
    sqlites: Make, seed: int
) -> None:
    history = History(sqlites(), random.Random(seed))
    for _ in range(80):
        history.step()
    history.check()


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(4, 300))
def test_the_same_many_times(sqlites: Make, seed: int) -> None:
    test_whatever_happens_nobody_hears_of_anything_against_the_rules(sqlites, seed)


# Turns.


@pytest.mark.parametrize("seed", range(6))
def test_associations_that_send_at_once_take_turns(sqlites: Make, seed: int) -> None:
    """However long one of them has been sending, and however many campaigns it has."""
    database, dice = sqlites(), random.Random(seed)
    wanted = {"green": ("bus", "train"), "red": ("tram",)}
    publish(database, *(survey(id) for ids in wanted.values() for id in ids))
    places = {"bus": "14729", "train": "15088", "tram": "14730"}

    def come(store: Store) -> None:
        for place in places.values():
            for number in range(60):
                who = chat(store, f"{place} {number}")
                store.consents.note(who, frozenset({"contact"}), True, "1", NOW)
                store.residences.keep(who.participant, place)

    database.do(come)
    budget = Budget(most=100)

    def send(id: str, owner: str) -> str:
        order = Order(owner, audience=Audience(places=(places[id],)))
        made = database.do(lambda s: s.campaigns.make(id, {"de": message(owner)}, NOW, NOW, order))
        database.do(lambda s: s.campaigns.plan(made, NOW, budget))
        return made

    def say(number: int) -> list[str]:
        posts = database.do(lambda s: s.outbox.claim(HERE, NOW, number))
        done = [Settled(post.id, delivered_as="there") for post in posts]
        database.do(lambda s: s.outbox.settle(done, NOW))
        return [post.message.text[0].text for post in posts]

    first = send("bus", "green")
    assert set(say(dice.randint(1, 40))) == {"green"}
    send("train", "green")
    send("tram", "red")
    if dice.random() < 0.5:
        # What rested has not saved up any turns.
        database.do(lambda s: s.campaigns.pause(first))
        say(dice.randint(1, 20))
        database.do(lambda s: s.campaigns.resume(first, NOW, NOW))
    said = say(60)
    for begin in range(0, 60, 6):
        red = said[begin : begin + 6].count("red")
        assert 2 <= red <= 4, said
