"""Conversations show each state of an idea and each turn of a talk to all who have to do with it.

Read in what is written, in every language; that this is what people read is for others to prove.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import pytest

from dialogs.ideas.states import STATES
from dialogs.organising.roles import Role
from dialogs.texts import LANGUAGES, Template, chain, load
from tests.bot.conversations import CONVERSATIONS

IDEAS, STATE = load("ideas"), load("idea_states")
DESK = load("idea_desk")
ROLES = load("roles")
GIVER, SUPPORTER, READER = "giver", "supporter", "reader"
RESIDENTS = (GIVER, SUPPORTER, READER)
HANDLING = (Role.ORGANISER, Role.ADMIN, Role.ALLIANCE)
EVERYBODY = (*RESIDENTS, *HANDLING)
SEEN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(STATES, EVERYBODY),
    "passed_on_to": EVERYBODY,
    "waiting": (GIVER, READER, *HANDLING),
    "rejected": (GIVER, READER),
    "appealed": (GIVER, Role.ADMIN),
    "decided": (GIVER,),
    "merged": (SUPPORTER, READER),
    "withdrawn": RESIDENTS,
}
"""Who has to see each state: on a page, at the desk, or that it is not to be seen."""


class Turn(NamedTuple):
    who: str
    said: str
    told: str
    """All that this person was told then, and before somebody said the next thing."""


def turns(script: str) -> Iterator[Turn]:
    """What each said, and what they were told."""
    found: list[Turn] = []
    for line in script.splitlines():
        if said := re.fullmatch(r"(\w+)> ?(.*)", line):
            found.append(Turn(said[1], said[2], ""))
        elif (told := re.fullmatch(r"(\w+)< ?(.*)", line)) and found:
            for place in range(len(found) - 1, -1, -1):
                if found[place].who == told[1]:
                    now = found[place]
                    found[place] = now._replace(told=f"{now.told}{told[2]}\n")
                    break
    yield from found


def pattern(template: Template, language: str) -> str:
    """What a text looks like, whatever its values are."""
    return _any_values(template.raw(chain(language)))


@cache
def _any_values(raw: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(raw))


class Cast:
    """Who is what in a script."""

    def __init__(self, script: str, language: str) -> None:
        self.language = language
        self.turns = list(turns(script))
        self.organisers = dict(self._organisers(script))
        receipt, joined = (pattern(IDEAS[name], language) for name in ("receipt", "joined"))
        self.givers = {turn.who for turn in self.turns if re.search(receipt, turn.told)}
        self.supporters = {turn.who for turn in self.turns if re.search(joined, turn.told)}

    def _organisers(self, script: str) -> Iterator[tuple[str, Role]]:
        for names in re.findall(r"^# group \w+ (.+)$", script, re.MULTILINE):
            for name in names.split():
                one, _, role = name.partition(":")
                yield one, Role(role or Role.ORGANISER)
        for turn in self.turns:
            for role in Role:
                if re.search(f": {pattern(ROLES[role], self.language)}[.\n]", turn.told):
                    yield turn.who, role

    def parts(self, who: str) -> set[str]:
        """All that somebody is."""
        if who in self.organisers:
            return {self.organisers[who]}
        found = {GIVER} if who in self.givers else set()
        found |= {SUPPORTER} if who in self.supporters else set()
        return found or {READER}


def shown(turn: Turn, language: str) -> set[str]:
    """The states of ideas that somebody is shown in a turn."""

    def has(template: Template) -> bool:
        return re.search(f"^{pattern(template, language)}", turn.told, re.MULTILINE) is not None

    def stated(name: str) -> bool:
        lines = (pattern(IDEAS[line], language) for line in ("since", "state_line"))
        state = pattern(STATE[name], language)
        return any(
            re.search(f"^{line.replace('.+', state, 1)}", turn.told, re.MULTILINE)
            for line in lines
        )

    found = {name for name in STATES if stated(name)}
    found |= {"passed_on", "passed_on_to"} if stated("passed_on_to") else set()
    texts = {
        "waiting": IDEAS["waiting"],
        "rejected": IDEAS["rejected"],
        "appealed": IDEAS["appeal_asked"],
        "decided": IDEAS["appeal_decided"],
        "merged": IDEAS["merged"],
    }
    found |= {name for name, text in texts.items() if has(text)}
    found |= {"appealed"} if has(DESK["appealed"]) else set()
    if has(IDEAS["no_idea"]):
        # To others than those who may see it each of these looks alike.
        found |= {"waiting", "rejected", "withdrawn"}
    if turn.said.startswith("=handle_idea:") and stated("received") and has(DESK["what"]):
        found |= {"waiting"}
    return found


@cache
def scripts(language: str, kind: str) -> list[Cast]:
    paths = sorted(CONVERSATIONS.joinpath(language).glob(f"{kind}_*.txt"))
    return [Cast(path.read_text("utf-8"), language) for path in paths]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_state_of_an_idea_is_shown_to_each_who_has_to_do_with_it(language: str) -> None:
    seen = {
        (state, part)
        for cast in scripts(language, "ideas")
        for turn in cast.turns
        for state in shown(turn, language)
        for part in cast.parts(turn.who)
    }
    wanted = {(state, part) for state, parts in SEEN.items() for part in parts}
    assert wanted - seen == set()


@pytest.mark.parametrize(("kind", "page"), [("ideas", "handle_idea"), ("talking", "handle_talk")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_role_that_may_opens_what_waits_and_helpers_ask_in_vain(
    language: str, kind: str, page: str
) -> None:
    acted = [
        (part, turn)
        for cast in scripts(language, kind)
        for turn in cast.turns
        for part in cast.parts(turn.who)
    ]
    assert {part for part, turn in acted if turn.said.startswith(f"={page}")} == {*HANDLING}
    assert Role.HELPER in {part for part, _ in acted}


@pytest.mark.parametrize("told", ["talk_news", "talk_calls"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_turn_of_a_talk_is_told_to_residents_and_organisers(language: str, told: str) -> None:
    said = "\n".join(
        (path.read_text("utf-8"))
        for path in sorted(CONVERSATIONS.joinpath(language).glob("talking_*.txt"))
    ).replace("**", "")
    missing = set()
    for name, template in load(told).items():
        lines = pattern(template, language).replace(r"\*\*", "").split("\\\n")
        if not all(re.search(line, said) for line in lines):
            missing.add(name)
    assert missing == set()
