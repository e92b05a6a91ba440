"""Every call measured by the Bot API as data: names, types, allowed values, limits.

A finding is a pair: what is wrong (for the developer), and what Telegram answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import rules
from .limits import Check, Findings, complain, limits_of
from .rules_of_methods import check_method

DATA = Path(__file__).parents[2] / "data" / "telegram" / "bot-api.min.json"
ITEMS = "Array of "


@cache
def data() -> dict[str, Any]:
    """The Bot API: `methods` and `types`."""
    return json.loads(DATA.read_text("utf-8"))


@dataclass(frozen=True)
class Upload:
    """A file in a multipart form."""

    name: str
    filename: str
    mime: str
    content: bytes


@cache
def fields(method: str) -> dict[str, dict[str, Any]] | None:
    """The parameters of a method, or None if there is no such method."""
    known = _methods().get(method.lower())
    return known and {field["name"]: field for field in known.get("fields", [])}


@cache
def proper_name(method: str) -> str:
    """The spelling in the documentation; Telegram does not mind another."""
    known = _methods().get(method.lower())
    return known["name"] if known else method


@cache
def _methods() -> dict[str, dict[str, Any]]:
    return {name.lower(): method for name, method in data()["methods"].items()}


def findings(method: str, given: dict[str, Any], uploads: dict[str, Upload]) -> Findings:
    """Everything wrong with the parameters of a call, already decoded."""
    found: Findings = []
    _object(("method", method))(given, "", found)
    check_method(method, given, uploads, found)
    return [(finding.lstrip("."), told) for finding, told in found]


def misfits(types: tuple[str, ...], value: Any) -> Findings:
    """What does not fit in an answer or an update."""
    found: Findings = []
    _union(types)(value, "", found)
    return found


@cache
def returns(method: str) -> tuple[str, ...]:
    """What a method answers with."""
    return tuple(data()["methods"][method]["returns"])


@cache
def _object(key: tuple[str, str]) -> Check:
    """The check of an object, or of the parameters of a method."""
    kind, name = key
    known = data()["methods" if kind == "method" else "types"][name].get("fields", [])
    checks = {field["name"]: _field(json.dumps(field)) for field in known}
    required = [field["name"] for field in known if field["required"]]
    formatted = rules.formatted_fields(known)
    own_rule = rules.OF_TYPES.get(name) if kind == "type" else None

    def check(value: Any, path: str, found: Findings) -> None:
        if not isinstance(value, dict):
            return complain(found, path, f"is not a {name}", "type")
        before = len(found)
        for field in required:
            if field not in value:
                complain(found, f"{path}.{field}", "is missing", "missing")
        for field, content in value.items():
            if one := checks.get(field):
                one(content, f"{path}.{field}", found)
            else:
                complain(found, f"{path}.{field}", "is unknown to the Bot API")
        if len(found) > before:
            return None  # the rest counts on the types
        for text in formatted:
            text.check(value, path, found)
        if own_rule:
            own_rule(value, path, found)
        return None

    return check


@cache
def _field(described: str) -> Check:
    """The check of one field: its type, then its limits."""
    field = json.loads(described)
    types, limits = _union(tuple(field["types"])), limits_of(field)
    pattern = rules.PATTERNS.get(field["name"])

    def check(value: Any, path: str, found: Findings) -> None:
        before = len(found)
        types(value, path, found)
        if len(found) > before:
            return
        for limit in limits:
            limit(value, path, found)
        if pattern and isinstance(value, str) and not pattern.fullmatch(value):
            complain(found, path, f"{value!r} does not match {pattern.pattern}", "pattern")

    return check


@cache
def _union(types: tuple[str, ...]) -> Check:
    """The check of a value that may have one of several types."""
    if len(types) == 1:
        return _type(types[0])
    if all(name.startswith(ITEMS) for name in types):
        return _array(tuple(name.removeprefix(ITEMS) for name in types))
    checks = [(name, _type(name)) for name in types]

    def check(value: Any, path: str, found: Findings) -> None:
        nearest: tuple[int, Findings] | None = None
        for name, one in checks:
            missed: Findings = []
            one(value, path, missed)
            if not missed:
                return
            distance = _distance(name, value)
            if nearest is None or distance < nearest[0]:
                nearest = (distance, missed)
        assert nearest
        if nearest[0] < _FAR:
            found.extend(nearest[1])
        else:
            complain(found, path, f"is none of {', '.join(types)}", "type")

    return check


_FAR = 1_000


def _distance(name: str, value: Any) -> int:
    """How far a value is from a type: the right `type`, then the fewest unknown fields."""
    described = data()["types"].get(name, {})
    if not isinstance(value, dict) or "fields" not in described:
        return _FAR
    named = {field["name"]: field for field in described["fields"]}
    for field in named.values():
        single = field.get("enum", ())
        if field["required"] and len(single) == 1 and value.get(field["name"]) != single[0]:
            return _FAR
    return sum(field not in named for field in value) + sum(
        field["required"] and field["name"] not in value for field in named.values()
    )


@cache
def _type(name: str) -> Check:
    if name.startswith(ITEMS):
        return _array((name.removeprefix(ITEMS),))
    if name in _SIMPLE:
        return _simple(name, _SIMPLE[name])
    if name == "RichText":
        return _rich_text
    if subtypes := data()["types"][name].get("subtypes"):
        return _union(tuple(subtypes))

    def check(value: Any, path: str, found: Findings) -> None:
        _object(("type", name))(value, path, found)  # made when needed: types contain themselves

    return check


@cache
def _array(types: tuple[str, ...]) -> Check:
    one = _union(types)

    def check(value: Any, path: str, found: Findings) -> None:
        if not isinstance(value, list):
            return complain(found, path, "is not an array", "type")
        for place, item in enumerate(value):
            one(item, f"{path}[{place}]", found)
        return None

    return check


def _rich_text(value: Any, path: str, found: Findings) -> None:
    """A string, several rich texts, or one of the subtypes."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            _rich_text(item, f"{path}[{place}]", found)
    elif not isinstance(value, str):
        _union(tuple(data()["types"]["RichText"]["subtypes"]))(value, path, found)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


_SIMPLE: dict[str, Callable[[Any], bool]] = {
    "Integer": _whole,
    "Float": lambda value: _whole(value) or isinstance(value, float),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: isinstance(value, Upload),
}


def _simple(name: str, fits: Callable[[Any], bool]) -> Check:
    def check(value: Any, path: str, found: Findings) -> None:
        if not fits(value):
            complain(found, path, f"is not of type {name}", "type")

    return check
