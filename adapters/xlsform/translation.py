"""From the tree of an expression to our conditions, true for the same answers as in XPath.

There, what is unanswered is an empty text: as a number it is none, so `${age} != 3` is true of it
and `${age} < 3` is not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from math import isnan
from typing import Any, Protocol

from msgspec import Struct

from dialogs.answers import (
    Acknowledge,
    Date,
    Kind,
    Note,
    Number,
    Photo,
    Pick,
    PickMany,
    Rank,
    Scale,
    Sentence,
    Voice,
    Where,
)
from dialogs.answers.date import is_day
from dialogs.conditions import All, Answered, Any_, Compare, Condition, Count, Is, Length, Not, Op

from .expressions import Asked, Call, Comparison, Joined, Literal, Node, Unsaid
from .tidying import tidy

_TURNED: dict[str, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_TRUTH: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


class Looked(Struct, frozen=True):
    """A question that a condition looks at; `values` are its options as the form writes them."""

    id: str
    kind: Kind
    values: Mapping[str, str] = {}


class Scope(Protocol):
    """The questions that may be looked at."""

    def look(self, name: str, at: int) -> Looked:
        """The question of that name; raises Unsaid."""


def condition(node: Node, scope: Scope) -> Condition:
    """The condition that an expression means; raises Unsaid."""
    return tidy(_truth(node, scope))


def _truth(node: Node, scope: Scope) -> Condition:
    match node:
        case Joined(word="and", parts=parts):
            return All(tuple(_truth(part, scope) for part in parts))
        case Joined(parts=parts):
            return Any_(tuple(_truth(part, scope) for part in parts))
        case Comparison():
            return _comparison(node, scope)
        case Call(name="not", arguments=(inner,)):
            return Not(_truth(inner, scope))
        case Call(name="true"):
            return All(())
        case Call(name="false"):
            return Any_(())
        case Call(name="selected"):
            return _selected(node, scope)
        case Call(name="date"):
            raise Unsaid(node.at, "ein Datum allein ist keine Bedingung; vergleichen Sie es")
        case Call(name=name):
            raise Unsaid(node.at, f"vergleichen Sie {name}(…) mit einer Zahl, etwa > 1")
        case Asked(name=name):
            shown = f"${{{name}}}" if name else "."
            raise Unsaid(node.at, f"ob etwas geantwortet ist, schreibt man so: {shown} != ''")
        case _:
            raise Unsaid(node.at, "ein Wert allein ist keine Bedingung; vergleichen Sie ihn")


def _selected(call: Call, scope: Scope) -> Condition:
    asked, chosen = call.arguments
    if not isinstance(asked, Asked):
        raise Unsaid(asked.at, "vorn in selected(…, …) steht eine Frage: ${frage}")
    if not isinstance(chosen, Literal) or chosen.value == "":
        raise Unsaid(chosen.at, "hinten in selected(…, …) steht ein Wert: 'wert'")
    looked = scope.look(asked.name, asked.at)
    if isinstance(looked.kind, (Pick, PickMany, Rank, Acknowledge, Where, Scale)):
        return _is(looked, _word(chosen.value))
    raise _unfit(looked, asked)


def _comparison(node: Comparison, scope: Scope) -> Condition:
    left, op, right = node.left, node.op, node.right
    if _is_value(left) and not _is_value(right):
        left, op, right = right, _TURNED[op], left
    if not _is_value(right):
        raise Unsaid(
            node.at, "der Bot vergleicht eine Frage mit einem festen Wert, nicht mit mehr"
        )
    match left:
        case Asked():
            return _against(scope.look(left.name, left.at), op, right, left)
        case Call(name="count-selected" | "string-length", arguments=(Asked() as asked,)):
            return _measured(left.name, scope.look(asked.name, asked.at), op, right, asked)
        case _:
            raise Unsaid(left.at, "hier gehört eine Frage hin: ${frage}")


def _against(looked: Looked, op: str, right: Node, asked: Asked) -> Condition:
    value = _value(right)
    if isinstance(looked.kind, Note):
        raise _unfit(looked, asked)
    if value == "":
        if op not in ("=", "!="):
            raise Unsaid(right.at, "mit '' geht nur = (unbeantwortet) und != (beantwortet)")
        return _unless(op == "=", Answered(looked.id))
    match looked.kind:
        case Date():
            return _dated(looked, op, right)
        case _ if isinstance(right, Call):
            raise Unsaid(right.at, f"„{looked.id}“ ist kein Datum")
        case Pick() | Acknowledge() | Where():
            return _picked(looked, op, value)
        case PickMany() if op in ("=", "!="):
            # In XPath the whole answer is one text, so this means: this one and no other.
            only = All((_is(looked, _word(value)), Count(looked.id, "=", 1)))
            return _unless(op == "!=", only)
        case PickMany() | Rank():
            raise Unsaid(asked.at, "schreiben Sie selected(${frage}, 'wert')")
        case Scale() if isinstance(value, str) and op in ("=", "!="):
            return _unless(op == "!=", _is(looked, value))
        case Scale() | Number():
            return _numbered(looked, op, value, right)
        case _:
            raise _unfit(looked, asked)


def _picked(looked: Looked, op: str, value: str | float) -> Condition:
    """What compares with one option is true of some options, and perhaps of no answer."""
    if isinstance(value, str) and op in ("=", "!="):
        return _unless(op == "!=", _is(looked, value))
    wanted = _number(value)
    true = tuple(ours for raw, ours in looked.values.items() if _TRUTH[op](_number(raw), wanted))
    if not _TRUTH[op](_number(""), wanted):
        return Is(looked.id, true)
    return Not(Is(looked.id, tuple(v for v in looked.values.values() if v not in true)))


def _numbered(looked: Looked, op: str, value: str | float, right: Node) -> Condition:
    if isinstance(value, str):
        whole = isinstance(looked.kind, Scale) or getattr(looked.kind, "decimals", 0) == 0
        if op in ("=", "!=") and not (whole and value == str(_whole(value))):
            raise Unsaid(right.at, "schreiben Sie die Zahl ohne Anführungszeichen")
        value = _number(value)
        if isnan(value):
            raise Unsaid(right.at, "hier gehört eine Zahl hin")
    if op == "!=":
        return Not(Compare(looked.id, "=", value))
    return Compare(looked.id, op, value)  # type: ignore[arg-type]


def _dated(looked: Looked, op: str, right: Node) -> Condition:
    value = _value(right)
    if not isinstance(value, str) or not is_day(value):
        raise Unsaid(right.at, "hier gehört ein Datum hin: date('2026-12-31')")
    if isinstance(right, Literal) and op not in ("=", "!="):
        raise Unsaid(right.at, f"schreiben Sie date('{value}'), sonst gilt es in ODK nie")
    if op == "!=":
        return Not(Compare(looked.id, "=", value))
    return Compare(looked.id, op, value)  # type: ignore[arg-type]


def _measured(name: str, looked: Looked, op: str, right: Node, asked: Asked) -> Condition:
    value = _value(right)
    if isinstance(right, Call) or isinstance(value, str) or value != int(value):
        raise Unsaid(right.at, "hier gehört eine ganze Zahl hin")
    number = int(value)
    if name == "string-length" and isinstance(looked.kind, Sentence):
        return Length(looked.id, op, number)  # type: ignore[arg-type]
    if name == "count-selected" and isinstance(looked.kind, (PickMany, Rank)):
        return Count(looked.id, op, number)  # type: ignore[arg-type]
    nothing, something = _TRUTH[op](0, number), _TRUTH[op](1, number)
    # Of other kinds one can only ask whether there is an answer.
    if name == "string-length" and not isinstance(looked.kind, Note):
        if (op, number) in ((">", 0), ("!=", 0), (">=", 1), ("=", 0), ("<=", 0), ("<", 1)):
            return _unless(nothing and not something, Answered(looked.id))
        raise Unsaid(asked.at, f"„{looked.id}“ ist kein Text; möglich ist ${{frage}} != ''")
    raise Unsaid(asked.at, f"bei „{looked.id}“ wählt man nicht mehrere")


def _is(looked: Looked, value: str) -> Is:
    """The option as the form writes it; an unknown one stays, and is told by the checks."""
    return Is(looked.id, (looked.values.get(value, value),))


def _unless(turned: bool, condition: Condition) -> Condition:
    return Not(condition) if turned else condition


def _is_value(node: Node) -> bool:
    return isinstance(node, Literal) or (isinstance(node, Call) and node.name == "date")


def _value(node: Node) -> str | float:
    match node:
        case Literal(value=value):
            return value
        case Call(arguments=(Literal(value=str() as value),)) if is_day(value):
            return value
    raise Unsaid(node.at, "ein Datum schreibt man so: date('2026-12-31')")


def _word(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _number(value: str | float) -> float:
    """As XPath makes a number of a text; what is none equals nothing, not even itself."""
    try:
        return float(value) if str(value).strip().isascii() else float("nan")
    except ValueError:
        return float("nan")


def _whole(value: str) -> int | None:
    try:
        return int(value)
    except ValueError:
        return None


def _unfit(looked: Looked, asked: Asked) -> Unsaid:
    match looked.kind:
        case Sentence() | Voice() | Photo():
            why = "möglich sind ${frage} != '' und, bei Text, string-length(${frage}) > 3"
        case Note():
            why = "ein Hinweis hat keine Antwort"
        case _:
            why = "möglich ist ein Vergleich, etwa ${frage} > 3"
    return Unsaid(asked.at, f"so lässt sich „{looked.id}“ nicht befragen; {why}")
