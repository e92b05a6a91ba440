"""The promise of docs/unterdrueckung.md, by an integer solver, over all that is told together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from bot.results.breakdown import Breakdown, Division
from dialogs.suppression import ANSWERED, Column, K, Split, kept, merged, split
from dialogs.suppression.grouping import LEAST_K
from dialogs.surveys.regions import NONE
from tests.bot.results.attack import Attack, on
from tests.bot.results.making import Case, case

Query = tuple[list[tuple[str, ...]], int]


def audited(seed: int, most: int, k: int = K) -> int:
    """Check up to so many withheld numbers of each breakdown; how many there were."""
    true = replace(case(seed), k=k)
    asked = {question.id: question for question in true.result().questions}
    checked = 0
    for by, made in true.breakdowns().items():
        for division in made.divisions:
            attack = on(division, asked, whole=not division.of)
            queries = list(_withheld(true, by, made, division, attack))
            for names, width in Random(seed).sample(queries, min(most, len(queries))):
                least, greatest = attack.interval(names)
                assert greatest - least + 1 >= width, (seed, by, names)
                checked += 1
            assert all(group.n >= true.k for group in division.groups)
    return checked


def _withheld(
    true: Case, by: str, made: Breakdown, division: Division, attack: Attack
) -> Iterator[Query]:
    """Each withheld number; `attack` is told the rule."""
    pools = [group.key.split("+") for group in division.groups if group.together]
    for pool in pools:
        if by == "region":
            sizes = _sizes(true, division, pool)
            for name, size in sizes.items():
                # Told which are small: more than anybody knows.
                if size < true.k:
                    attack.knows({("n", name): 1}, 0, true.k - 1)
                else:
                    attack.knows({("n", name): 1}, 2 * true.k)
        else:
            base = {str(b.get(by) if b.get(by) is not None else NONE) for b in true.ballots}
            sizes = {name: sum(_label(b.get(by)) == name for b in true.ballots) for name in base}
            for name in pool:
                attack.knows_sum([("n", name)], sizes[name])
        for name in pool:
            width = true.k if by == "region" else min(true.k, sizes[name] + 1)
            if by == "region":
                yield [("n", name)], width
            for question in division.questions:
                for column in question.columns:
                    yield [(question.id, name, v) for v in column.value.split("+")], width


def _label(answer: object) -> str:
    return NONE if answer is None else str(answer)


def _sizes(true: Case, division: Division, pool: list[str]) -> dict[str, int]:
    place = next(q.id for q in true.survey.questions if q.answer.__struct_config__.tag == "place")
    answers = [_label(ballot.get(place)) for ballot in true.ballots]
    if division.of:
        return {name: answers.count(name) for name in pool}
    return {name: sum(a.startswith(name) for a in answers) for name in pool}


def test_every_withheld_number_may_be_one_of_k() -> None:
    assert sum(audited(seed, most=4) for seed in range(30)) > 25


@pytest.mark.chaos
@pytest.mark.parametrize("batch", range(20))
def test_every_withheld_number_of_thousands_may_be_one_of_k(batch: int) -> None:
    assert (
        sum(audited(seed, 6) for seed in range(10_000 + batch * 150, 10_150 + batch * 150)) > 100
    )


# The same of the rule by itself, for every k.


def small_table(dice: Random) -> tuple[dict[str, int], dict[str, dict[str, int]], list[str]]:
    """Groups of few and of many, and what each of them chose."""
    options = [f"o{n}" for n in range(dice.randint(2, 4))]
    rows = {}
    for number in range(dice.randint(1, 9)):
        size = dice.choice([0, dice.randint(0, 9), dice.randint(0, 40), dice.randint(20, 150)])
        row = dict.fromkeys(options, 0)
        for _ in range(size):
            row[dice.choices(options, [1, 0.5, 0.3, 0.1][: len(options)])[0]] += 1
        rows[f"g{number}"] = row
    return {name: sum(row.values()) for name, row in rows.items()}, rows, options


def divided(seed: int, k: int, known: bool) -> int:
    """Check a random table; how many withheld numbers it had."""
    dice = Random(seed)
    sizes, rows, options = small_table(dice)
    found = (merged if known else split)(sizes, k)
    if found is None:
        return 0
    there = {name for name, size in sizes.items() if size or not known}
    assert set(found.shown) | set(found.pool) == there
    assert all(sizes[name] >= k for name in found.shown)
    assert not found.pool or sum(sizes[name] for name in found.pool) >= k
    return _asked(found, sizes, rows, options, k, known)


def _asked(  # noqa: PLR0917 - all that is known
    found: Split,
    sizes: dict[str, int],
    rows: dict[str, dict[str, int]],
    options: list[str],
    k: int,
    known: bool,
) -> int:
    attack = Attack()
    pool = {o: sum(rows[name][o] for name in found.pool) for o in options}
    people = sum(pool.values())
    counted = [(sizes[n], {**rows[n], ANSWERED: sizes[n]}) for n in found.shown]
    of_pool = (people, {**pool, ANSWERED: people}) if found.pool else None
    shown = kept(counted, of_pool, [Column((o,)) for o in options], exclusive=True, k=k)
    for name in found.pool:
        attack.knows({(name, o): 1 for o in options} | {("n", name): -1}, 0, 0)
        if known:
            attack.knows_sum([("n", name)], sizes[name])
        else:
            small = sizes[name] < k
            attack.knows({("n", name): 1}, 0 if small else 2 * k, k - 1 if small else 10**6)
    if found.pool:
        attack.knows_sum([("n", name) for name in found.pool], people)
    for column in shown.columns if shown else ():
        inside = [(name, o) for name in found.pool for o in column.names]
        if inside:
            attack.knows_sum(inside, column.count(pool))
    for name in found.pool:
        width = min(k, sizes[name] + 1) if known else k
        if not known:
            least, most = attack.interval([("n", name)])
            assert most - least + 1 >= width
        for column in shown.columns if shown else ():
            least, most = attack.interval([(name, o) for o in column.names])
            assert most - least + 1 >= width
    return len(found.pool)


@pytest.mark.parametrize("k", [LEAST_K, 15])
def test_no_number_can_be_told_with_another_k_either(k: int) -> None:
    assert sum(audited(seed, 2, k) for seed in range(8)) > 3


@pytest.mark.chaos
@pytest.mark.parametrize("k", [LEAST_K, 7, 15, 25])
def test_no_number_of_hundreds_can_be_told_with_another_k_either(k: int) -> None:
    assert sum(audited(seed, 4, k) for seed in range(6000, 6150)) > 50


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("k", range(LEAST_K, K + 1))
def test_every_k_is_kept(k: int, known: bool) -> None:
    assert sum(divided(seed, k, known) for seed in range(16)) > 3


@pytest.mark.chaos
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("k", range(LEAST_K, K + 1))
def test_every_k_is_kept_by_thousands(k: int, known: bool) -> None:
    assert sum(divided(seed, k, known) for seed in range(1000, 2000)) > 200
