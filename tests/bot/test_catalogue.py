"""What can be talked about: as fresh as the database, and complete for every dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from bot.catalogue import Catalogues
from bot.commands import COMMANDS
from bot.config import Operator
from bot.facts import FACTS, at_hand, operator_values
from bot.organising import commands as organising_commands
from bot.organising import facts as organising_facts
from dialogs.builtin import FLOWS
from dialogs.builtin.consent import PURPOSES
from dialogs.flow import Ask, Begin, Do, Flow, Offered, Say
from dialogs.places import shipped_places
from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey, flow
from storage.chats import Chat
from storage.database import Database
from storage.store import Store
from tests.bot.talking import Bot, Person, ours, publish
from tests.storage.samples import chat
from tests.storage.samples import survey as short

Again = Callable[[Database], Database]
SURVEYS = [flow(read(shipped(name))) for name in SHIPPED]
ALL = (*FLOWS, *SURVEYS)
NAMES = [f.id for f in ALL]


def values(person: Person) -> list[str]:
    return [option.value for option in person.shown.options]


# As fresh as the database.


def test_a_survey_published_elsewhere_is_offered_in_the_next_turn(
    database: Database, again: Again
) -> None:
    other = again(database)
    anna = Bot(database).person("anna")
    anna.say("Hallo", "=yes")
    assert values(anna) == ["hand_in", "events", "further"]
    publish(other, "puls")
    anna.say("/menu")
    assert values(anna)[0] == "survey:puls"
    anna.say("=survey:puls", "=join", "=forward")
    assert database.look(lambda store: store.surveys.standing("puls")).ballots == 1


def test_a_survey_closed_elsewhere_is_not_offered_in_the_next_turn(
    database: Database, again: Again
) -> None:
    publish(database, "puls", "erwartungen")
    other = again(database)
    anna, bodo = (Bot(database).person(name) for name in ("anna", "bodo"))
    anna.say("Hallo", "=yes", "/menu", "=survey:puls", "=join")
    bodo.say("Hallo")
    other.do(lambda store: store.surveys.close("puls", anna.bot.now))
    told = anna.say("Ja, voran")
    assert ours("engine", "survey_closed", title="Puls: Geht es voran?") in told
    anna.say("/menu")
    assert "survey:puls" not in values(anna)
    assert "survey:erwartungen" in values(anna)
    assert other.look(lambda store: store.surveys.standing("puls")).ballots == 0


def test_whoever_has_begun_stays_with_the_version_they_began(
    database: Database, again: Again
) -> None:
    publish(database, short())
    other = again(database)
    bot = Bot(database)
    anna, bodo = bot.person("anna"), bot.person("bodo")
    anna.say("Hallo", "=yes", "=join")
    publish(other, renamed())
    anna.say("=yes", "Darum", "=send")
    bodo.say("Hallo", "=yes", "=join")
    assert "Nehmen Sie die Bahn?" in bodo.told
    tallies = database.look(lambda store: store.surveys.tallies("bus"))
    assert {v: both.current.participants for v, both in tallies.items()} == {1: 1, 2: 0}


def renamed() -> Survey:
    first, *rest = short().questions
    train = replace(first, text={"de": "Nehmen Sie die Bahn?"})
    return replace(short(), questions=(train, *rest))


def test_as_long_as_nothing_changes_the_surveys_are_not_read_again(sqlite: Database) -> None:
    publish(sqlite, "puls", "erwartungen")
    anna = Bot(sqlite).person("anna")
    anna.say("Hallo", "=yes", "/menu")
    asked: list[str] = []

    def listener(*context: object) -> None:
        asked.append(str(context[2]))

    event.listen(sqlite.engine, "after_cursor_execute", listener)
    anna.bot.hear(anna.inbound("Hallo"))
    event.remove(sqlite.engine, "after_cursor_execute", listener)
    assert [statement for statement in asked if "FROM meta" in statement]
    assert not [statement for statement in asked if "survey" in statement]


def test_drafts_are_nowhere(database: Database) -> None:
    database.do(lambda store: store.surveys.add(short()))
    picture = database.look(Catalogues().of)
    assert (picture.open, picture.results) == ((), ())
    assert not [id for id, _ in picture.flows if id.startswith("survey:")]


def test_closed_versions_can_still_be_named(database: Database) -> None:
    """Whoever was in the middle is told by the survey's title."""
    publish(database, short())
    publish(database, short(title={"de": "Neu"}))
    database.do(lambda store: store.surveys.close("bus", Bot(database).now))
    picture = database.look(Catalogues().of)
    assert {key for key in picture.flows if key[0] == "survey:bus"} == {
        ("survey:bus", 1),
        ("survey:bus", 2),
    }
    assert "survey:bus" not in picture.current


async def test_a_picture_taken_by_several_threads_is_whole(
    postgresql: Database, again: Again
) -> None:
    other, catalogues = again(postgresql), Catalogues()

    def work(store: Store) -> set[str]:
        picture = catalogues.of(store)
        offered = {listing.id for listing in picture.open}
        assert all(f"survey:{id}" in picture.current for id in offered)
        assert all((f"survey:{id}", 1) in picture.flows for id in offered)
        return offered

    for number in range(12):
        looks = [postgresql.run(work) for _ in range(6)]
        publishing = asyncio.to_thread(publish, other, short(f"bus-{number}"))
        await asyncio.gather(*looks, publishing)
        assert f"bus-{number}" in await postgresql.run(work)


# Complete for every dialog.


def facts_of(flow: Flow) -> Iterator[str]:
    """Names of facts that a flow can ask for, without what comes after the colon."""
    yield "role" if flow.role else ""
    for step in flow.steps:
        match step:
            case Say(fact=fact, files=files, unless=unless):
                yield from (fact, files, unless)
            case Ask(answer=Offered(fact=fact), fact=told, unless=unless):
                yield from (fact, told, unless)
            case Ask(fact=fact, unless=unless) | Do(fact=fact, unless=unless):
                yield from (fact, unless)
            case Begin(fact=fact):
                yield fact


@pytest.fixture
def known(sqlite: Database) -> set[str]:
    """The facts that there are."""

    def work(store: Store) -> set[str]:
        who: Chat = chat(store, "anna")
        return set(at_hand(who, Catalogues().of(store), operator_values(Operator())))

    return sqlite.do(work) | set(FACTS)


@pytest.mark.parametrize("flow", ALL, ids=NAMES)
def test_every_fact_that_a_flow_asks_for_can_be_told(flow: Flow, known: set[str]) -> None:
    for fact in filter(None, facts_of(flow)):
        assert fact in known or fact.partition(":")[0] in FACTS


def test_every_fact_that_costs_something_is_asked_for_by_some_flow() -> None:
    asked = {fact.partition(":")[0] for flow in ALL for fact in facts_of(flow)}
    assert set(FACTS) <= asked


@pytest.mark.parametrize("flow", ALL, ids=NAMES)
def test_every_command_of_a_flow_is_one(flow: Flow) -> None:
    for step in flow.steps:
        if isinstance(step, Do):
            assert step.command in COMMANDS
            if step.command in ("give_consent", "refuse_consent"):
                assert step.value in PURPOSES


def test_every_command_is_used_by_some_flow() -> None:
    used = {step.command for flow in ALL for step in flow.steps if isinstance(step, Do)}
    assert used == set(COMMANDS)


def test_names_of_places_that_are_added_are_known_at_once(database: Database) -> None:
    """Also in another process: it looks at the revision with every turn."""
    catalogues = Catalogues()
    before = database.look(catalogues.of)
    assert before.places is shipped_places()

    def add(store: Store) -> None:
        store.places.add([("Kleinkleckersdorf", "14729160")])
        store.surveys.changed()

    database.do(add)
    found = database.look(catalogues.of).places.find("Kleinkleckersdorf")
    assert [region.name for region in found.regions] == ["Grimma"]
    assert before.places.find("Kleinkleckersdorf").status != "found"


def test_no_fact_and_no_command_is_told_twice() -> None:
    """One would silently stand in for the other."""
    parts = [organising_facts.FACTS]
    own = [name for name in FACTS if not any(name in part for part in parts)]
    assert len(FACTS) == len(own) + sum(len(part) for part in parts)
    assert all(FACTS[name] is part[name] for part in parts for name in part)
    assert all(COMMANDS[name] is part for name, part in organising_commands.COMMANDS.items())
