"""What is counted of a question: its options, its steps, classes of numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from dialogs.answers import Date, Kind, Number, PickMany, Rank, Scale, Where
from dialogs.markup import words
from dialogs.texts import in_language, load

from .periods import periods

CLASSES = 5
R = load("result")


class Counted(Struct, frozen=True):
    """Answers that are counted as one: `keys` are those of a tally."""

    value: str
    label: str
    keys: tuple[str, ...]

    def count(self, counts: Mapping[str, int]) -> int:
        return sum(counts.get(key, 0) for key in self.keys)


def counted(
    kind: Kind, counts: Mapping[str, int], languages: tuple[str, ...]
) -> tuple[Counted, ...]:
    """In the order in which they were offered; places are told by `regions` instead."""
    match kind:
        case Number():
            return tuple(_classes(counts, kind))
        case Date():
            return tuple(Counted(*one) for one in periods(counts, languages))
        case Rank():
            names = {c.value: in_language(c.label, languages) for c in kind.choices}
            return tuple(
                Counted(value, words(R["first"].fill(languages, label=name)), (f"{value}@1",))
                for value, name in names.items()
            )
        case Where():
            return ()
    return tuple(Counted(o.value, o.label, (o.value,)) for o in kind.options(languages, ()))


def exclusive(kind: Kind) -> bool:
    """Whether each answer counts for just one of them."""
    return not isinstance(kind, PickMany)


def percent(count: int, n: int) -> int:
    """The share of n, as it is told."""
    return round(100 * count / n) if n else 0


def median(kind: Kind, options: Sequence[Counted], counts: Sequence[int]) -> str:
    """The step or the class in the middle: nothing goes into it but the counts that are shown."""
    if not isinstance(kind, (Scale, Number)) or not sum(counts):
        return ""
    middle = (sum(counts) - 1) // 2, sum(counts) // 2
    found = dict.fromkeys(options[_at(place, counts)] for place in middle)
    return " / ".join(o.value if isinstance(kind, Scale) else o.label for o in found)


def _at(place: int, counts: Sequence[int]) -> int:
    """Which option the answer at that place has, all answers being in order."""
    for option, count in enumerate(counts):
        if place < count:
            return option
        place -= count
    raise IndexError(place)


def _classes(counts: Mapping[str, int], kind: Number) -> Iterator[Counted]:
    """Numbers in a few classes with round ends: the smallest and largest answer stay unknown."""
    if not counts:
        return
    keys = {float(key): key for key in counts}
    step = 10.0**-kind.decimals
    width = max(step, rounded_up((max(keys) - min(keys) + step) / CLASSES))
    while (max(keys) // width - min(keys) // width) >= CLASSES:
        width = rounded_up(width * 1.5)
    low = min(keys) // width * width
    while low <= max(keys):
        inside = tuple(key for number, key in keys.items() if low <= number < low + width)
        ends = [kind.keys(round(end, kind.decimals))[0] for end in (low, low + width - step)]
        name = ends[0] if ends[0] == ends[1] else "–".join(ends)
        yield Counted(name.replace("–", ".."), name, inside)
        low = round(low + width, kind.decimals)


def rounded_up(number: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    power = 10.0 ** math.floor(math.log10(number))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= number * (1 - 1e-9))
