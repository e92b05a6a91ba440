"""Who may know and do what is as the table in docs/organisieren.md says, for everything there is.

The table is the only place that says what is right; here is only what each thing is asked of.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import bot.organising
import bot.sending
from bot.organising.idea_facts import QUEUES
from dialogs.engine import Act
from dialogs.organising.roles import EVERYBODY, Role
from storage.crypt import Keys
from storage.database import Database

from .bench import Bench
from .cases import commands, facts
from .group import DRAFT, GROUP, OPEN, OTHER, PARTS

TABLE = Path(__file__).parents[3] / "docs" / "organisieren.md"
ALL, OWN = "alle", "alle, nur Eigenes"
LEVELS = {
    "hilft mit": Role.HELPER,
    "organisiert": Role.ORGANISER,
    "leitet die Gruppe": Role.ADMIN,
    "leitet das Bündnis": Role.ALLIANCE,
}
CLOSED = {"organisiert, nur in dieser Gruppe": GROUP, "organisiert im Bündnis": EVERYBODY}
"""What the alliance has no part in, and what only those have who are in the alliance itself."""
PEOPLE = ("stranger", *(name for name in PARTS if name != "chief"))
_ROW = re.compile(r"^\|(?P<who>[^|]+)\|(?P<facts>[^|]*)\|(?P<commands>[^|]*)\|$", re.MULTILINE)


def _table() -> dict[str, dict[str, str]]:
    """`facts` and `commands`: name → who may."""
    section = TABLE.read_text("utf-8").partition("### Jede Auskunft und jede Handlung")[2]
    found: dict[str, dict[str, str]] = {"facts": {}, "commands": {}}
    for row in _ROW.finditer(section.partition("\n## ")[0]):
        for kind, names in found.items():
            for name in re.findall(r"`(\w+)`", row[kind]):
                assert name not in names, f"{name} stands twice in the table"
                names[name] = row["who"].strip()
    return found


RIGHTS = _table()


def _modules() -> Iterator[ModuleType]:
    for package in (bot.organising, bot.sending):
        for one in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(one.name)


def _all(name: str) -> set[str]:
    return {key for module in _modules() for key in getattr(module, name, {})}


@pytest.fixture(scope="module")
def bench(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    path = tmp_path_factory.mktemp("rights") / "revierstimme.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", Keys(bytes(32)))
    yield Bench(database)
    database.close()


def may(who: str, right: str) -> bool:
    """Whether the table lets somebody, in the group whose everything is."""
    if right in (ALL, OWN):
        return True
    if right in CLOSED:
        asked = CLOSED[right], Role.ORGANISER
        mine = () if who == "removed" else PARTS.get(who, ())
        return any(association == asked[0] and role.may(asked[1]) for association, role in mine)
    return who != "removed" and any(
        (association == GROUP or role is Role.ALLIANCE) and role.may(LEVELS[right])
        for association, role in PARTS.get(who, ())
    )


def test_the_table_names_everything_that_there_is() -> None:
    assert RIGHTS["facts"].keys() == _all("FACTS")
    assert RIGHTS["commands"].keys() == _all("COMMANDS")
    assert {*RIGHTS["facts"].values(), *RIGHTS["commands"].values()} == {
        *(ALL, OWN),
        *LEVELS,
        *CLOSED,
    }


def test_everything_that_there_is_has_a_case(bench: Bench) -> None:
    assert facts(bench.made).keys() == _all("FACTS")
    assert commands(bench.made).keys() == _all("COMMANDS")


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_is_told_what_the_table_says(bench: Bench, who: str) -> None:
    wrong = []
    for fact, names in facts(bench.made).items():
        right = RIGHTS["facts"][fact]
        for of in names:
            told = bench.tell(who, fact, of)
            if bool(told) != may(who, right):
                wrong.append(f"{who} may {'not ' * (not told)}know {fact}:{of}")
            if right == OWN and GROUP in told and not may(who, "hilft mit"):
                wrong.append(f"{who} is told of the group by {fact}:{of}")
    assert wrong == []


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_can_do_what_the_table_says(bench: Bench, who: str) -> None:
    wrong = []
    for command, acts in commands(bench.made).items():
        for act in acts:
            done = bench.does(who, act)
            if done != may(who, RIGHTS["commands"][command]):
                wrong.append(f"{who} can {'not ' * (not done)}{command} {act.value}")
    assert wrong == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_draft_is_tried_out_by_those_who_may_see_its_preview(bench: Bench, who: str) -> None:
    tried = {flow for flow, _ in bench.catalogue.trials_of(bench.participant(who))}
    assert tried == ({f"trial:{DRAFT}"} if may(who, RIGHTS["facts"]["preview"]) else set())


def test_lists_offer_what_somebody_is_there_and_not_what_they_are_elsewhere(bench: Bench) -> None:
    own = {fact for fact, right in RIGHTS["facts"].items() if right == OWN}
    # These lead to the one group of those who are in one.
    own -= {"role", "first_desk", "first_idea_desk", "first_talk_desk"}

    def found(who: str) -> set[str]:
        return {fact for fact in own if GROUP in bench.tell(who, fact, "")}

    assert found("alliance") == found("lead")
    assert found("helper_and_office") == found("helper_and_their_lead") == found("helper")
    assert found("stranger") == found("removed") == found("their_lead") == set()


@pytest.mark.parametrize("who", ["their_organiser", "their_lead"])
def test_nothing_of_others_is_had_in_the_name_of_the_own_group(bench: Bench, who: str) -> None:
    """The right to act for one group, and the name of what belongs to another."""
    wanted, idea = f"{OTHER}|{OPEN}|revier|any|||", f"{OTHER}.1"
    asked = [(fact, wanted) for fact in ("prospect", "repeating")]
    of_idea = ("handled_idea", "handled_files", "handling_choices", "merge_targets")
    asked += [(fact, idea) for fact in of_idea]
    assert [fact for fact, of in asked if bench.tell(who, fact, of)] == []
    lists = ("own_surveys", "sources", "surveys_to_send", "campaigns", "repeats", "members")
    told = [bench.tell(who, fact, OTHER) for fact in lists]
    told += [bench.tell(who, "idea_queue", f"{name}.{OTHER}") for name in QUEUES]
    told.append(bench.tell(who, "earlier_surveys", f"{OTHER}|{OPEN}"))
    assert all(told)
    assert GROUP not in "".join(told)
    done = []
    for act in (act for acts in commands(bench.made).values() for act in acts):
        mixed = {"group": OTHER, "idea": act.answers.get("idea", "").replace(GROUP, OTHER)}
        answers = {key: mixed.get(key, value) for key, value in act.answers.items()}
        of_theirs = {"survey", "source", "idea"} & answers.keys() and "+puls" not in str(answers)
        if of_theirs and bench.does(who, Act(act.command, act.value, answers=answers)):
            done.append(act)
    assert done == []


def test_nobody_is_reminded_of_a_month_of_ideas(bench: Bench) -> None:
    """Nor is one approved of: two people have released it where that is needed."""
    month = {"which": bench.made.campaigns["month"]}
    for what in ("remind", "approve", "refuse"):
        assert not bench.does("lead", Act("steer_campaign", what, answers=month))


def test_nobody_gives_a_role_above_their_own(bench: Bench) -> None:
    alliance = {"who": bench.made.organisers["alliance"]}
    helper = {"who": bench.made.organisers["helper"]}
    for who in PEOPLE:
        asked = {"group": GROUP, "role": Role.ALLIANCE, "name": "Neu"}
        assert not bench.does(who, Act("invite_organiser", "X", answers=asked))
        assert not bench.does(who, Act("change_role", Role.ALLIANCE, answers=helper))
        if who != "alliance":
            asked["group"] = "alliance"
            assert not bench.does(who, Act("invite_organiser", "X", answers=asked))
            assert not bench.does(who, Act("change_role", Role.HELPER, answers=alliance))
            assert not bench.does(who, Act("remove_organiser", answers=alliance))
