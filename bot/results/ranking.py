"""The whole of a ranking: at which place, on average, each option stands."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from dialogs.answers import Rank
from dialogs.suppression import near_unanimous
from dialogs.texts import in_language


class Ranked(Struct, frozen=True):
    """An option's mean place, 1 being the first; what nobody placed shares the places left."""

    value: str
    label: str
    place: float


def ranking(
    kind: Rank, counts: Mapping[str, int], n: int, languages: tuple[str, ...]
) -> tuple[Ranked, ...]:
    """The best first; () where nearly all put something at one place, which a mean would tell."""
    asked = kind.most or len(kind.choices)
    left = (asked + 1 + len(kind.choices)) / 2
    found = []
    for choice in kind.choices:
        at = {place: counts.get(f"{choice.value}@{place}", 0) for place in range(1, asked + 1)}
        unplaced = n - sum(at.values())
        if not n or any(near_unanimous(some, n) for some in (*at.values(), unplaced)):
            return ()
        mean = (sum(place * some for place, some in at.items()) + left * unplaced) / n
        label = in_language(choice.label, languages)
        found.append(Ranked(choice.value, label, round(mean, 1)))
    return tuple(sorted(found, key=lambda one: one.place))
