"""Names and what they stand for, found however they are spelt.

A name is compared in two spellings: *plain* (lower case, ä as ae, no spaces or signs) and *loose*
(ä as a, doubled letters as one, th as t, ck as k …), so that most slips of the ear cost nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..understanding.matching import fold
from .points import distance
from .slips import slips
from .vocabulary import plain, words

_LOOSE = (
    *(("qu", "kw"), ("aeu", "oi"), ("eu", "oi"), ("chs", "ks"), ("x", "ks")),
    *(("ae", "a"), ("oe", "o"), ("ue", "u"), ("th", "t"), ("dt", "t"), ("ck", "k")),
    *(("tz", "z"), ("ts", "z")),
    *(("ph", "f"), ("y", "i"), ("v", "f"), ("ie", "i"), ("sch", "s"), ("c", "k")),
)
_DOUBLED = re.compile(r"(.)\1+")
_BRACKET = re.compile(r"(.+?) \((.+)\)")
_RIVER = re.compile(r"(.+?) (?:an der|am|an dem|im|in) (.+)")
_HEARD = (
    "municipality",
    "district",
    "city_quarter",
    "former_district",
    "association",
    "nickname",
    "own",
)
"""Kinds of name that are known by their sound alone; a village may sound like a town."""
_SHORTEST = 4
"""Letters that a part of a name needs to stand for the whole."""
_NEAREST = 12
SMALL = 2000
"""People: places elsewhere with fewer are known by their exact names only."""
_CENTRE = 51.35, 12.2
_NEARBY, _KNOWN, _TOWN = 110.0, 30_000, 5_000
"""Kilometres, people: a place elsewhere is heard of if it is near or large enough."""


class Name(Struct, frozen=True):
    """What a name can stand for: one region of ours, several together, or a place elsewhere."""

    name: str
    kind: str
    keys: tuple[str, ...] = ()
    state: str = ""
    population: int = 0
    lat: float = 0
    lon: float = 0

    @property
    def ours(self) -> bool:
        return bool(self.keys)


class Near(Struct, frozen=True):
    """A name that what was typed comes near to, and how many slips away it is."""

    slips: float
    names: tuple[Name, ...]


def heard_of(name: Name) -> bool:
    """Whether people here may well mean that place elsewhere."""
    if name.population >= _KNOWN:
        return True
    return bool(name.lat) and distance(*_CENTRE, name.lat, name.lon) <= _NEARBY


def loose(spelt: str) -> str:
    """The loose spelling of a plain one."""
    for letters, sound in _LOOSE:
        spelt = spelt.replace(letters, sound)
    return _DOUBLED.sub(r"\1", spelt)


class Names:
    """An index of names; what it holds never changes."""

    def __init__(self, names: Iterable[Name]) -> None:
        whole: dict[str, dict[Name, None]] = {}
        shorter: dict[str, dict[Name, None]] = {}
        parts: dict[str, dict[Name, None]] = {}
        for name in names:
            whole.setdefault(plain(name.name), {})[name] = None
            for forms, found in ((_forms(name), shorter), (_parts(name), parts)):
                for form in forms:
                    found.setdefault(plain(form), {})[name] = None
        # What bears a name in full goes before what is called so for short.
        for less in (shorter, parts):
            for form, named in less.items():
                if not any(name.ours for name in whole.get(form, ())):
                    whole[form] = {**named, **whole.get(form, {})}
        self._plain = {form: tuple(named) for form, named in whole.items()}
        self._loose: dict[str, tuple[Name, ...]] = {}
        self._spellings: dict[str, list[str]] = {}
        for form, some in self._plain.items():
            sound = loose(form)
            self._spellings.setdefault(sound, []).append(form)
            self._loose[sound] = (*self._loose.get(sound, ()), *some)
        self._wordy = [
            (name, pieces)
            for name in dict.fromkeys(n for some in whole.values() for n in some if n.ours)
            if name.kind != "plate" and len(pieces := fold(name.name).split()) > 1
        ]
        self._ours = sorted(f for f, some in self._loose.items() if any(n.ours for n in some))
        large = [f for f, some in self._loose.items() if any(n.population >= SMALL for n in some)]
        self._by_length = {True: _by_length(self._ours), False: _by_length(large)}

    def exactly(self, words: Sequence[str]) -> tuple[Name, ...]:
        """What these folded words together name, in plain spelling or else in loose."""
        spelt = "".join(words)
        found = self._plain.get(spelt, ())
        known = any(name.ours or name.population >= _TOWN or heard_of(name) for name in found)
        if len(spelt) < _SHORTEST or known:
            return found
        sounds = self._loose.get(loose(spelt), ())
        return (*(name for name in sounds if name.kind in _HEARD), *found)

    def nearly(self, spelt: str, most: int, ours: bool = True) -> list[Near]:
        """Names of ours (else larger ones elsewhere) that come near, the nearest first."""
        sound = loose(spelt)
        near = []
        for length in range(len(sound) - most, len(sound) + most + 1):
            forms = self._by_length[ours].get(length, ())
            near += process.extract(
                sound, forms, scorer=OSA.distance, score_cutoff=most, limit=_NEAREST
            )
        found = sorted(near, key=lambda one: one[1])[:_NEAREST]
        return sorted(self._weighed(spelt, found, ours), key=lambda one: one.slips)

    def _weighed(
        self, spelt: str, found: Iterable[tuple[str, float, int]], ours: bool
    ) -> Iterator[Near]:
        for form, far, _ in found:
            names = tuple(n for n in self._loose[form] if n.ours is ours and n.kind != "plate")
            cost = min(slips(spelt, full) for full in self._spellings[form])
            if names:
                yield Near(min(cost, far + 0.25), names)

    def beginning(self, words: Sequence[str]) -> list[Name]:
        """Names of ours that begin so, or whose words do."""
        sound = loose("".join(words))
        first, last = bisect_left(self._ours, sound), bisect_left(self._ours, f"{sound}\uffff")
        begun = self._ours[first:last]
        if len(words) > 1 and not begun:
            return [name for name, parts in self._wordy if _begin(words, parts)]
        found = (name for form in begun for name in self._loose[form])
        return [name for name in found if name.ours and name.kind != "plate"]


def _by_length(forms: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for form in forms:
        found.setdefault(len(form), []).append(form)
    return found


def _begin(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word begins another one of the parts, in order."""
    rest = iter(parts)
    return all(any(part.startswith(word) for part in rest) for word in words)


def _forms(name: Name) -> Iterator[str]:
    """The other ways to write a name."""
    if name.kind == "plate":
        return
    if bracket := _BRACKET.fullmatch(name.name):
        yield from _by_the_water(bracket[1], bracket[2])
    elif river := _RIVER.fullmatch(name.name):
        yield from _by_the_water(river[1], river[2])
    elif name.kind == "municipality" and "/" in name.name:
        yield from _by_the_water(*name.name.split("/", 1))
    for title in ("Lutherstadt ", "Landkreis ", "Kreis "):
        if name.name.startswith(title) and (title == "Lutherstadt " or not name.ours):
            yield name.name.removeprefix(title)


def _by_the_water(town: str, water: str) -> Iterator[str]:
    """Halle (Saale), Halle Saale, Halle a. d. Saale, Halle/S., Halle."""
    yield town
    for form in (water, water[0], water[:2]):
        for between in ("", " a d", " an der", " a"):
            yield f"{town}{between} {form}"


def _parts(name: Name) -> Iterator[str]:
    """Parts that may stand for the whole, where nothing else bears that name."""
    if name.kind not in ("municipality", "place", "village", "city_quarter", "short_name"):
        return
    if name.name.startswith("Bad "):
        yield name.name.removeprefix("Bad ")
    if "/" in name.name and name.kind == "municipality":
        return
    bare = _BRACKET.sub(r"\1", name.name)
    pieces = [*re.split(r"[-/]| und ", bare), *(bare.split("/") if "/" in bare else ())]
    for piece in pieces if len(pieces) > 1 else ():
        if len(piece) >= _SHORTEST and plain(piece) not in words("generic") and name.ours:
            yield piece
