"""Surveys that people live through, one after the other, until nobody can be told any more."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dialogs.surveys.survey import Question, Survey
from storage.ballots import Ballot
from storage.database import Database
from storage.link_codes import fresh_link_code
from storage.recipients import Budget
from storage.settling import Settled
from storage.store import Store
from tests.storage.samples import NOW, chat, message, publish, survey

POSTERS = ("Rathaus", "Bäckerei")
LONELY = "15084031"
"""A municipality from which one person answers."""
HOMES = ("14730", "14713", "15088")
BUDGET = Budget(99)


class Lived(Struct):
    """Survey → participant → the number in the ballot that counts."""

    truth: dict[str, dict[str, int]]
    words: dict[str, dict[str, int]]
    """Survey → own words → the number in the ballot that they stood in."""
    lonely: dict[str, int]
    """Survey → the number in the ballot of whoever is the only one from where they live."""


def numbered(id: str) -> Survey:
    """A survey in which each ballot can be told from the others by a number."""
    asked = [
        {"id": "number", "text": {"de": "Nummer?"}, "answer": {"type": "number"}},
        {
            "id": "where",
            "text": {"de": "Wo?"},
            "optional": True,
            "answer": {"type": "place", "level": "municipality"},
        },
    ]
    made = survey(id)
    return replace(made, questions=(*made.questions, *msgspec.convert(asked, list[Question])))


def live(database: Database, sizes: Sequence[int], seed: int) -> Lived:
    """One survey of each size."""
    dice, lived = random.Random(seed), Lived({}, {}, {})
    for number, size in enumerate(sizes):
        _live(database, f"bus-{number}", size, dice, lived)
    return lived


def _live(database: Database, id: str, size: int, dice: random.Random, lived: Lived) -> None:
    """Invited, answered, changed, linked, withdrawn, closed, read and told."""
    publish(database, numbered(id))
    codes = database.do(lambda store: [store.posters.at(id, place).code for place in POSTERS])
    people = [f"{id} person {n}" for n in range(size)]
    # They came to know the bot in another order than they answer in.
    for name in dice.sample(people, size):
        database.do(lambda store, name=name: _meet(store, name))  # type: ignore[misc]
    _campaign(database, database.do(lambda store: _invite(store, id)))
    answered = _answer(database, id, people, codes, dice)
    lived.lonely[id] = answered[people[0]]
    gone = people[3::11]
    _link(database, [name for name in people[::6] if name not in gone], NOW + timedelta(days=1))
    for name in gone:
        database.do(lambda s, n=name: s.ballots.withdraw(id, chat(s, n).participant))  # type: ignore[misc]
    database.do(lambda store: store.surveys.close(id, NOW + timedelta(days=2)))
    _judge(database, id, dice)
    _campaign(database, database.do(lambda store: _follow(store, id)))
    lived.truth[id] = {
        database.look(lambda s, n=name: chat(s, n).participant): answered[name]  # type: ignore[misc]
        for name in people
        if name not in gone
    }
    lived.words[id] = {_words(id, n): n for n in lived.truth[id].values()}


def _words(id: str, number: int) -> str:
    return f"Weil {id} so ist: {number}."


def _meet(store: Store, name: str) -> None:
    who = chat(store, name)
    store.consents.note(who, frozenset({"surveys", "contact"}), True, "1", NOW)
    store.chats.keep(who, who.session, NOW)


def _invite(store: Store, id: str) -> str:
    return store.campaigns.make(id, {"de": message("Kommen Sie?")}, NOW, NOW)


def _follow(store: Store, id: str) -> str:
    now = NOW + timedelta(days=3)
    return store.campaigns.tell_result(id, {"de": message("Das folgt daraus.")}, now, now)


def _campaign(database: Database, id: str) -> None:
    """Plan it and say all of it."""
    now = NOW + timedelta(days=4)

    def say(store: Store) -> int:
        posts = store.outbox.claim("console", now, 1000)
        store.outbox.settle([Settled(post.id, delivered_as="there") for post in posts], now)
        return len(posts)

    while database.look(lambda store: store.campaigns.get(id)).planned is None:
        database.do(lambda store: store.campaigns.plan(id, now, BUDGET))
    while database.do(say):
        pass
    assert database.do(lambda store: store.campaigns.finish(id, now))


def _answer(
    database: Database, id: str, people: list[str], codes: list[str], dice: random.Random
) -> dict[str, int]:
    """Each in a transaction and a minute of their own; every seventh once more at the end."""
    numbers = dict(zip(people, dice.sample(range(1000, 9000), len(people)), strict=True))
    for place, name in enumerate([*people, *people[::7]]):
        home = LONELY if name == people[0] else dice.choice(HOMES)
        answers = {
            "rides": dice.choice(["yes", "no"]),
            "why": _words(id, numbers[name]),
            "number": numbers[name],
            "where": home,
        }
        ballot = Ballot(id, 1, answers, dice.choice([*codes, ""]))
        then = NOW + timedelta(minutes=place)
        database.do(lambda s, n=name, b=ballot, at=then: _turn(s, n, b, at))  # type: ignore[misc]
    return numbers


def _turn(store: Store, name: str, ballot: Ballot, now: datetime) -> None:
    who = chat(store, name)
    store.chats.unheard([f"{name} {now}"], now)
    store.ballots.cast(ballot, who.participant, now)
    store.campaigns.answered(who.participant, ballot.survey, now)
    store.chats.keep(who, who.session, now)
    store.outbox.add(who, message("Danke"), now)


def _link(database: Database, names: Sequence[str], now: datetime) -> None:
    """Each of them links another chat."""

    def join(store: Store, name: str) -> None:
        code, other = fresh_link_code(), chat(store, f"{name} at work")
        store.linking.codes.give(chat(store, name), code, now)
        assert store.linking.join(other, code, now)

    for name in names:
        database.do(lambda store, name=name: join(store, name))  # type: ignore[misc]


def _judge(database: Database, id: str, dice: random.Random) -> None:
    """An organiser reads all own words and shows most of them."""

    def judge(store: Store) -> bool:
        said = store.words.next(id, 1, "why")
        if said is not None:
            store.words.judge(said.id, "shown" if dice.random() < 0.8 else "hidden")
        return said is not None

    while database.do(judge):
        pass
