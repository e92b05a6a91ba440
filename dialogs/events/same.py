"""Whether two sources tell of the same event, and what one adds to the other."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

from msgspec.structs import replace
from rapidfuzz import fuzz

from ..understanding.matching import fold
from .event import Event

_ALIKE = 85
"""Of 100: how near two titles have to come."""
_NUMBER = re.compile(r"\d+")
_DAYS = 3
"""How many days off something similar may be."""
_APART = timedelta(minutes=30)
"""Sources differ over whether the doors open or the play begins."""


def is_same(one: Event, other: Event) -> bool:
    """Alike in title, beginning together, and not in different places.

    Consultations end together, and have the same numbers: plans are told apart by those.
    """
    if one.kind != other.kind or one.all_day != other.all_day:
        return False
    if not _meet(one.regions, other.regions) or not _together(one, other):
        return False
    if one.kind == "procedure" and _numbers(one.title) != _numbers(other.title):
        return False
    return fuzz.token_sort_ratio(_plain(one.title), _plain(other.title)) >= _ALIKE


def _together(one: Event, other: Event) -> bool:
    if one.kind == "procedure":
        return one.last_day == other.last_day
    near = _APART if not one.all_day else timedelta()
    return abs(one.start - other.start) <= near


def _numbers(title: str) -> list[str]:
    return sorted(_NUMBER.findall(title))


def joined(first: Event, second: Event) -> Event:
    """The first event, with what only the second knows."""
    empty = {
        name: getattr(second, name)
        for name in ("summary", "place", "regions", "organiser", "topics", "price")
        if not getattr(first, name) and getattr(second, name)
    }
    for name in ("language", "access", "link", "end"):
        if not getattr(first, name) and getattr(second, name):
            empty[name] = getattr(second, name)
    if first.lat is None and second.lat is not None:
        empty |= {"lat": second.lat, "lon": second.lon}
    return replace(first, **empty) if empty else first


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return True
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


@lru_cache(maxsize=20_000)
def _plain(title: str) -> str:
    return fold(title)


def is_alike(one: Event, other: Event) -> bool:
    """Near enough in title, place and day that somebody should look whether it is the same."""
    if not _meet(one.regions, other.regions):
        return False
    if one.kind != "procedure" and abs((one.first_day - other.first_day).days) > _DAYS:
        return False
    likeness = fuzz.token_set_ratio(_plain(one.title), _plain(other.title))
    return one.kind == other.kind and likeness >= _ALIKE
