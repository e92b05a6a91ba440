"""Regions as groups: districts, or of few participants Länder; municipalities within."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from dialogs.answers import Where
from dialogs.answers.place import CHOICES
from dialogs.conditions import leaves
from dialogs.markup import words
from dialogs.places import DISTRICTS, WHOLE, regions
from dialogs.places.region import CITIES, STATES
from dialogs.suppression import K, Split, split
from dialogs.surveys.survey import Question, Survey
from dialogs.texts import in_language, load

NONE = "?"
"""Stands for those who did not answer."""
R = load("result")
LAND = 2
DISTRICT = 5
DISTRICTS_FROM = 10
"""Times k participants: from so many on districts are told apart, else Länder."""


class Part(Struct, frozen=True):
    """A division of all, or of a district (`of`): its groups, and the answers in each."""

    of: str
    split: Split
    answers: Mapping[str, tuple[str, ...]]

    def sums(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """How many there are in each group, given how many gave each answer."""
        return {
            name: sum(sizes.get(answer, 0) for answer in some)
            for name, some in self.answers.items()
        }


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


def parts(
    sizes: Mapping[str, int], optional: bool, within: bool = False, k: int = K
) -> tuple[Part, ...]:
    """How regions are told apart, given how many gave each answer; () where they cannot be.

    `within` also tells the municipalities of districts, where those are known.
    """
    # Not Länder where districts turn out too small: that they are would bound each of them.
    length = DISTRICT if sum(sizes.values()) >= DISTRICTS_FROM * k else LAND
    top = _top(sizes, optional, length, k)
    if top is None:
        return ()
    inside = [
        part
        for name in top.split.shown
        if within and len(name) == DISTRICT and name not in CITIES
        if (part := _part(name, _municipalities(name), sizes, k))
    ]
    return (top, *inside)


def region_name(key: str, languages: tuple[str, ...]) -> str:
    """A group of people by where they live."""
    if key == NONE:
        return R["no_place"].raw(languages)
    if key in STATES:
        return STATES[key]
    choice = next((c for c in CHOICES if c.value == key), None)
    return in_language(choice.label, languages) if choice else regions()[key].name


def pooled_name(keys: Iterable[str], languages: tuple[str, ...]) -> str:
    """Several regions that are only told together."""
    names = ", ".join(region_name(key, languages) for key in keys)
    return words(R["together"].fill(languages, names=names))


def _top(sizes: Mapping[str, int], optional: bool, length: int, k: int) -> Part | None:
    names = [WHOLE, *_by_population(length)]
    if optional or sizes.get(NONE):
        names.insert(0, NONE)
    answers: dict[str, list[str]] = {name: [] for name in names}
    for answer in sizes:
        answers[answer if answer in (NONE, WHOLE) else answer[:length]].append(answer)
    return _part("", answers, sizes, k)


def _part(
    of: str, answers: Mapping[str, Iterable[str]], sizes: Mapping[str, int], k: int
) -> Part | None:
    part = Part(of, Split(()), {name: tuple(some) for name, some in answers.items()})
    found = split(part.sums(sizes), k)
    return replace(part, split=found) if found else None


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
def _municipalities(district: str) -> Mapping[str, tuple[str, ...]]:
    """Those of a district, after whoever named just the district."""
    inside = [
        r for key, r in regions().items() if len(key) > DISTRICT and key.startswith(district)
    ]
    inside.sort(key=lambda region: (region.population, region.key))
    return {district: (district,)} | {region.key: (region.key,) for region in inside}
