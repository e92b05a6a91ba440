"""The places that an idea names: towns, villages, lakes, numbered roads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from ..places.entries import elsewhere, ours
from ..places.region import DISTRICTS
from .stems import plain
from .vocabulary import vocabulary

_MOST = 3
"""Words that a name has at most."""
_SHORTEST = 4
_KINDS = frozenset(
    {"municipality", "district", "city_quarter", "village", "place", "former_district"}
)
_LARGE, _HEARD_OF = 50_000, 20_000
"""People: a town of ours that is named whatever the word means, one elsewhere that is known."""
_ROAD = re.compile(r"([abslk])(\d{1,3})")
_ROADS = {"autobahn": "a", "bundesstrasse": "b", "staatsstrasse": "s"}
_INTO = frozenset({"in", "nach"})
_ENDINGS = (("ener", "en"), ("er", ""), ("er", "e"), ("ar", "a"))
"""`Böhlener Bahnhof`, `Zeitzer Straße`"""


def named(words: Sequence[str]) -> tuple[set[str], set[int]]:
    """The keys of places among words as they stand, and which words name them."""
    spelt = [plain(word) for word in words]
    found: set[str] = set()
    taken: set[int] = set()
    written = any(word[:1].isupper() for word in words[1:])
    for begin in range(len(words)):
        if written and words[begin][:1].islower():
            continue
        for length in range(min(_MOST, len(words) - begin), 0, -1):
            span = range(begin, begin + length)
            if not taken.isdisjoint(span):
                continue
            if key := _key(spelt[begin : begin + length]) or _unknown(words, spelt, span):
                found.add(key)
                taken.update(span)
                break
    return found, taken


def _key(spelt: Sequence[str]) -> str:
    whole = "".join(spelt)
    if len(spelt) == 2 and spelt[0] in _ROADS and spelt[1].isdecimal():
        return f"road {_ROADS[spelt[0]]}{spelt[1]}"
    if road := _ROAD.fullmatch(whole):
        return f"road {road[1]}{road[2]}"
    if len(spelt) == 1 and whole in vocabulary().waters:
        return vocabulary().waters[whole]
    if key := _names().get(whole):
        return key
    if len(spelt) == 1 and len(whole) > 6:
        for ending, short in _ENDINGS:
            if whole.endswith(ending) and (
                key := _names().get(whole.removesuffix(ending) + short)
            ):
                return key
    return ""


def _unknown(words: Sequence[str], spelt: Sequence[str], span: range) -> str:
    """`in Gerstewitz`: a name that nobody told us of."""
    at, known = span[0], vocabulary()
    if len(span) > 1 or at == 0 or spelt[at - 1] not in _INTO or not words[at][:1].isupper():
        return ""
    word = spelt[at]
    ordinary = known.knows(word) or word in known.none or len(word) < _SHORTEST
    return "" if ordinary else f"named {word}"


@cache
def _names() -> Mapping[str, str]:
    """Plain names without spaces → a key; no ordinary words but large towns."""
    known = vocabulary()
    found: dict[str, str] = {}
    for name in ours():
        spelt = _spelt(name.name)
        ordinary = len(spelt) < _SHORTEST or spelt in known.none or known.knows(spelt)
        if name.kind in _KINDS and (not ordinary or name.population >= _LARGE):
            found.setdefault(spelt, name.keys[0])
    for district in DISTRICTS:
        found.setdefault(_spelt(district.short_name), district.key)
    for name in elsewhere():
        spelt = _spelt(name.name)
        ordinary = len(spelt) < _SHORTEST or spelt in known.none or known.knows(spelt)
        if name.population >= _HEARD_OF and not ordinary:
            found.setdefault(spelt, f"elsewhere {spelt}")
    return found


def _spelt(name: str) -> str:
    return plain(re.split(r" \(|,|/", name)[0].replace(" ", "").replace("-", ""))
