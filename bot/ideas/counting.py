"""Where the support of an idea comes from: counted once, and told as results tell regions."""

from __future__ import annotations

from datetime import datetime

from dialogs.suppression import K
from dialogs.surveys.regions import NONE, POOLED, parts
from storage.idea_counts import Group
from storage.store import Store

LEAST = 50
"""People behind an idea, from whom on it is counted: fewer would seldom let anything be told."""
_TIMES = 5
"""Times k, where an operator has a larger k."""


def least(k: int) -> int:
    """From how many people on an idea is counted."""
    return max(LEAST, _TIMES * k)


def count_once(store: Store, number: int, now: datetime, k: int = K) -> None:
    """Count where the people behind an idea live, if they are enough and it was never done.

    When that happens hangs on their public number alone, and it never happens again: two counts
    could be subtracted from each other, and would tell where those live who came in between.
    """
    people = store.ideas.people(number)
    if len(people) < least(k) or store.idea_counts.of(number) is not None:
        return
    sizes = dict(store.idea_counts.living(people))
    unknown = len(people) - sum(sizes.values())
    store.idea_counts.keep(number, len(people), _groups({**sizes, NONE: unknown}, k), now)


def _groups(sizes: dict[str, int], k: int) -> list[Group]:
    """What may be told; nothing where every division would tell of few."""
    if not (found := parts(sizes, optional=True, within=False, k=k)):
        return []
    sums = found[0].sums(sizes)
    split = found[0].split
    groups: list[Group] = [((name,), sums[name]) for name in split.shown]
    if split.pool:
        groups.append((split.pool, sums[POOLED]))
    return groups
