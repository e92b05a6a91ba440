"""The one shape in which conditions come out of a workbook, true for the same answers."""

from __future__ import annotations

from dialogs.conditions import All, Answered, Any_, Compare, Condition, Is, Not


def tidy(condition: Condition) -> Condition:
    """Brackets that change nothing are gone, and what a workbook writes apart is one again.

    `${x} = 'a' or ${x} = 'b'` is one `is`; `${x} != 3 and ${x} != ''` is one `compare`.
    """
    match condition:
        case All(of=parts):
            flat = _paired(_flat(parts, All))
            return flat[0] if len(flat) == 1 else All(tuple(flat))
        case Any_(of=parts):
            flat = _joined(_flat(parts, Any_))
            return flat[0] if len(flat) == 1 else Any_(tuple(flat))
        case Not(of=part):
            return Not(tidy(part))
        case Is(question=question, values=values):
            return Is(question, tuple(dict.fromkeys(values))) if values else Any_(())
        case _:
            return condition


def _flat(parts: tuple[Condition, ...], of: type[All | Any_]) -> list[Condition]:
    flat: list[Condition] = []
    for part in map(tidy, parts):
        flat += part.of if isinstance(part, (All, Any_)) and isinstance(part, of) else (part,)
    return flat


def _paired(parts: list[Condition]) -> list[Condition]:
    """Not equal and answered, one after the other, are what `compare` calls `!=`."""
    made: list[Condition] = []
    for part in parts:
        match (made[-1] if made else None, part):
            case (
                Not(of=Compare(question=one, op="=", value=value)),
                Answered(question=other),
            ) if one == other:
                made[-1] = Compare(one, "!=", value)
            case _:
                made.append(part)
    return made


def _joined(parts: list[Condition]) -> list[Condition]:
    made: list[Condition] = []
    for part in parts:
        match (made[-1] if made else None, part):
            case (Is(question=one, values=first), Is(question=other, values=more)) if one == other:
                made[-1] = Is(one, tuple(dict.fromkeys((*first, *more))))
            case _:
                made.append(part)
    return made


def parts(condition: Condition | None) -> tuple[Condition, ...]:
    """What all has to hold."""
    if condition is None:
        return ()
    return condition.of if isinstance(condition, All) else (condition,)


def together(*conditions: Condition | None) -> Condition | None:
    """All of them in one, or none where there is none."""
    there = tuple(condition for condition in conditions if condition is not None)
    return tidy(All(there)) if there else None
