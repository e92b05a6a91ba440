"""Near-unanimity: what almost everybody of a few dozen said is told as a bound (C7)."""

from __future__ import annotations

CROWD = 50
"""From so many on, counts are told as they are."""


def band(n: int) -> int | None:
    """The share (%) from which on n people are as good as unanimous; None for a crowd.

    It is never only reached by all of them.
    """
    if n >= CROWD:
        return None
    return 95 if n >= 20 else 90 if n >= 10 else 80


def near_unanimous(count: int, n: int) -> bool:
    least = band(n)
    return least is not None and 100 * count >= least * n > 0
