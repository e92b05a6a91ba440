"""What kind of answer a row asks for, and the bounds that XLSForm keeps in its constraint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

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
from dialogs.answers.number import EDGE
from dialogs.answers.scale import STEPS
from dialogs.conditions import All, Compare, Condition, Count, Is, Length, Not

from .columns import Columns
from .lines import Line
from .options import Option
from .places import Found

BARE: Mapping[str, Kind] = {
    "text": Sentence(),
    "integer": Number(),
    "decimal": Number(decimals=3),
    "range": Scale(),
    "date": Date(),
    "select_one": Pick(),
    "select_multiple": PickMany(),
    "rank": Rank(),
    "image": Photo(),
    "audio": Voice(),
    "geopoint": Where(),
    "note": Note(),
    "acknowledge": Acknowledge(),
}
"""What conditions need to know of each type."""
_TAGS = {
    "text": "sentence",
    "integer": "number",
    "decimal": "number",
    "date": "date",
    "select_one": "pick",
    "select_multiple": "pick_many",
    "rank": "rank",
    "image": "photo",
    "audio": "voice",
    "geopoint": "place",
    "note": "note",
    "acknowledge": "acknowledge",
}
LONGEST_TEXT = 4000


def answer(
    line: Line, columns: Columns, options: Sequence[Option], found: Found
) -> dict[str, Any]:
    """The answer as a survey's file has it, without what the constraint says of it."""
    row = line.row

    def number(name: str) -> int | str:
        word = columns.word(row, f"revier_{name}")
        return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else word

    if line.kind == "range":
        return _range(line, columns, found)
    made: dict[str, Any] = {"type": _TAGS[line.kind]}
    match line.kind:
        case "select_one" | "select_multiple" | "rank":
            made["choices"] = [option.written() for option in options]
            if _is_random(line, columns, found):
                made["order"] = "random"
            if line.kind == "rank" and columns.word(row, "revier_places"):
                made["most"] = number("places")
        case "integer" | "decimal":
            made |= {"least": -EDGE, "most": EDGE}
            if line.kind == "decimal":
                made["decimals"] = (
                    number("decimals") if columns.word(row, "revier_decimals") else 3
                )
            if unit := columns.texts(row, "revier_unit"):
                made["unit"] = unit
        case "date":
            if towards := columns.word(row, "revier_towards"):
                made["towards"] = towards
        case "geopoint":
            text = "der Bot fragt nach der Gegend; der genaue Punkt wird nie gespeichert"
            found.doubtful(columns.place(row.number, "type"), text)
            if level := columns.word(row, "revier_level"):
                made["level"] = level
    return made


def bounded(
    made: dict[str, Any], id: str, conditions: Sequence[Condition]
) -> tuple[dict[str, Any], tuple[Condition, ...]]:
    """The answer with the bounds that its constraint begins with, and what is left of that.

    Each bound is taken once. What is said of it a second time stays a condition.
    """
    bounds: dict[str, Any] = {}
    rest: list[Condition] = []
    for condition in conditions:
        name, bound = _bound(made, id, condition)
        if name == "alone":
            bounds["alone"] = [*bounds.get("alone", []), bound]
        elif name and name not in bounds:
            bounds[name] = bound
        else:
            rest.append(condition)
    if made["type"] == "pick_many" and bounds.get("most", 0) > len(made.get("choices", ())):
        bounds["most"] = 0
    return made | bounds, tuple(rest)


def _bound(made: dict[str, Any], id: str, condition: Condition) -> tuple[str, Any]:
    """(name of the bound, its value) where a condition is no more than that."""
    ends = {">=": "least", "<=": "most"}
    match made["type"], condition:
        case "number", Compare(question=q, op=">=" | "<=" as op, value=float() | int() as v):
            return (ends[op], v) if q == id and abs(v) <= EDGE else ("", None)
        case "date", Compare(question=q, op=">=" | "<=" as op, value=str() as v):
            return ({">=": "earliest", "<=": "latest"}[op], v) if q == id else ("", None)
        case "sentence", Length(question=q, op="<=", value=v):
            return ("longest", v) if q == id and 1 <= v <= LONGEST_TEXT else ("", None)
        case "pick_many", Count(question=q, op=">=" | "<=" as op, value=v):
            return (ends[op], v) if q == id and v >= 1 else ("", None)
        case (
            "pick_many",
            Not(of=All(of=(Is(question=q, values=(v,)), Count(question=o, op=">", value=1)))),
        ):
            return ("alone", v) if q == o == id else ("", None)
    return "", None


def bounds(kind: Kind, id: str, own: Sequence[Condition]) -> list[Condition]:
    """The conditions that say a kind's bounds, so that `bounded` finds just these again.

    Where the question has a condition of its own that could be taken for a bound, all are said.
    """
    tag = str(kind.__struct_config__.tag)
    full = len(bounded({"type": tag, "choices": ()}, id, own)[1]) != len(own)
    match kind:
        case Number():
            low, high = full or kind.least > -EDGE, full or kind.most < EDGE
            return [
                *[Compare(id, ">=", kind.least)] * low,
                *[Compare(id, "<=", kind.most)] * high,
            ]
        case Date():
            first, last = kind.earliest or "0001-01-01" * full, kind.latest or "9999-12-31" * full
            return [
                *[Compare(id, ">=", first)] * bool(first),
                *[Compare(id, "<=", last)] * bool(last),
            ]
        case Sentence():
            return [Length(id, "<=", kind.longest)] * (full or kind.longest != Sentence().longest)
        case PickMany():
            low, high = full or kind.least > 1, full or kind.most > 0
            return [
                *[Count(id, ">=", kind.least)] * low,
                *[Count(id, "<=", kind.most or 99)] * high,
                *(Not(All((Is(id, (v,)), Count(id, ">", 1)))) for v in kind.alone),
            ]
    return []


def _is_random(line: Line, columns: Columns, found: Found) -> bool:
    """Whether the options are to be mixed; a seed is not taken, each person has their own."""
    parts = columns.word(line.row, "parameters").replace(",", " ").replace(";", " ").split()
    given = dict(part.lower().partition("=")[::2] for part in parts)
    for name in given.keys() - {"randomize", "seed"}:
        text = f"„{name[:40]}“ kennt der Bot hier nicht; so ist es richtig: randomize=true"
        found.wrong(columns.place(line.row.number, "parameters"), text)
    return given.get("randomize") in ("true", "yes", "1")


def _range(line: Line, columns: Columns, found: Found) -> dict[str, Any]:
    """A scale where its steps are few and whole, else a number."""
    row, place = line.row, columns.place(line.row.number, "parameters")
    given = {"start": Decimal(1), "end": Decimal(10), "step": Decimal(1)}
    for part in columns.word(row, "parameters").replace(",", " ").replace(";", " ").split():
        name, _, value = part.partition("=")
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if name.lower() not in given or not number.is_finite() or abs(number) > EDGE:
            text = f"„{part[:40]}“ kennt der Bot nicht; so ist es richtig: start=1 end=5 step=1"
            found.wrong(place, text)
        else:
            given[name.lower()] = number
    start, end, step = given.values()
    steps = [s for s in (start, end, step) if s == s.to_integral_value()]
    if step == 1 and len(steps) == 3 and start >= 0 and 1 <= end - start < STEPS:
        made: dict[str, Any] = {"type": "scale", "least": int(start), "most": int(end)}
        for name in ("least_label", "most_label"):
            if label := columns.texts(row, f"revier_{name}"):
                made[name] = label
        return made
    decimals = next((places for places in range(4) if step == Decimal(1).scaleb(-places)), None)
    if decimals is None:
        text = (
            f"der Bot fragt eine Zahl von {start} bis {end}; die Schritte ({step}) prüft er nicht"
        )
        found.doubtful(place, text)
        decimals = next((n for n in range(3) if step == round(step, n)), 3)
    made = {"type": "number", "least": float(start), "most": float(end), "decimals": decimals}
    if unit := columns.texts(row, "revier_unit"):
        made["unit"] = unit
    return made
