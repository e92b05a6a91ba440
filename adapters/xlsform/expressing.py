"""From our conditions to the expressions of `relevant` and `constraint`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dialogs.answers import Kind, PickMany, Rank
from dialogs.conditions import All, Answered, Any_, Compare, Condition, Count, Is, Length, Not


class Expressing:
    """Writes conditions; `names` are the form's names of questions, `own` is called `.`."""

    def __init__(self, names: Mapping[str, str], kinds: Mapping[str, Kind], own: str = "") -> None:
        self.names, self.kinds, self.own = names, kinds, own

    def text(self, condition: Condition) -> str:
        """The expression, without brackets round it."""
        return self._text(condition)

    def _text(self, condition: Condition) -> str:
        match condition:
            case All(of=parts):
                return " and ".join(map(self._part, parts)) if parts else "true()"
            case Any_(of=parts):
                return " or ".join(map(self._part, parts)) if parts else "false()"
            case Not(of=part):
                return f"not({self._text(part)})"
            case Answered(question=question):
                return f"{self._asked(question)} != ''"
            case Is(question=question, values=values):
                several = [self._is(question, value) for value in values]
                return " or ".join(several) if several else "false()"
            case Compare(question=question, op="!=", value=value):
                asked = self._asked(question)
                return f"{asked} != {constant(value)} and {asked} != ''"
            case Compare(question=question, op=op, value=value):
                return f"{self._asked(question)} {op} {constant(value)}"
            case Count(question=question, op=op, value=number):
                return f"count-selected({self._asked(question)}) {op} {number}"
            case Length(question=question, op=op, value=number):
                return f"string-length({self._asked(question)}) {op} {number}"

    def _part(self, condition: Condition) -> str:
        """The same in brackets where `and` and `or` would tear it apart."""
        text = self._text(condition)
        torn = isinstance(condition, (All, Any_)) and len(condition.of) != 0
        torn |= isinstance(condition, Is) and len(condition.values) > 1
        return f"({text})" if torn else text

    def _is(self, question: str, value: str) -> str:
        asked = self._asked(question)
        if isinstance(self.kinds.get(question), (PickMany, Rank)):
            return f"selected({asked}, '{value}')"
        return f"{asked} = '{value}'"

    def _asked(self, question: str) -> str:
        return "." if question == self.own else f"${{{self.names.get(question, question)}}}"


def constant(value: float | str) -> str:
    """A day or a number as XPath writes it, which knows no exponents."""
    if isinstance(value, str):
        return f"date('{value}')"
    exact = f"{Decimal(repr(value)):f}"
    return exact.rstrip("0").rstrip(".") if "." in exact else exact
