"""Which ideas are alike: TF-IDF over what they mean, token sets over the same, and how near."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from heapq import nlargest

from msgspec import Struct
from rapidfuzz.fuzz import token_set_ratio

from ..places import WHOLE, regions
from ..places.points import distance
from .meaning import Meaning, meaning

ALIKE = 0.6
"""From this likeness on two ideas are shown as alike."""
_SAME_PLACE, _OTHER_PLACE = 1.2, 0.5
_NEAR, _FAR = 10.0, 40.0
"""Kilometres: within them nothing is taken off, beyond them most."""
_AWAY = 0.75
_CANDIDATES = 60
"""Ideas looked at closely, the best by TF-IDF."""
_PRIOR = 30
"""Ideas that a new region is taken to have already, so that the first do not weigh too much."""


class Known(Struct, frozen=True):
    """An idea to compare with; `place` is a region key or empty."""

    id: int
    meaning: Meaning
    place: str = ""


class Like(Struct, frozen=True, order=True):
    likeness: float
    id: int


class Likeness:
    """An index of ideas, which are added one by one."""

    def __init__(self, ideas: Iterable[Known] = ()) -> None:
        self._ideas: dict[int, Known] = {}
        self._sizes: dict[int, float] = {}
        self._with: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for idea in ideas:
            self.add(idea)

    def __len__(self) -> int:
        return len(self._ideas)

    def add(self, idea: Known) -> None:
        """Know an idea, in the place of an earlier one of that id."""
        self.drop(idea.id)
        self._ideas[idea.id] = idea
        self._sizes[idea.id] = math.hypot(*idea.meaning.weights.values()) or 1
        for token, weight in idea.meaning.weights.items():
            self._with[token][idea.id] = weight

    def drop(self, id: int) -> None:
        if (idea := self._ideas.pop(id, None)) is not None:
            for token in idea.meaning.weights:
                del self._with[token][id]

    def alike(self, text: str, place: str = "", most: int = 3, least: float = ALIKE) -> list[Like]:
        """The ideas that come nearest, the best first."""
        sought = Known(0, meaning(text), place)
        scores: defaultdict[int, float] = defaultdict(float)
        for token, weight in sought.meaning.weights.items():
            rare = self._rareness(token) ** 2 * weight
            for id, other in self._with.get(token, {}).items():
                scores[id] += rare * other
        near = nlargest(_CANDIDATES, scores, key=lambda id: scores[id] / self._sizes[id])
        found = (Like(self.between(sought, self._ideas[id]), id) for id in near)
        # The newer one goes first where two are as alike.
        return nlargest(most, (like for like in found if like.likeness >= least))

    def between(self, one: Known, other: Known) -> float:
        """How alike two ideas are, from 0 to about 1."""
        cosine, within = self._shared(one.meaning, other.meaning)
        sets = token_set_ratio(_spelt(one.meaning), _spelt(other.meaning)) / 100
        words = 0.5 * cosine + 0.2 * within + 0.3 * sets
        return words * _named(one.meaning, other.meaning) * _nearness(one.place, other.place)

    def _rareness(self, token: str) -> float:
        return 1 + math.log((len(self._ideas) + _PRIOR) / (len(self._with.get(token, ())) + 1))

    def _shared(self, one: Meaning, other: Meaning) -> tuple[float, float]:
        """The cosine of both, and how much of either at most lies within the other."""
        rare = {t: self._rareness(t) for t in one.weights.keys() | other.weights.keys()}
        both = one.weights.keys() & other.weights.keys()
        dot = sum(one.weights[t] * other.weights[t] * rare[t] ** 2 for t in both)
        within = max(
            sum(of.weights[t] * rare[t] for t in both)
            / (sum(weight * rare[t] for t, weight in of.weights.items()) or 1)
            for of in (one, other)
        )
        return dot / (self._length(one) * self._length(other) or 1), within

    def _length(self, of: Meaning) -> float:
        return math.sqrt(sum((w * self._rareness(t)) ** 2 for t, w in of.weights.items()))


def _spelt(of: Meaning) -> str:
    return " ".join(of.weights)


def _named(one: Meaning, other: Meaning) -> float:
    if not one.places or not other.places:
        return 1
    same = any(a.startswith(b) or b.startswith(a) for a in one.places for b in other.places)
    return _SAME_PLACE if same else _OTHER_PLACE


def _nearness(one: str, other: str) -> float:
    here, there = regions().get(one), regions().get(other)
    if here is None or there is None or WHOLE in (one, other):
        return 1
    if here.within(other) or there.within(one):
        return _SAME_PLACE
    away = distance(here.lat, here.lon, there.lat, there.lon)
    if away <= _NEAR:
        return 1
    return max(_AWAY, 1 - (1 - _AWAY) * (away - _NEAR) / (_FAR - _NEAR))
