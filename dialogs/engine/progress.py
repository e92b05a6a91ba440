"""How many questions are still to come at most: "Frage 2 von 5", right under branching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from math import floor
from typing import Any

from ..answers import Date, Kind, Number, PickMany, Rank, Scale, Sentence
from ..conditions import Answered, Answers, Is, Leaf, leaves
from ..flow import Flow

_PATIENCE = 20_000
"""Branchings looked at before counting every question that might come."""
_NAMED = 10
"""Options named by conditions of which every combination is looked at."""


def total(flow: Flow, answers: Answers, step: str) -> tuple[int, int]:
    """(number of this question, number of questions on the longest way from here)."""
    questions = flow.counted
    here = next((i for i, q in enumerate(questions) if q.id == step), len(questions))
    given = {q.id: answers[q.id] for q in questions[:here] if q.id in answers}
    number = len(given) + 1
    steering = _steering(flow)
    state = tuple((id, _frozen(given[id])) for id in given if id in steering)
    return number, len(given) + _longest(flow, here, state)


@lru_cache(maxsize=10_000)
def _longest(flow: Flow, here: int, state: tuple[tuple[str, Any], ...]) -> int:
    """Most questions from the one at `here` on, which is asked whatever its condition says."""
    budget = [_PATIENCE]
    memo: dict[tuple[int, tuple[tuple[str, Any], ...]], int] = {}
    steering, questions = _steering(flow), flow.counted

    def walk(place: int, known: Mapping[str, Any], first: bool) -> int:
        if place == len(questions):
            return 0
        question = questions[place]
        if not first and question.when and not question.when.holds(known):
            return walk(place + 1, known, False)
        budget[0] -= 1
        if question.id not in steering or budget[0] < 0:
            return 1 + walk(place + 1, known, False)
        # Answers that nothing later looks at make no difference.
        alive = {q: a for q, a in known.items() if steering[q] > place}
        key = (place, tuple(alive.items()))
        if key not in memo:
            memo[key] = 1 + max(
                walk(place + 1, {**alive, question.id: answer}, False)
                for answer in _candidates(flow, place)
            )
        return memo[key]

    if here == len(questions):
        return 0
    return walk(here, dict(state), True)


@lru_cache(maxsize=1000)
def _steering(flow: Flow) -> Mapping[str, int]:
    """Questions that conditions look at → place of the last question that does."""
    return {
        leaf.question: place
        for place, question in enumerate(flow.counted)
        if question.when
        for leaf in leaves(question.when)
    }


@lru_cache(maxsize=5000)
def _candidates(flow: Flow, place: int) -> tuple[Any, ...]:
    """Answers of which one stands for each way that the conditions can tell apart."""
    question = flow.counted[place]
    seen = [
        leaf
        for other in flow.counted
        if other.when
        for leaf in leaves(other.when)
        if leaf.question == question.id
    ]
    answers = list(_of_kind(question.answer, seen))
    if question.optional or not answers:
        answers.append(None)
    told_apart = {
        tuple(leaf.holds({question.id: answer}) for leaf in seen): answer for answer in answers
    }
    return tuple(told_apart.values())


def _of_kind(kind: Kind, seen: list[Leaf]) -> Iterator[Any]:
    edges = [leaf.value for leaf in seen if not isinstance(leaf, (Is, Answered))]
    numbers = [edge for edge in edges if not isinstance(edge, str)]
    match kind:
        case PickMany():
            free = tuple(c.value for c in kind.choices if c.value not in kind.alone)
            yield from ((value,) for value in kind.alone if kind.least == 1)
            yield from _chosen(free, kind.least, kind.most or len(free), seen)
        case Rank():
            places = kind.most or len(kind.choices)
            yield from _chosen(tuple(c.value for c in kind.choices), places, places, seen)
        case Scale():
            yield from range(kind.least, kind.most + 1)
        case Number():
            grid = 10**kind.decimals
            for edge in (kind.least, kind.most, *numbers):
                steps = (floor(edge * grid) + step for step in (-1, 0, 1, 2))
                yield from (n / grid for n in steps if kind.least <= n / grid <= kind.most)
        case Date():
            first, last = kind.earliest or "0001-01-01", kind.latest or "9999-12-31"
            for day in (*(edge for edge in edges if isinstance(edge, str)), first, last):
                yield from (near for near in _around(day) if first <= near <= last)
        case Sentence():
            for edge in (1, *numbers):
                lengths = (int(edge) + step for step in (-1, 0, 1))
                yield from ("x" * length for length in lengths if 1 <= length <= kind.longest)
        case _ if offered := kind.offered():
            named = {value for leaf in seen if isinstance(leaf, Is) for value in leaf.values}
            values = [choice.value for choice in offered]
            yield from (value for value in values if value in named)
            yield from [value for value in values if value not in named][:1]
        case _:
            yield ""


def _chosen(
    values: tuple[str, ...], least: int, most: int, seen: list[Leaf]
) -> Iterator[tuple[str, ...]]:
    """Sets of options; those that no condition names are alike."""
    named = {value for leaf in seen if isinstance(leaf, Is) for value in leaf.values}
    mentioned = [value for value in values if value in named][:_NAMED]
    others = [value for value in values if value not in mentioned]
    for some in range(len(mentioned) + 1):
        for chosen in combinations(mentioned, some):
            for more in range(max(0, least - some), min(len(others), most - some) + 1):
                yield (*chosen, *others[:more])


def _around(day: str) -> Iterator[str]:
    """The day before, the day, the day after."""
    for step in (-1, 0, 1):
        with suppress(OverflowError, ValueError):
            yield (date.fromisoformat(day) + timedelta(days=step)).isoformat()


def _frozen(answer: Any) -> Any:
    if isinstance(answer, list):
        return tuple(answer)
    return str(answer) if isinstance(answer, dict) else answer
