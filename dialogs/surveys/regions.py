"""By which regions participants are told apart: districts, or of few Länder; and within those.

Once nobody's ballot can be told any more, these groups are all that ballots keep of places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct

from ..answers import Where
from ..conditions import leaves
from ..places import DISTRICTS, WHOLE, regions
from ..places.region import CITIES
from ..suppression import Split, split
from .survey import Question, Survey

NONE = "?"
"""Stands for those who did not answer."""
POOLED = "*"
"""Stands for all groups of a part that are only told together."""
LAND = 2
DISTRICT = 5
DISTRICTS_FROM = 10
"""Times k participants: from so many on districts are told apart, else Länder."""


class Part(Struct, frozen=True):
    """A division of all, or of a district (`of`), into groups."""

    of: str
    split: Split

    def group(self, answer: str) -> str:
        """The group that an answer belongs to, or POOLED; also of what `kept_as` made of one."""
        if answer == self.of + POOLED:
            return POOLED
        groups = frozenset(self.split.shown + self.split.pool)
        name = next(n for n in (answer, answer[:DISTRICT], answer[:LAND]) if n in groups)
        return POOLED if name in self.split.pool else name

    def sums(self, sizes: Mapping[str, int]) -> Counter[str]:
        """How many there are in each group that is told, given how many gave each answer."""
        sums = Counter(dict.fromkeys(self.split.shown, 0))
        for answer, size in sizes.items():
            if answer.startswith(self.of):
                sums[self.group(answer)] += size
        return sums


Parts = tuple[Part, ...]
"""The division of all, and those of districts in it; none where no group can be told."""


def place_of(survey: Survey) -> Question | None:
    """The question by whose answers regions are told: the first that can tell them."""
    return next((q for q in survey.questions if place_of_all(q, survey)), None)


def place_of_all(question: Question, survey: Survey) -> bool:
    """Whether it asks everybody for a place and nothing hangs on the answer.

    Else who was asked it, or what it leads to, would tell where people live.
    """
    asks = isinstance(question.answer, Where) and question.when is None
    return asks and question.id not in led_by(survey)


def led_by(survey: Survey) -> frozenset[str]:
    """Questions whose answers decide what else is asked, or are bound by others."""
    conditions = [c for q in survey.questions for c in (q.when, q.constraint) if c is not None]
    bound = [question.id for question in survey.questions if question.constraint is not None]
    return frozenset([*bound, *(leaf.question for c in conditions for leaf in leaves(c))])


def parts_of(question: Question, sizes: Mapping[str, int], k: int) -> Parts:
    """How regions are told apart by this question, as finely as it asks."""
    within = isinstance(question.answer, Where) and question.answer.level == "municipality"
    return parts(sizes, question.optional, within, k)


def parts(sizes: Mapping[str, int], optional: bool, within: bool, k: int) -> Parts:
    """How regions are told apart, given how many gave each answer.

    `within` also tells the municipalities of districts, where those are known.
    """
    # Not Länder where districts turn out too small: that they are would bound each of them.
    length = DISTRICT if sum(sizes.values()) >= DISTRICTS_FROM * k else LAND
    names = [WHOLE, *_by_population(length)]
    if optional or sizes.get(NONE):
        names.insert(0, NONE)
    top = _part("", names, sizes, k)
    if top is None:
        return ()
    inside = [
        part
        for name in top.split.shown
        if within and len(name) == DISTRICT and name not in CITIES
        if (part := _part(name, _municipalities(name), sizes, k))
    ]
    return (top, *inside)


def kept_as(found: Parts, answer: str) -> str:
    """What ballots keep of an answer that is told in these parts: its group."""
    if not found:
        return POOLED
    group = found[0].group(answer)
    inside = next((part for part in found[1:] if part.of == group), None)
    if inside is None:
        return group
    within = inside.group(answer)
    return group + POOLED if within == POOLED else within


def _part(of: str, names: Iterable[str], sizes: Mapping[str, int], k: int) -> Part | None:
    each = Part(of, Split(tuple(names))).sums(sizes)
    found = split(each, k)
    return Part(of, found) if found else None


@cache
def _by_population(length: int) -> tuple[str, ...]:
    """Districts or Länder, the smallest first: an order that no answer changes."""
    people: dict[str, int] = {}
    for district in DISTRICTS:
        region = regions()[CITIES.get(district.key, district.key)]
        key = district.key[:length]
        people[key] = people.get(key, 0) + region.population
    return tuple(sorted(people, key=people.__getitem__))


@cache
def _municipalities(district: str) -> tuple[str, ...]:
    """Those of a district, after whoever named just the district."""
    inside = [
        r for key, r in regions().items() if len(key) > DISTRICT and key.startswith(district)
    ]
    inside.sort(key=lambda region: (region.population, region.key))
    return (district, *(region.key for region in inside))
