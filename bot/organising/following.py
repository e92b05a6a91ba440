"""Closing the loop: who took part hears what came of it, once, whatever dies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.engine import Act
from dialogs.markup import Rich, glue
from dialogs.messages import Message
from dialogs.organising.roles import Role
from dialogs.suppression import rounded
from dialogs.surveys.outcome import outcome
from dialogs.texts import LANGUAGES, Text, chain, in_language, load
from dialogs.world import Barred
from storage.drafts import Owned
from storage.store import Store

from ..asked import Asked, Fact
from ..doing import Command, Doing
from ..results.result import result_standing
from ..results.source import Source
from ..sending.preview import LOOKS, preview
from .commands import note
from .rights import Acting, owned, part

T = load("following")


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
    k = asked.store.surveys.standing(of).k
    number = rounded(asked.store.followers.count(of), k)
    known = T["at_least"].fill(languages, n=number) if number else T["few"].fill(languages, k=k)
    return {"title": in_language(one.survey.heading, languages), "people": known}


def outcomes(store: Store, survey: str, follows: Text) -> dict[str, Message]:
    """What those who took part are told, by language; nothing `follows` as long as unsaid."""
    version = store.surveys.standing(survey).version
    made, tallies = store.surveys.definition(survey, version), store.surveys.tallies(survey)
    k = store.surveys.standing(survey).k
    source = Source(made, "closed", tallies[version], 0, None, None, "", k=k)
    return {
        language: outcome(made, language, _standing(source, language), follows)
        for language in LANGUAGES
    }


def tell_followers(doing: Doing, act: Act) -> None:
    one = _ready(doing, act.answers["survey"])
    id, store = one.survey.id, doing.store
    follows = {"de": act.answers["words"]}
    if simple := act.answers.get("simple"):
        follows["de-simple"] = simple
    store.campaigns.tell_result(id, outcomes(store, id, follows), doing.now, doing.now)
    mine = part(doing, one.association, Role.ORGANISER)
    note(doing, mine, one.association, "tell_result", id)


def _standing(source: Source, language: str) -> str:
    """How many took part, where everybody may know."""
    if source.survey.results == "organisers":
        return ""
    return result_standing(source, language)


def _look(language: str, written: str) -> Fact:
    """The message as people will see it: `of` is the survey and the words, as `written` in."""

    def told(asked: Asked, of: str) -> Rich:
        survey, _, words = of.partition("|")
        _ready(asked, survey)
        message = outcomes(asked.store, survey, {written: words})[language]
        return glue(
            glue(
                (T["look_on"].fill(chain(asked.language), name=name), preview(message, can)), "\n"
            )
            for name, can in LOOKS.items()
        )

    return told


FACTS: dict[str, Fact] = {
    "following": _following,
    "follows_look": _look("de", "de"),
    "follows_simple": _look("de-simple", "de-simple"),
    "follows_same": _look("de-simple", "de"),
}
COMMANDS: dict[str, Command] = {"tell_followers": tell_followers}
