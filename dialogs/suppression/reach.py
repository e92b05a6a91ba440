"""How many people an audience has, as far as organisers may know (C5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..surveys.audience import Audience
from .grouping import K


def reach(
    cells: Mapping[tuple[str, str, str], int], audience: Audience, k: int = K
) -> Counter[str] | None:
    """By platform at least so many; None for an audience that is refused.

    `cells`: people by district, language and platform. Each is rounded down before anything is
    added up: whatever audiences are asked about, each cell keeps k values that it may have.
    """
    fitting = {cell: n for cell, n in cells.items() if audience.fits(cell[0], cell[1])}
    shown: Counter[str] = Counter()
    for (_, _, platform), people in fitting.items():
        shown[platform] += people // k * k
    shown = +shown
    # Everybody is no choice that could point at somebody: there their whole number decides.
    enough = sum(fitting.values()) >= k if audience.everybody else bool(shown)
    return shown if enough else None


def rounded(number: int, k: int = K) -> int:
    """What may be told of how many were written to: at least so many."""
    return number // k * k
