"""Which of our regions somebody means by what they type or where they are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from . import entries
from .clues import taken_apart
from .guessing import guessed
from .mention import Mention, either, narrowed
from .names import Name, Names, heard_of
from .points import municipality_at
from .region import Region, city_or, regions, text
from .weighing import meant

Status = Literal["found", "ambiguous", "outside", "none"]


class Found(Struct, frozen=True):
    """What is meant. `found`: one region; `ambiguous`: one of these, or perhaps the one.

    `name` is what was understood, such as the village that belongs to the region.
    """

    status: Status
    regions: tuple[Region, ...] = ()
    name: str = ""


class Gazetteer:
    """All places that the bot knows by name; `more` are the alliance's own."""

    def __init__(self, more: Iterable[Name] = ()) -> None:
        self._names = Names([*entries.ours(), *more, *entries.elsewhere()])
        self._codes = entries.codes()
        self._codes_elsewhere = frozenset(text("elsewhere_codes.txt").split())

    def at(self, lat: float, lon: float) -> Found:
        """The municipality round a point, in degrees (WGS 84)."""
        if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
            return Found("none")
        key = municipality_at(lat, lon)
        return Found("found", (regions()[key],), regions()[key].name) if key else Found("outside")

    def find(self, words: str) -> Found:
        """What a text means; it asks back rather than guess."""
        said = taken_apart(words, self._names)
        if said.too_long and not said.codes:
            return Found("none")
        named = meant(guessed(said.clues, self._names))
        if named and said.asks and any(c.kind in ("word", "unknown") for c in said.clues):
            named = replace(named, sure=False)
        for code in said.codes:
            named = self._with_code(code, named)
        return _told(named)

    def _with_code(self, code: str, named: Mention | None) -> Mention | None:
        if keys := self._codes.get(code):
            coded = Mention(code, keys, group=len(keys) > 1)
            if named is None:
                return coded
            if not named.keys:
                # An unknown village has the code; a town elsewhere, or a country, says otherwise.
                away = not named.elsewhere or any(map(heard_of, named.elsewhere))
                return replace(coded, sure=not away)
            return narrowed(named, coded) or either(coded, named)
        if code in self._codes_elsewhere:
            if named is None or not named.keys or named.elsewhere:
                return Mention(code)
            return replace(named, sure=False)
        return named


def _told(named: Mention | None) -> Found:
    if named is None:
        return Found("none")
    if not named.keys:
        return Found("outside", name=named.name)
    there = tuple(regions()[key] for key in named.keys)
    if named.certain:
        return Found("found", there, named.name)
    return Found("ambiguous", there, named.name)


def with_names(called: Iterable[tuple[str, str]]) -> Gazetteer:
    """The gazetteer with further names, each with the key of the region that it stands for."""
    names = tuple(Name(name, "own", (city_or(key),)) for name, key in called)
    return Gazetteer(names) if names else shipped_places()


@cache
def shipped_places() -> Gazetteer:
    """The gazetteer as it comes with the package."""
    return Gazetteer()
