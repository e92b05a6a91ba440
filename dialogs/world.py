"""All that a turn may look at besides the session: values, gathered before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from .flow import Flow
from .places import Gazetteer
from .texts import Text


class Needs(Exception):
    """A turn has to know this fact; tell it and take the turn again, it has done nothing yet."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class Barred(Exception):
    """This person may not see or do that, or it is no more; `flow` says so instead."""

    def __init__(self, flow: str = "barred") -> None:
        super().__init__(flow)
        self.flow = flow


class Listing(Struct, frozen=True):
    """A survey as the menu shows it."""

    id: str
    title: Text


class World(Struct, frozen=True):
    """`flows` holds every flow and version that can be spoken; `current` those to begin with.

    `codes` are what can be typed to begin a survey, by code; those of `posters` among them say
    which poster led there. `away` says that the person has not
    been heard of for a day or more; `new`, never before.
    """

    flows: Mapping[tuple[str, int], Flow]
    current: Mapping[str, int]
    facts: Mapping[str, Any]
    languages: tuple[str, ...]
    today: date
    places: Gazetteer
    new: bool = False
    away: bool = False
    codes: Mapping[str, str] = {}
    posters: frozenset[str] = frozenset()

    def fact(self, name: str) -> Any:
        if name not in self.facts:
            raise Needs(name)
        return self.facts[name]
