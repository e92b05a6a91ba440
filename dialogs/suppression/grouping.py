"""Groups of people: which are shown each by itself, and which only together."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

K = 10
"""Fewest people of whom something is told (C5)."""
LEAST_K = 5


class Split(Struct, frozen=True):
    """Groups that are shown each by itself, and those that are shown as one: `pool`."""

    shown: tuple[str, ...]
    pool: tuple[str, ...] = ()


def split(sizes: Mapping[str, int], k: int = K) -> Split | None:
    """Groups whose sizes are told nowhere else; None where nothing can be told of any.

    `sizes` is in an order that everybody knows beforehand. Every group that has fewer than k goes
    into the pool. Either they make a crowd by themselves, or the first group in that order that
    has 2 k goes in with them: whoever knows this rule, the sum of the pool and why each group is
    in it can still take each of its small groups for anything from 0 to k - 1.
    """
    few = [name for name, size in sizes.items() if size < k]
    if not few:
        return Split(tuple(sizes))
    people = sum(sizes[name] for name in few)
    pool = few
    # From k on and not from k - 1: else a second group in the pool would tell that it is fewer.
    if not k <= people <= (len(few) - 1) * (k - 1):
        large = next((name for name, size in sizes.items() if size >= 2 * k), None)
        if large is None or people + sizes[large] < 3 * k - 1:
            return None
        pool = [*few, large]
    shown = tuple(name for name in sizes if name not in pool)
    return Split(shown, tuple(name for name in sizes if name in pool)) if shown else None


def merged(sizes: Mapping[str, int], k: int = K) -> Split | None:
    """Groups whose sizes everybody knows; None where nothing can be told of any.

    Groups of fewer than k go into the pool, and then the next smallest ones until the others in
    it could be k - 1 people beside the largest.
    """
    there = {name: size for name, size in sizes.items() if size}
    pool = [name for name, size in there.items() if size < k]
    rest = sorted((name for name in there if name not in pool), key=there.__getitem__)
    while pool:
        inside = [there[name] for name in pool]
        if sum(inside) >= k and sum(inside) - max(inside) >= k - 1:
            break
        if not rest:
            return None
        pool.append(rest.pop(0))
    shown = tuple(name for name in there if name not in pool)
    return Split(shown, tuple(name for name in there if name in pool)) if shown else None
