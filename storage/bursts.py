"""Many ballots within minutes that look alike: told to organisers as a hint, and never removed.

Looked for once, at the close, as long as the survey's secret opens when each ballot was cast. What
is kept tells neither when, nor which ballots, nor by which poster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select, update

from .crypt import unseal_minute
from .tables import ballots, surveys

MINUTES = 10
ALIKE, BY_POSTER = 10, 30
"""Ballots within so many minutes: with the same answers, or by the same poster."""
QUESTIONS = 4
"""From so many answers on, equal ones are not to be expected."""
_decode = msgspec.json.decode


class Bursts(Struct, frozen=True, omit_defaults=True):
    """Whether there were any, of each kind; a number would tell more than a hint needs."""

    alike: bool = False
    by_poster: bool = False


def note_bursts(connection: Connection, survey: str, secret: bytes) -> None:
    """Look for them, and keep what was found."""
    alike, by_poster = [], []
    columns = ballots.c.voter, ballots.c.cast_sealed, ballots.c.answers, ballots.c.poster
    query = select(*columns).where(ballots.c.survey == survey, ballots.c.cast_sealed.is_not(None))
    for row in connection.execute(query):
        minute = unseal_minute(secret, row.voter, row.cast_sealed)
        if len(_decode(row.answers)) >= QUESTIONS:
            alike.append((row.answers, minute))
        if row.poster:
            by_poster.append((row.poster, minute))
    found = Bursts(crowded(alike, ALIKE), crowded(by_poster, BY_POSTER))
    kept = msgspec.json.encode(found).decode() if found != Bursts() else None
    connection.execute(update(surveys).where(surveys.c.id == survey).values(bursts=kept))


def bursts_of(connection: Connection, survey: str) -> Bursts:
    query = select(surveys.c.bursts).where(surveys.c.id == survey)
    kept = connection.execute(query).scalar_one_or_none()
    return msgspec.json.decode(kept, type=Bursts) if kept else Bursts()


def crowded(ballots: Iterable[tuple[str, int]], most: int) -> bool:
    """Whether so many of one kind (what they are like, minute) came within MINUTES."""
    minutes: dict[str, Counter[int]] = {}
    for like, minute in ballots:
        minutes.setdefault(like, Counter())[minute] += 1
    return any(
        sum(counts[minute + later] for later in range(MINUTES)) >= most
        for counts in minutes.values()
        for minute in list(counts)
    )
