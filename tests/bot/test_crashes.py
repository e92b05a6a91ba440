"""Dying at any SQL statement: what is heard again leads to the same contents, once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

import pytest

from adapters.adapter import Inbound
from bot.turns import Turns
from storage.database import Database
from tests.bot.talking import NOW, Bot, config, publish
from tests.databases import Make
from tests.storage.contents import contents
from tests.storage.crashes import Crash, crashing

WELCOME = ("Hallo", "=yes")
SURVEY = (
    "=survey:erwartungen",
    "=join",
    "=mobility",
    "1, 3",
    "=4",
    "Halle",
    "Mehr Bänke",
    "=send",
    "=contact_yes",
)
CHANGE = (
    "/menu",
    "=survey:erwartungen",
    "=join",
    "=energy",
    "=2",
    "=/skip",
    "Nichts",
    "=edit",
    "=wish",
    "=/skip",
    "=send",
)
LANGUAGE = ("/language", "=en")
WITHDRAWAL = ("/consents", "=surveys")
FORGETTING = ("/forget_me", "=yes")
AFRESH = ("Hallo",)
SCRIPTS = {
    "welcome": WELCOME,
    "survey": WELCOME + SURVEY,
    "change": WELCOME + SURVEY + CHANGE,
    "language": WELCOME + LANGUAGE,
    "withdrawal": WELCOME + SURVEY + WITHDRAWAL,
    "forgetting": WELCOME + SURVEY + FORGETTING + AFRESH,
}
Group = tuple[Inbound, ...]


def recorded(database: Database, *scripts: Sequence[str]) -> list[Group]:
    """What people said when nothing went wrong: the n-th lines of all of them are a group."""
    bot = Bot(database)
    people = [(bot.person(f"person {n}"), script) for n, script in enumerate(scripts)]
    groups = []
    for number in range(max(map(len, scripts))):
        group = tuple(p.inbound(script[number]) for p, script in people if number < len(script))
        bot.hear(*group)
        groups.append(group)
    return groups


def dies(database: Database, turns: Turns, group: Group, number: int, now: datetime = NOW) -> bool:
    """Whether taking the group dies at the SQL statement of that number; 0 is the commit."""
    with crashing(database, number):
        try:
            database.do(lambda store: turns.take(store, group, now))
        except Crash:
            return True
    return False


def replayed(database: Database, groups: Sequence[Group], now: datetime = NOW) -> None:
    """Hear groups, dying at the commit and at every statement of each, each told twice."""
    turns = Turns(config())
    for group in groups:
        before = contents(database)
        died = 0
        while dies(database, turns, group, died, now):
            assert contents(database) == before
            died += 1
        assert died > 6
        after = contents(database)
        assert after != before
        # After the commit, before the acknowledgement.
        database.do(lambda store, group=group: turns.take(store, group, now))  # type: ignore[misc]
        assert contents(database) == after


def check(databases: Make, *scripts: Sequence[str]) -> None:
    calm, troubled = databases(), databases()
    for database in (calm, troubled):
        publish(database, "erwartungen", "puls")
    replayed(troubled, recorded(calm, *scripts))
    assert contents(troubled) == contents(calm)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_one_person(databases: Make, script: Sequence[str]) -> None:
    check(databases, script)


def test_several_people_in_groups(databases: Make) -> None:
    check(databases, *SCRIPTS.values(), ("Quatsch", "/start", "=no"))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_told_again_late_and_out_of_order_changes_nothing(
    databases: Make, seed: int
) -> None:
    """Everything told so far may be told again at any time, in groups of any kind."""
    dice, turns = random.Random(seed), Turns(config())
    calm, troubled = databases(), databases()
    for database in (calm, troubled):
        publish(database, "erwartungen", "puls")
    told: list[Inbound] = []
    for group in recorded(calm, *SCRIPTS.values()):
        told += group
        later = [group, *(tuple(dice.sample(told, min(len(told), 9))) for _ in range(3))]
        first = dice.sample(group, len(group))
        for each in (tuple(first), *dice.sample(later, len(later))):
            # One thing of each chat in a group, as the inbox does it.
            one = {(inbound.platform, inbound.address): inbound for inbound in each}
            again = tuple(one.values())
            troubled.do(lambda store, again=again: turns.take(store, again, NOW))  # type: ignore[misc]
    assert contents(troubled) == contents(calm)
