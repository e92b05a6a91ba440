"""Closing the loop: who took part hears what came of it, once, whatever dies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dialogs.engine import Act
from dialogs.organising.roles import Role
from dialogs.surveys.outcome import outcome
from dialogs.texts import LANGUAGES, chain, in_language, load
from dialogs.world import Barred
from storage.drafts import Owned

from ..results.result import result_standing
from ..results.source import Source
from ..results.suppression import K
from .commands import note
from .rights import Acting, owned, part

if TYPE_CHECKING:
    from ..commands import Doing
    from ..facts import Asked

T = load("following")
Fact = Callable[["Asked", str], Any]


def waits(acting: Acting, survey: str) -> bool:
    """Whether there is somebody who is to hear of it, and has not."""
    store = acting.store
    return not store.campaigns.told_result(survey) and store.followers.count(survey) > 0


def _ready(acting: Acting, survey: str) -> Owned:
    """An own survey that is over, with people who wait to hear of it; raises Barred."""
    one = owned(acting, survey)
    if one.state != "closed":
        raise Barred
    if not waits(acting, survey):
        raise Barred("nobody_waits")
    return one


def _following(asked: Asked, of: str) -> Mapping[str, Any]:
    """How many it is for, as far as organisers may know: full tens."""
    one, languages = _ready(asked, of), chain(asked.language)
    number = asked.store.followers.count(of) // K * K
    known = T["at_least"].fill(languages, n=number) if number else T["few"].fill(languages, k=K)
    return {"title": in_language(one.survey.title or {"de": of}, languages), "people": known}


def tell_followers(doing: Doing, act: Act) -> None:
    one = _ready(doing, act.answers["survey"])
    id, store = one.survey.id, doing.store
    follows = {"de": act.answers["words"]}
    if simple := act.answers.get("simple"):
        follows["de-simple"] = simple
    version = store.surveys.standing(id).version
    survey, tallies = store.surveys.definition(id, version), store.surveys.tallies(id)
    source = Source(survey, "closed", tallies[version], 0, None, None, "")
    texts = {
        language: outcome(survey, language, _standing(source, language), follows)
        for language in LANGUAGES
    }
    store.campaigns.tell_result(id, texts, doing.now, doing.now)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "tell_result", id)


def _standing(source: Source, language: str) -> str:
    """How many took part, where everybody may know."""
    if source.survey.results == "organisers":
        return ""
    return result_standing(source, language)


FACTS: dict[str, Fact] = {"following": _following}
COMMANDS: dict[str, Callable[[Doing, Act], None]] = {"tell_followers": tell_followers}
