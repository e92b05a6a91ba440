"""Where results come from: the tallies of a survey as they are stored."""

from __future__ import annotations

from storage.store import Store

from ..config import Operator
from .source import Source


def source(store: Store, id: str, operator: Operator, version: int = 0) -> Source:
    """What a survey's result is made from; raises Unknown."""
    standing = store.surveys.standing(id)
    version = version or standing.version
    return Source(
        store.surveys.definition(id, version),
        standing.state,
        store.surveys.tallies(id)[version],
        standing.examples,
        standing.published,
        standing.closed,
        operator.name,
    )
