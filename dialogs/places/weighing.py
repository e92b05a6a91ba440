"""What all clues of a text mean together."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from .clues import Clue
from .entries import STATE_DISTRICTS
from .mention import AWAY, Mention, apart, beside, either, mention, narrowed, neighbours
from .names import SMALL, heard_of
from .region import DISTRICTS, city_or, regions

_AROUND = {"14713000": "14729", "15002000": "15088"}
"""The district round a city, where somebody says the city's name and means the district."""
_QUIET = ("filler", "country", "word")
_WHOLE = tuple(city_or(district.key) for district in DISTRICTS)


def meant(clues: Sequence[Clue]) -> Mention | None:
    """The places that are named, put together; None where none is."""
    heard = [clue for clue in clues if clue.kind not in _QUIET]
    told = _Told(qualified=_qualified(clues))
    unknown = sum(clue.kind == "unknown" for clue in heard)
    for place, clue in enumerate(heard):
        marks = _marks(heard, place)
        match clue.kind:
            case "state":
                told.states.append(clue.value)
            case "abroad" | "away":
                told.away(at_once=_behind_name(heard, place))
            case "region":
                told.add(Mention("", _WHOLE, group=True))
            case "not":
                told.denied = True
            case "called":
                told.denied = not any(c.kind in ("inside", "near") for c in heard[place:])
            case "near" | "part" | "between" | "inside":
                told.mark = clue.kind
            case "unknown":
                told.unknown += 1
            case "name" if not _noise(clue, unknown):
                told.add(_marked(clue, marks), bool(clue.value))
    return told.together()


def _marks(clues: Sequence[Clue], place: int) -> set[str]:
    """The kinds of word beside a name: before it, or after it and not before another."""
    marks = {clues[place - 1].kind} if place else set()
    after = [clue.kind for clue in clues[place + 1 : place + 3]]
    if after and after[1:] != ["name"]:
        marks.add(after[0])
    return marks


class _Told:
    """What has been told so far."""

    def __init__(self, qualified: bool) -> None:
        self.qualified = qualified
        self.states: list[str] = []
        self.abroad = False
        self.elsewhere = False
        self.denied = False
        self.mark = ""
        self.unknown = 0
        self._result: Mention | None = None
        self._guess = False

    def add(self, one: Mention, guess: bool = False) -> None:
        if self._result is not None and (guess or self._guess):
            # What was said plainly is not given up for a guess.
            plainly, guessed = (self._result, one) if guess else (one, self._result)
            self._result = narrowed(plainly, guessed) or plainly
        elif self._result is not None:
            self._result = _joined(self._result, one, self.mark)
        elif self.unknown and self.mark == "near":
            # A village that we do not know, near a place that we do.
            self._result = replace(one, sure=False)
        else:
            self._result = one
        self._guess = guess and (self._guess or self._result is one)
        self.mark = ""

    def away(self, at_once: bool) -> None:
        """A country or landscape elsewhere was named, perhaps right behind a name."""
        self.abroad = True
        self.elsewhere = self.elsewhere or at_once

    def together(self) -> Mention | None:
        result = self._in_states()
        if self.abroad:
            ours = result is not None and result.keys and not self.elsewhere
            result = replace(result, sure=False) if result and ours else _OUTSIDE
        namesake = bool(result and result.elsewhere)
        if result and (self.denied or (self.qualified and namesake)):
            result = replace(result, sure=False)
        return result

    def _in_states(self) -> Mention | None:
        result, states = self._result, list(dict.fromkeys(self.states))
        if not states:
            return result
        keys = tuple(key for state in states for key in STATE_DISTRICTS.get(state, ()))
        if result is None:
            return Mention("", keys, group=True) if keys else _OUTSIDE
        if not result.keys:
            return result
        if kept := tuple(k for k in result.keys if any(k[:2] == d[:2] for d in keys)):
            return replace(result, keys=kept)
        there = any(place.state in states for place in result.elsewhere)
        return _OUTSIDE if there or not keys else replace(result, sure=False)


_OUTSIDE = Mention("")


def _behind_name(clues: Sequence[Clue], place: int) -> bool:
    """Whether a name stands right before, or with an `in` between."""
    before = [clue.kind for clue in clues[max(0, place - 2) : place]]
    return before[-1:] == ["name"] or before == ["name", "inside"]


def _qualified(clues: Sequence[Clue]) -> bool:
    """Whether a name is followed by a water or hill that we do not know: perhaps a namesake."""
    words = [clue.words[0] if clue.kind == "filler" else clue.kind for clue in clues]
    return any(
        words[place : place + 2]
        in (["name", "an"], ["name", "ob"], ["name", "am"], ["name", "inside"])
        and "unknown" in words[place + 2 : place + 4]
        for place in range(len(words))
    )


def _noise(clue: Clue, unknown: int) -> bool:
    """Whether a name is more likely a word of a sentence: there is a hamlet for every noun."""
    small = all(not name.ours and name.population < SMALL for name in clue.names)
    return small and unknown >= 2


def _marked(clue: Clue, marks: set[str]) -> Mention:
    """The name, seen with the words beside it."""
    found = mention(" ".join(clue.words).title(), clue.names, clue.value != "unsure")
    if "association" in marks and (group := [n for n in clue.names if len(n.keys) > 1]):
        return mention(group[0].name, group)
    if "district" in marks and found.keys:
        return _district(clue, found)
    if "city" in marks and (large := tuple(k for k in found.keys if len(k) == 8)):
        named = tuple(
            key for n in clue.names if n.kind == "municipality" for key in n.keys if key in large
        )
        return replace(found, keys=named or large)
    return found


def _district(clue: Clue, found: Mention) -> Mention:
    """The district that the name or its town stands for."""
    named = [n for n in clue.names if n.kind in ("district", "former_district") and n.keys]
    if named:
        keys = dict.fromkeys(named[0].keys)
    else:
        keys = dict.fromkeys(city_or(_AROUND.get(key, key[:5])) for key in found.keys)
    if len(keys) > 1:
        return found
    (key,) = keys
    # There is no Kreis Halle: the Saalekreis lies round it, and perhaps the city is meant.
    return Mention(regions()[key].name, (key,), sure=found.sure and found.keys != ("15002000",))


def _joined(one: Mention, other: Mention, mark: str) -> Mention:
    """Two mentions, the second after a mark such as `near`."""
    if one.keys and other.keys:
        if inner := narrowed(one, other):
            return inner
        if mark == "between":
            return either(one, other)
        if near := beside(one, other, mark == "near"):
            return near
        if mark == "near" and len(one.keys) == 1 and apart(one.keys[0], other.keys[0]) > AWAY:
            return replace(other, sure=False)
        return either(one, other)
    if one.keys:
        if neighbours(one, other) or mark not in ("near", "inside", "part"):
            return one if neighbours(one, other) else replace(one, sure=False)
        return replace(_OUTSIDE, elsewhere=other.elsewhere)
    if other.keys:
        if mark == "near":
            return one if neighbours(other, one) else replace(other, sure=False)
        known = any(heard_of(place) for place in one.elsewhere)
        return replace(other, sure=other.sure and not known)
    return replace(one, elsewhere=(*one.elsewhere, *other.elsewhere))
