"""Answers in a breakdown: which are shown each by itself, which together, which not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from .bands import near_unanimous
from .grouping import K

Row = Mapping[str, int]
"""Column → how many of a group it has. The empty name: how many answered the question at all."""
ANSWERED = ""


class Column(Struct, frozen=True):
    """Some answers to a question, counted as one."""

    names: tuple[str, ...]

    def count(self, row: Row) -> int:
        return sum(row.get(name, 0) for name in self.names)


class Kept(Struct, frozen=True):
    """Columns to be shown; where `unanimous`, only bounds of the rows that are nearly so."""

    columns: tuple[Column, ...]
    unanimous: bool = False


def kept(
    rows: Sequence[tuple[int, Row]],
    pool: tuple[int, Row] | None,
    columns: Iterable[Column],
    exclusive: bool,
    k: int = K,
) -> Kept | None:
    """What may be shown of a question, by groups (people, row); None where that is nothing.

    Each group needs k answers. Of the pool each column needs k - 1 people, and as many who are
    not in it: else it would bound what its groups answered too closely. Columns that lack them
    are shown together with others if `exclusive` (everybody is in just one), or not at all.
    """
    all_rows = [*rows, *([pool] if pool else [])]
    if any(row.get(ANSWERED, 0) < k for _, row in all_rows):
        return None
    there = [c for c in columns if any(c.count(row) for _, row in all_rows)]
    if pool:
        there = _joined(there, pool, k) if exclusive else _dropped(there, pool, k)
    if len(there) < (2 if exclusive else 1):
        return None
    unanimous = any(near_unanimous(c.count(row), n) for n, row in all_rows for c in there)
    return Kept(tuple(there), unanimous)


def _dropped(columns: list[Column], pool: tuple[int, Row], k: int) -> list[Column]:
    people, row = pool
    return [c for c in columns if k - 1 <= c.count(row) <= people - (k - 1)]


def _joined(columns: list[Column], pool: tuple[int, Row], k: int) -> list[Column]:
    _, row = pool
    weak = [c for c in columns if c.count(row) < k - 1]
    strong = [c for c in columns if c not in weak]
    while weak and strong and sum(c.count(row) for c in weak) < k - 1:
        smallest = min(strong, key=lambda c: c.count(row))
        strong.remove(smallest)
        weak.append(smallest)
    if not weak:
        return strong
    names = {name for column in weak for name in column.names}
    order = [name for column in columns for name in column.names if name in names]
    return [*strong, Column(tuple(order))]
