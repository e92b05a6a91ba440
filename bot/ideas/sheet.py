"""An idea as an authority gets it: what it says, what became of it, and who stands behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import NamedTuple

import msgspec
from msgspec import Struct

from dialogs.markup import words as plain_words
from dialogs.organising.association import Association
from dialogs.organising.roles import EVERYBODY
from dialogs.suppression import K
from dialogs.texts import chain, load
from storage.idea import Idea
from storage.idea_handling import Change
from storage.store import Store

from ..reaching import routes_known
from ..results.regions import pooled_name, region_name
from .counting import least
from .telling import PLACE, TOPICS, on_map, state, words

D = load("idea_sheet")
NOTE = load("note")
_TOLD = frozenset({"published", "state", "answer"})
"""Changes that everybody may know of."""


class Step(Struct, frozen=True):
    """What happened on a day, and what was said with it."""

    day: str
    what: str
    words: str


class Sheet(Struct, frozen=True, dict=True):
    """All that is told of one idea; every text is in `language`."""

    number: int
    words: str
    place: str
    point: str
    topic: str
    state: str
    received: str
    due: str
    behind: int
    steps: tuple[Step, ...]
    support: tuple[tuple[str, int], ...]
    support_note: str
    association: str
    about: str
    address: str
    link: str
    note: tuple[str, ...]
    language: str

    @property
    def languages(self) -> tuple[str, ...]:
        return chain(self.language)

    @cached_property
    def sha256(self) -> str:
        """Of all that is told, whatever format it is told in."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()

    @property
    def hash_line(self) -> str:
        return said("sha256", self.language, hash=self.sha256)


class Telling(NamedTuple):
    """In whose name, in which language, and how days are written."""

    operator: str
    language: str
    day: Callable[[datetime, str], str]
    k: int = K


def sheet(store: Store, number: int, telling: Telling, association: str = "") -> Sheet:
    """The sheet of a published idea; the association that asks gives it. Raises NoIdea."""
    idea = store.ideas.get(number)
    language = telling.language
    languages = chain(language)
    support, support_note = _support(store, number, idea.behind, telling)
    from_ = _from(store, association or idea.association or EVERYBODY, telling.operator)
    steps = _steps(store.handling.history(number), telling)
    return Sheet(
        number,
        words(idea, language),
        PLACE.words(idea.region, languages) if idea.region else said("no_place", language),
        on_map(point) if (point := store.idea_points.shown(number)) else "",
        TOPICS[idea.topic].raw(languages),
        plain_words(state(idea.state, idea.whom, language)),
        telling.day(idea.made, language),
        _written(idea.due, telling),
        idea.behind,
        tuple(steps),
        support,
        support_note,
        from_.name,
        from_.profile.about,
        from_.profile.link,
        _link(store, idea),
        _note(language),
        language,
    )


def said(name: str, language: str, **values: str | int) -> str:
    """One of the sheet's own texts."""
    return plain_words(D[name].fill(chain(language), **values))


def _steps(history: Sequence[Change], telling: Telling) -> Iterator[Step]:
    language = telling.language
    for change in history:
        if change.kind not in _TOLD:
            continue
        match change.kind:
            case "published":
                what = said("published", language)
            case "answer":
                what = said("answered", language)
            case _:
                what = plain_words(state(change.state, change.whom, language))
        yield Step(telling.day(change.at, language), what, change.words)


def _support(
    store: Store, number: int, behind: int, telling: Telling
) -> tuple[tuple[tuple[str, int], ...], str]:
    """Where the support comes from, and what is to be known of that."""
    language = telling.language
    if (counted := store.idea_counts.of(number)) is None:
        fewest = least(telling.k)
        name = "too_few" if behind < fewest else "not_counted"
        return (), said(name, language, least=fewest)
    if not counted.groups:
        return (), said("untellable", language)
    languages = chain(language)
    named = tuple(
        (
            region_name(keys[0], languages) if len(keys) == 1 else pooled_name(keys, languages),
            many,
        )
        for keys, many in counted.groups
    )
    when = _written(counted.day, telling)
    return named, said("counted", language, day=when, people=counted.people)


def _from(store: Store, association: str, operator: str) -> Association:
    found = store.associations.one(association)
    return found or msgspec.convert({"id": "", "name": operator, "profile": {}}, Association)


def _link(store: Store, idea: Idea) -> str:
    """Where the idea can be read; nothing where the bot has no address that can be pressed."""
    found = routes_known(store, f"idea_{idea.number}")
    return next((route.url for route in found if route.how == "pressed"), "")


def _note(language: str) -> tuple[str, ...]:
    own = (said(name, language) for name in ("note_chat", "note_once", "note_region"))
    return (*own, plain_words(NOTE["representative"].fill(chain(language))))


def _written(day: date | None, telling: Telling) -> str:
    if day is None:
        return ""
    return telling.day(datetime.combine(day, time(12), UTC), telling.language)
