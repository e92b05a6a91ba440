"""How many questions are still to come at most: "Frage 2 von 5", right under branching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

from .answers import Date, Kind, Number, PickMany, Rank, Scale
from .conditions import Answers, Compare, Count, Is, Leaf, Length, leaves
from .flow import Flow

_PATIENCE = 20_000
"""Branchings looked at before counting every question that might come."""


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
    found = list(dict.fromkeys(_of_kind(question.answer, seen)))
    return (*found, None) if question.optional or not found else tuple(found)


def _of_kind(kind: Kind, seen: list[Leaf]) -> Iterator[Any]:
    named = [value for leaf in seen if isinstance(leaf, Is) for value in leaf.values]
    edges = [leaf.value for leaf in seen if isinstance(leaf, (Compare, Count, Length))]
    match kind:
        case PickMany() | Rank():
            values = [choice.value for choice in kind.offered()]
            mentioned = [value for value in values if value in named]
            others = [value for value in values if value not in named]
            sizes = {
                1,
                len(values),
                *(size + d for size in edges if isinstance(size, int) for d in (-1, 0, 1)),
            }
            for some in range(min(len(mentioned), 4) + 1):
                for chosen in combinations(mentioned, some):
                    for size in sizes:
                        if some <= size <= some + len(others):
                            yield (*chosen, *others[: size - some])
        case Scale():
            yield from range(kind.least, kind.most + 1)
        case Number():
            for edge in (kind.least, kind.most, *edges):
                if not isinstance(edge, str):
                    step = 10**-kind.decimals
                    yield from (
                        n for n in (edge - step, edge, edge + step) if kind.least <= n <= kind.most
                    )
        case Date():
            for edge in edges:
                yield from (f"{str(edge)[:9]}", str(edge), f"{edge}~")  # before, on, after
        case _ if offered := kind.offered():
            values = [choice.value for choice in offered]
            yield from (value for value in values if value in named)
            yield from [value for value in values if value not in named][:1]
        case _:
            yield ""
            for edge in edges:
                if isinstance(edge, int):
                    yield from ("x" * max(0, edge + d) for d in (-1, 0, 1))


def _frozen(answer: Any) -> Any:
    if isinstance(answer, list):
        return tuple(answer)
    return str(answer) if isinstance(answer, dict) else answer
