"""What somebody can conclude who knows all that is told, and the rule: with an integer solver.

They know more than anybody does: of each group that is only told together with others, whether it
is there because it is small or to cover the small ones.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bot.results.breakdown import Divided, Division
from bot.results.question import QuestionResult
from dialogs.surveys.regions import NONE

Weights = Mapping[Hashable, float]


@dataclass
class Attack:
    """Whole numbers of which only sums are known."""

    _places: dict[Hashable, int] = field(default_factory=dict)
    _rows: list[tuple[Weights, float, float]] = field(default_factory=list)

    def knows(self, weights: Weights, least: float, most: float = numpy.inf) -> None:
        for name in weights:
            self._places.setdefault(name, len(self._places))
        self._rows.append((weights, least, most))

    def knows_sum(self, names: Iterable[Hashable], is_: float) -> None:
        self.knows(dict.fromkeys(names, 1), is_, is_)

    def interval(self, names: Iterable[Hashable]) -> tuple[int, int]:
        """The least and most that the sum of these can be."""
        goal = numpy.zeros(len(self._places))
        for name in names:
            goal[self._places[name]] = 1
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * goal,
                constraints=self._constraints(),
                integrality=numpy.ones(len(goal)),
                bounds=Bounds(0, numpy.inf),
            )
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]

    def _constraints(self) -> LinearConstraint:
        entries = [
            (weight, row, self._places[name])
            for row, (weights, _, _) in enumerate(self._rows)
            for name, weight in weights.items()
        ]
        weights, rows, columns = zip(*entries, strict=True)
        shape = len(self._rows), len(self._places)
        matrix = csr_array((weights, (rows, columns)), shape=shape)
        return LinearConstraint(
            matrix, [least for _, least, _ in self._rows], [most for _, _, most in self._rows]
        )


def on(division: Division, asked: Mapping[str, QuestionResult], whole: bool) -> Attack:
    """All that is told of a division and, where it is of all participants, of all together."""
    attack = Attack()
    names = [name for group in division.groups for name in group.key.split("+")]
    for group in division.groups:
        attack.knows_sum([("n", name) for name in group.key.split("+")], group.n)
    for question in division.questions:
        if question.counts:
            _question(attack, division, question, asked[question.id], names, whole)
    return attack


def _question(  # noqa: PLR0917 - all that is known
    attack: Attack,
    division: Division,
    divided: Divided,
    asked: QuestionResult,
    names: list[str],
    whole: bool,
) -> None:
    id = divided.id
    options = [option.value for option in asked.options]
    for name in names:
        if asked.kind == "pick_many":
            # Each who answered chose at least one, and each of them once at most.
            attack.knows(
                {("n", name): 1, (id, name, NONE): -1} | _minus(id, name, options), -numpy.inf, 0
            )
            for option in options:
                attack.knows({("n", name): 1, (id, name, NONE): -1, (id, name, option): -1}, 0)
        else:
            everybody = {(id, name, option): 1.0 for option in [*options, NONE]}
            attack.knows(everybody | {("n", name): -1}, 0, 0)
    for column, values in enumerate(c.value.split("+") for c in divided.columns):
        for group, counts in zip(division.groups, divided.counts, strict=True):
            inside = [(id, name, v) for name in group.key.split("+") for v in values]
            attack.knows_sum(inside, counts[column])
    if whole:
        for option in asked.options:
            if option.count is not None:
                attack.knows_sum([(id, name, option.value) for name in names], option.count)
        if asked.missing is not None:
            attack.knows_sum([(id, name, NONE) for name in names], asked.missing)


def _minus(id: str, name: str, options: list[str]) -> Weights:
    return {(id, name, option): -1 for option in options}
