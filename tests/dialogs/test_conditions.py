"""Conditions as a table; what is unanswered or not asked is empty, as in XPath."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dialogs.conditions import (
    All,
    Answered,
    Any_,
    Compare,
    Condition,
    Count,
    Is,
    Length,
    Not,
    leaves,
)

ANSWERS: dict[str, Any] = {
    "pick": "bus",
    "many": ["bus", "rail"],
    "rank": ["rail", "bus", "car"],
    "scale": 3,
    "number": 2.5,
    "date": "2026-11-22",
    "text": "Mehr Busse",
    "skipped": None,
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Is("pick", ("bus",)), True),
        (Is("pick", ("rail", "bus")), True),
        (Is("pick", ("rail",)), False),
        (Is("pick", ()), False),
        # Among several, having one of them is enough.
        (Is("many", ("rail",)), True),
        (Is("many", ("car", "bus")), True),
        (Is("many", ("car",)), False),
        (Is("rank", ("car",)), True),
        (Is("scale", ("3",)), True),
        (Is("scale", ("4",)), False),
        (Compare("scale", "<", 3), False),
        (Compare("scale", "<=", 3), True),
        (Compare("scale", "=", 3), True),
        (Compare("scale", "!=", 3), False),
        (Compare("scale", "!=", 4), True),
        (Compare("scale", ">=", 3), True),
        (Compare("scale", ">", 3), False),
        (Compare("number", ">", 2), True),
        (Compare("number", "=", 2.5), True),
        (Compare("date", "<", "2026-11-23"), True),
        (Compare("date", "=", "2026-11-22"), True),
        (Compare("date", ">", "2026-11-22"), False),
        (Count("many", "=", 2), True),
        (Count("many", ">", 2), False),
        (Count("rank", ">=", 3), True),
        (Length("text", "=", 10), True),
        (Length("text", "<", 10), False),
        (Answered("pick"), True),
        (Answered("many"), True),
        (All(()), True),
        (All((Is("pick", ("bus",)), Count("many", "=", 2))), True),
        (All((Is("pick", ("bus",)), Count("many", "=", 3))), False),
        (Any_(()), False),
        (Any_((Is("pick", ("car",)), Count("many", "=", 2))), True),
        (Any_((Is("pick", ("car",)), Count("many", "=", 3))), False),
        (Not(Is("pick", ("car",))), True),
        (Not(Not(Is("pick", ("car",)))), False),
        (All((Any_((Is("pick", ("car",)), Not(Is("many", ("car",))))), Not(All(())))), False),
    ],
)
def test_a_condition_holds_or_not(condition: Condition, holds: bool) -> None:
    assert condition.holds(ANSWERS) is holds


@pytest.mark.parametrize("question", ["skipped", "never-asked"])
@pytest.mark.parametrize(
    ("make", "holds"),
    [
        (lambda q: Is(q, ("bus",)), False),
        (lambda q: Is(q, ("None",)), False),
        (lambda q: Is(q, ("",)), False),
        (lambda q: Not(Is(q, ("bus",))), True),
        # Nothing stands in no relation to anything, not even in "is not".
        *((lambda q, op=op: Compare(q, op, 0), False) for op in ("<", "<=", "=", "!=", ">=", ">")),
        *((lambda q, op=op: Compare(q, op, ""), False) for op in ("<=", "=", "!=", ">=")),
        (lambda q: Count(q, "=", 0), True),
        (lambda q: Count(q, "<", 1), True),
        (lambda q: Count(q, ">", 0), False),
        (lambda q: Length(q, "=", 0), True),
        (lambda q: Length(q, ">", 0), False),
        (Answered, False),
    ],
)
def test_what_is_unanswered_is_empty(make: Any, holds: bool, question: str) -> None:
    assert make(question).holds(ANSWERS) is holds


@pytest.mark.parametrize("question", ANSWERS)
@pytest.mark.parametrize(
    "make",
    [
        lambda q: Compare(q, "<", 3),
        lambda q: Compare(q, "<", "2026-11-22"),
        lambda q: Count(q, ">", 1),
        lambda q: Length(q, ">", 1),
        lambda q: Is(q, ("3",)),
    ],
)
def test_a_condition_on_another_kind_of_answer_never_raises(make: Any, question: str) -> None:
    assert make(question).holds(ANSWERS) in (True, False)


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (Is("a", ("x",)), '{"type":"is","question":"a","values":["x"]}'),
        (Compare("a", "<", 3), '{"type":"compare","question":"a","op":"<","value":3}'),
        (Count("a", ">", 1), '{"type":"count","question":"a","op":">","value":1}'),
        (Length("a", "=", 0), '{"type":"length","question":"a","op":"=","value":0}'),
        (Answered("a"), '{"type":"answered","question":"a"}'),
        (All((Is("a", ()),)), '{"type":"all","of":[{"type":"is","question":"a","values":[]}]}'),
        (Any_(()), '{"type":"any","of":[]}'),
        (Not(Any_(())), '{"type":"not","of":{"type":"any","of":[]}}'),
    ],
)
def test_a_condition_is_data(condition: Condition, written: str) -> None:
    assert msgspec.json.encode(condition).decode() == written
    assert msgspec.json.decode(written, type=Condition) == condition


def test_what_a_condition_looks_at_is_found_however_deep() -> None:
    inner = (Is("a", ("x",)), Compare("b", "<", 1))
    deep = All(
        (Not(Any_(inner)), Count("c", "=", 1), Any_(()), Not(Length("d", ">", 2)), Answered("e"))
    )
    assert [leaf.question for leaf in leaves(deep)] == ["a", "b", "c", "d", "e"]
