"""Leave to take out one row a ballot (requirement B17): two people, a code, once, in a day."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dialogs.answers import Choice
from dialogs.engine import Act
from dialogs.markup import Rich
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import chain, load
from dialogs.understanding.codes import fresh
from dialogs.world import Barred
from storage.drafts import Owned
from storage.releases import Release
from storage.store import Store

from ..asked import Asked, Fact
from ..doing import Command, Doing
from .commands import note
from .rights import Acting, owned, part

T = load("releasing")
HOURS = 24
"""The time to agree, and then the time to use the code."""


def leads(store: Store, organiser: str, association: str) -> bool:
    """Whether an organiser still leads that association, or the alliance."""
    one = store.organisers.one(organiser)
    if one is None:
        return False
    own = one.association == association and one.role.may(Role.ADMIN)
    return own or (one.association == EVERYBODY and one.role is Role.ALLIANCE)


def over(acting: Acting, survey: str, needed: Role = Role.ADMIN) -> Owned:
    """An own survey whose ballots are nobody's any longer; raises Barred."""
    one = owned(acting, survey, needed)
    if one.state != "closed" or acting.store.surveys.secret(survey) is not None:
        raise Barred
    return one


def _standing(asked: Asked, of: str) -> tuple[str, Release | None]:
    """What somebody who leads sees: a text of that name, and the release."""
    one = over(asked, of)
    release = asked.store.releases.of(of, asked.now)
    if release and not leads(asked.store, release.asked_by, one.association):
        return "by_nobody", release
    if release is None:
        return "none", None
    if release.given_by:
        return "is_given", release
    return ("by_me" if _same(asked, release.asked_by) else "by_other"), release


def _same(acting: Acting, organiser: str) -> bool:
    """Whether that is this person, whatever they are in other associations."""
    one = acting.store.organisers.one(organiser)
    return one is not None and one.participant == acting.chat.participant


def _release(asked: Asked, of: str) -> Mapping[str, Rich]:
    name, release = _standing(asked, of)
    asker = asked.store.organisers.one(release.asked_by) if release else None
    who = asker.name if asker else ""
    return {"standing": T[name].fill(chain(asked.language), who=who, hours=HOURS)}


def _release_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    name, _ = _standing(asked, of)
    first = {"none": "ask", "by_other": "give"}.get(name, "take_back")
    names = [first, "take_back", "no"] if first == "give" else [first, "no"]
    return tuple(Choice(value, T[f"{value}_entry"].by_language) for value in names)


def _fresh_release(asked: Asked, of: str) -> Mapping[str, Any]:
    code = fresh(secrets.choice)
    return {"fact": code, "code": code, "hours": HOURS}


def ask_release(doing: Doing, act: Act) -> None:
    one = over(doing, act.answers["survey"])
    mine = part(doing, one.association, Role.ADMIN)
    until = doing.now + timedelta(hours=HOURS)
    if not doing.store.releases.ask(one.survey.id, mine.id, doing.now, until):
        raise Barred("no_release")
    note(doing, mine, one.association, "ask_release", one.survey.id)


def give_release(doing: Doing, act: Act) -> None:
    """Not to oneself, and not to somebody who no longer leads."""
    one = over(doing, act.answers["survey"])
    mine, store = part(doing, one.association, Role.ADMIN), doing.store
    release = store.releases.of(one.survey.id, doing.now)
    if release is None or release.given_by or _same(doing, release.asked_by):
        raise Barred("no_release")
    if not leads(store, release.asked_by, one.association):
        raise Barred("no_release")
    until = doing.now + timedelta(hours=HOURS)
    store.releases.give(one.survey.id, mine.id, act.value, until)
    note(doing, mine, one.association, "give_release", one.survey.id)


def take_back_release(doing: Doing, act: Act) -> None:
    one = over(doing, act.answers["survey"])
    mine = part(doing, one.association, Role.ADMIN)
    doing.store.releases.take_back(one.survey.id)
    note(doing, mine, one.association, "take_back_release", one.survey.id)


FACTS: dict[str, Fact] = {
    "release": _release,
    "release_choices": _release_choices,
    "fresh_release": _fresh_release,
}
COMMANDS: dict[str, Command] = {
    "ask_release": ask_release,
    "give_release": give_release,
    "take_back_release": take_back_release,
}
