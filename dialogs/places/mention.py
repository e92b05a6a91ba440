"""What one clue names, and what two of them name together."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from .names import Name, heard_of
from .points import distance
from .region import Region, regions

NEIGHBOURS, NEAR = 25.0, 30.0
"""Kilometres between two towns of which one tells where the other is, and where that is said."""
AWAY = 40.0
"""Kilometres from here in which a place elsewhere is a neighbour."""
_TOWN = 5000
"""People from which a namesake elsewhere is more likely meant than a village of ours."""
_LARGER = 3
"""Times as many people as make a town the one that another is named after."""


class Mention(Struct, frozen=True):
    """The regions that are named: alternatives, or the members of a `group`.

    `elsewhere` are places of that name that are not ours. One that is not `sure` is to be asked
    about, even where it names one region only.
    """

    name: str
    keys: tuple[str, ...] = ()
    group: bool = False
    elsewhere: tuple[Name, ...] = ()
    sure: bool = True

    @property
    def certain(self) -> bool:
        return self.sure and len(self.keys) == 1 and not self.group


def mention(name: str, names: Iterable[Name], sure: bool = True) -> Mention:
    """What a name stands for; a town of ours goes before all that is elsewhere."""
    ours = [one for one in names if one.ours]
    theirs = tuple(one for one in names if not one.ours)
    single = [one for one in ours if len(one.keys) == 1]
    keys = dict.fromkeys(key for one in (single or ours) for key in one.keys)
    if ours and all(one.kind == "village" or _overshadowed(one, theirs) for one in ours):
        sure = False
    best = max(ours, key=lambda one: one.population).name if ours else name
    if len(keys) == 1 and any(one.kind == "plate" for one in ours):
        best = regions()[next(iter(keys))].name
    shown = best if len(keys) == 1 or not single else name
    return Mention(shown, tuple(keys), bool(ours) and not single, theirs, sure)


def _overshadowed(ours: Name, theirs: Iterable[Name]) -> bool:
    """Whether a village of ours has a namesake elsewhere that may well be meant."""
    if ours.kind != "place":
        return False
    return any(one.population >= _TOWN and heard_of(one) for one in theirs)


def narrowed(one: Mention, other: Mention) -> Mention | None:
    """What both name together: the smaller of the two where one lies within the other."""
    pairs = [
        (mine, theirs)
        for mine in one.keys
        for theirs in other.keys
        if _region(mine).within(theirs) or _region(theirs).within(mine)
    ]
    if not pairs:
        return None
    inner = dict.fromkeys(max(pair, key=len) for pair in pairs)
    finer = one if all(key in one.keys for key in inner) else other
    keys = tuple(inner)
    group = (one.group or other.group) and len(keys) > 1
    return Mention(finer.name, keys, group, (), one.sure or other.sure)


def beside(one: Mention, other: Mention, told: bool) -> Mention | None:
    """What `one` names near `other`; `told` says that this is meant, else sizes have to tell."""
    by_distance = sorted(
        (far, mine, theirs)
        for mine in one.keys
        for theirs in other.keys
        if (far := apart(mine, theirs)) <= (NEAR if told else NEIGHBOURS)
    )
    if not by_distance:
        return None
    _, mine, theirs = by_distance[0]
    if told:
        close = [key for far, key, _ in by_distance if far <= by_distance[0][0] + 5]
        return Mention(one.name, tuple(dict.fromkeys(close)), sure=one.sure)
    sizes = _region(mine).population, _region(theirs).population
    if sizes[1] >= _LARGER * sizes[0]:
        return Mention(one.name, (mine,), sure=one.sure)
    if sizes[0] >= _LARGER * sizes[1]:
        return Mention(other.name, (theirs,), sure=other.sure)
    return None


def either(one: Mention, other: Mention) -> Mention:
    """One of the two, nobody knows which."""
    keys = tuple(dict.fromkeys((*one.keys, *other.keys)))
    return Mention(one.name, keys, sure=False, elsewhere=(*one.elsewhere, *other.elsewhere))


def apart(one: str, other: str) -> float:
    """Kilometres between the middles of two regions."""
    a, b = _region(one), _region(other)
    return distance(a.lat, a.lon, b.lat, b.lon)


def neighbours(ours: Mention, theirs: Mention) -> bool:
    """Whether a place elsewhere is round the corner."""
    return any(
        place.lat and distance(_region(key).lat, _region(key).lon, place.lat, place.lon) <= AWAY
        for key in ours.keys
        for place in theirs.elsewhere
    )


def _region(key: str) -> Region:
    return regions()[key]
