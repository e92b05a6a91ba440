"""Conditions over answers, as data; what is unanswered or not asked is empty, as in XPath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

Answers = Mapping[str, Any]
Op = Literal["<", "<=", "=", "!=", ">=", ">"]


class _Condition(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    def holds(self, answers: Answers) -> bool:
        raise NotImplementedError

    def parts(self) -> tuple[Condition, ...]:
        return ()


class Is(_Condition, frozen=True, tag="is"):
    """True where the answer to `question` is, or among several has, one of `values`."""

    question: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.question)
        if isinstance(answer, (list, tuple)):
            return any(value in self.values for value in answer)
        return answer is not None and str(answer) in self.values


class Compare(_Condition, frozen=True, tag="compare"):
    """True where a number, or a date (`2026-11-22`), stands so to `value`."""

    question: str
    op: Op
    value: float | str

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.question)
        number, wanted = isinstance(answer, (int, float)), not isinstance(self.value, str)
        if number is not wanted or not isinstance(answer, (int, float, str)):
            return False
        return _stands(answer, self.op, self.value)


class Count(_Condition, frozen=True, tag="count"):
    """True where so many options were chosen."""

    question: str
    op: Op
    value: int

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.question)
        chosen = len(answer) if isinstance(answer, (list, tuple)) else 0
        return _stands(chosen, self.op, self.value)


class Length(_Condition, frozen=True, tag="length"):
    """True where a text has so many characters."""

    question: str
    op: Op
    value: int

    def holds(self, answers: Answers) -> bool:
        return _stands(len(str(answers.get(self.question) or "")), self.op, self.value)


class Answered(_Condition, frozen=True, tag="answered"):
    """True where the question was asked and not skipped."""

    question: str

    def holds(self, answers: Answers) -> bool:
        return answers.get(self.question) is not None


class All(_Condition, frozen=True, tag="all"):
    of: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        return all(part.holds(answers) for part in self.of)

    def parts(self) -> tuple[Condition, ...]:
        return self.of


class Any_(_Condition, frozen=True, tag="any"):
    of: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        return any(part.holds(answers) for part in self.of)

    def parts(self) -> tuple[Condition, ...]:
        return self.of


class Not(_Condition, frozen=True, tag="not"):
    of: Condition

    def holds(self, answers: Answers) -> bool:
        return not self.of.holds(answers)

    def parts(self) -> tuple[Condition, ...]:
        return (self.of,)


Leaf = Is | Compare | Count | Length | Answered
Condition = Leaf | All | Any_ | Not


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The conditions inside that look at a question."""
    if isinstance(condition, (Is, Compare, Count, Length, Answered)):
        yield condition
    else:
        for part in condition.parts():
            yield from leaves(part)


def _stands(left: Any, op: Op, right: Any) -> bool:
    match op:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case ">=":
            return bool(left >= right)
        case ">":
            return bool(left > right)
