"""How many came by each poster, as far as suppression lets it be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from dialogs.suppression import K, split
from dialogs.surveys.regions import NONE
from dialogs.surveys.tally import copy
from storage.posters import Poster
from storage.store import Store


class Came(Struct, frozen=True):
    """`n` ballots came by these posters (codes; NONE: by no poster), told only together."""

    posters: tuple[str, ...]
    n: int


class Hung(Struct, frozen=True):
    """A poster, without what only suppression may tell of it."""

    code: str
    number: int
    place: str


class Listing(Struct, frozen=True):
    """`why` there are no counts: it is open still, held at its last step, or they are too few."""

    posters: tuple[Hung, ...]
    counts: tuple[Came, ...]
    why: Literal["", "open", "held", "few"]
    k: int = K


def listing(store: Store, survey: str) -> Listing:
    """All posters of a survey, and what may be told of them; raises Unknown."""
    posters = store.posters.of(survey)
    hung = tuple(Hung(one.code, one.number, one.place) for one in posters)
    standing = store.surveys.standing(survey)
    if standing.state != "closed":
        return Listing(hung, (), "open" if hung else "")
    versions = store.surveys.tallies(survey).values()
    if any(copy(both.released) != copy(both.current) for both in versions):
        return Listing(hung, (), "held")
    ballots = sum(both.released.participants for both in versions)
    counts = by_posters(posters, ballots, standing.k)
    return Listing(hung, counts, "" if counts or not hung else "few", standing.k)


def by_posters(posters: Sequence[Poster], ballots: int, k: int = K) -> tuple[Came, ...]:
    """Of a closed survey, with so many ballots in all; () where nothing can be told.

    The order in which posters were made, which no ballot changes, decides what covers what.
    """
    counts = {poster.code: poster.ballots or 0 for poster in posters}
    sizes = {NONE: ballots - sum(counts.values()), **counts}
    found = split(sizes, k) if posters and ballots >= k else None
    if found is None:
        return ()
    told = [Came((name,), sizes[name]) for name in found.shown]
    if found.pool:
        told.append(Came(found.pool, sum(sizes[name] for name in found.pool)))
    return tuple(told)
