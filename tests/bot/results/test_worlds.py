"""Whatever is withheld could be otherwise: other ballots of which exactly the same is told.

Each world differs from the true one in what is withheld, and all that the bot tells of it, result
and every breakdown, as text and for programs, is the same to the letter. So no reasoning whatever,
whoever knows the rule, can tell the worlds apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from bot.results.breakdown import Division
from dialogs.answers import Where
from dialogs.places import WHOLE
from dialogs.suppression import LEAST_K, K
from dialogs.surveys.regions import NONE
from tests.bot.results.making import Ballots, Case, case

ONCE = (70, 87, 156, 250, 268, 485)
"""Surveys of which a slightly different rule told too much."""
Holds = Callable[[dict[str, Any]], bool]


def differs(seed: int, most: int, k: int = K) -> int:
    """Check up to so many withheld numbers of a survey; how many there were."""
    true = replace(case(seed), k=k)
    told = true.told()
    checked = 0
    claims = [
        c for by, made in true.breakdowns().items() for c in _claims(true, by, made.divisions)
    ]
    for claim in Random(seed).sample(claims, min(most, len(claims))):
        number, low, high, width = claim
        worlds = [replace(true, ballots=ballots) for ballots in (low, high)]
        few, many = (sum(map(number, world.ballots)) for world in worlds)
        assert many - few + 1 >= width
        for world in worlds:
            assert all(_possible(true, ballot) for ballot in world.ballots)
            assert world.told() == told
        checked += 1
    return checked


def _possible(true: Case, ballot: dict[str, Any]) -> bool:
    """Whether the survey could have been answered so."""
    asked = {q.id: q.when is None or q.when.holds(ballot) for q in true.survey.questions}
    return all(
        (question.id not in ballot or asked[question.id])
        and (question.id in ballot or question.optional or not asked[question.id])
        for question in true.survey.questions
    )


Claim = tuple[Holds, Ballots, Ballots, int]


def _claims(true: Case, by: str, divisions: tuple[Division, ...]) -> Iterator[Claim]:
    """Each withheld number, the ballots in which it is least and most, and how far apart."""
    for division in divisions:
        pool = next((group.key.split("+") for group in division.groups if group.together), [])
        group_of = _grouping(true, by, division)
        inside = [ballot for ballot in true.ballots if group_of(ballot) in pool]
        sizes = {name: sum(group_of(b) == name for b in inside) for name in pool}
        for name in pool:
            claim = _regional if by == "region" else _exchanged
            yield from claim(true, by, division, name, sizes)


def _columns(true: Case, division: Division) -> Iterator[Holds]:
    """Whether a ballot is in a column, of all that are shown; and anybody."""
    for question in division.questions:
        for column in question.columns:
            values = set(column.value.split("+"))
            kind = next(q.answer for q in true.survey.questions if q.id == question.id)
            yield (
                lambda ballot, id=question.id, values=values, kind=kind: (
                    bool(  # type: ignore[misc]
                        _chosen(kind, ballot.get(id)) & values
                    )
                    or _between(kind, ballot.get(id), values)
                )
            )


def _chosen(kind: Any, answer: Any) -> set[str]:
    if answer is None:
        return {NONE}
    tag = kind.__struct_config__.tag
    return {answer[0]} if tag == "rank" else set(answer) if tag == "pick_many" else {str(answer)}


def _between(kind: Any, answer: Any, values: set[str]) -> bool:
    ends = [value.split("..") for value in values if ".." in value]
    return answer is not None and any(float(e[0]) <= answer <= float(e[1]) for e in ends)


def _grouping(true: Case, by: str, division: Division) -> Callable[[dict[str, Any]], str]:
    """The group of a division that somebody is in; nothing where they are in none."""
    names = [name for group in division.groups for name in group.key.split("+")]
    if by != "region":
        return lambda ballot: str(ballot[by]) if ballot.get(by) is not None else NONE
    place = next(q.id for q in true.survey.questions if isinstance(q.answer, Where))

    def group(ballot: dict[str, Any]) -> str:
        answer = ballot.get(place) or NONE
        if division.of:
            return answer if answer in names else ""
        return next(name for name in names if answer.startswith(name))

    return group


def _regional(
    true: Case, by: str, division: Division, name: str, sizes: dict[str, int]
) -> Iterator[Claim]:
    """People of the pool live elsewhere in it."""
    place = next(q.id for q in true.survey.questions if isinstance(q.answer, Where))
    group_of = _grouping(true, by, division)
    small = [other for other in sizes if sizes[other] < true.k and other != name]
    large = [other for other in sizes if sizes[other] >= true.k]

    def world(number: int, first: Holds) -> Ballots:
        """So many there, the first of whom are those; the others wherever the rule has room."""
        inside = sorted((b for b in true.ballots if group_of(b) in sizes), key=first, reverse=True)
        homes = [name] * number
        if name in large:
            # The last in line go where they are fewest.
            homes = (
                [name] * (len(inside) - (true.k - 1)) + [small[0]] * (true.k - 1)
                if not number
                else ([name] * len(inside))
            )
        elif large:
            homes += large * (len(inside) - number)
        else:
            homes += [other for other in small for _ in range(true.k - 1)]
        assert len(homes) >= len(inside)
        moved = {id(b): _moved(b, place, home) for b, home in zip(inside, homes, strict=False)}
        return [moved.get(id(ballot), ballot) for ballot in true.ballots]

    def there(ballot: dict[str, Any]) -> bool:
        return group_of(ballot) == name

    if name in large:
        yield there, world(0, lambda _: True), world(1, lambda _: True), true.k
    else:
        yield there, world(0, lambda _: True), world(true.k - 1, lambda _: True), true.k
    for column in _columns(true, division):
        both = lambda ballot, column=column: there(ballot) and column(ballot)  # noqa: E731
        if name in large:
            low = world(0, lambda ballot, column=column: not column(ballot))
            yield both, low, world(1, lambda _: True), true.k
        else:
            yield both, world(0, column), world(true.k - 1, column), true.k


def _moved(ballot: dict[str, Any], place: str, home: str) -> dict[str, Any]:
    rest = {key: value for key, value in ballot.items() if key != place}
    if home == NONE:
        return rest
    # Of a Land, any of its districts.
    district = {"14": "14713", "15": "15002", "16": "16077"}.get(home, home)
    known = home == WHOLE or len(district) > 2
    assert known
    return {**rest, place: district}


def _exchanged(
    true: Case, by: str, division: Division, name: str, sizes: dict[str, int]
) -> Iterator[Claim]:
    """People of the pool give each other's answer; how many gave which stays as it is."""
    group_of = _grouping(true, by, division)
    answers = {group_of(b): b.get(by) for b in true.ballots}

    def world(first: Holds) -> Ballots:
        inside = sorted((b for b in true.ballots if group_of(b) in sizes), key=first, reverse=True)
        given = [name] * sizes[name]
        given += [other for other in sizes if other != name for _ in range(sizes[other])]
        changed = {id(b): _answered(b, by, answers[a]) for b, a in zip(inside, given, strict=True)}
        return [changed.get(id(ballot), ballot) for ballot in true.ballots]

    for column in _columns(true, division):
        both = lambda b, column=column: group_of(b) == name and column(b)  # noqa: E731
        low = world(lambda ballot, column=column: not column(ballot))
        yield both, low, world(column), min(true.k, sizes[name] + 1)


def _answered(ballot: dict[str, Any], by: str, answer: Any) -> dict[str, Any]:
    rest = {key: value for key, value in ballot.items() if key != by}
    return rest if answer is None else {**rest, by: answer}


def test_whatever_is_withheld_could_be_otherwise() -> None:
    assert sum(differs(seed, most=3) for seed in (*range(12), *ONCE)) > 10


@pytest.mark.parametrize("k", [LEAST_K, 15])
def test_with_another_k_it_could_be_otherwise_as_well(k: int) -> None:
    assert sum(differs(seed, 2, k) for seed in range(10)) > 2


@pytest.mark.chaos
@pytest.mark.parametrize("k", [LEAST_K, 7, 15, 25])
def test_with_another_k_thousands_could_be_otherwise(k: int) -> None:
    assert sum(differs(seed, 3, k) for seed in range(5000, 5300)) > 100


@pytest.mark.chaos
@pytest.mark.parametrize("batch", range(20))
def test_whatever_is_withheld_of_thousands_could_be_otherwise(batch: int) -> None:
    assert (
        sum(differs(seed, most=4) for seed in range(1000 + batch * 150, 1150 + batch * 150)) > 100
    )
