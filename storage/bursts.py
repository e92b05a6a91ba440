"""Many ballots within minutes that look alike: told to organisers as a hint, and never removed.

Looked for at the close, as long as the survey's secret opens when each ballot was cast, and before
that with each step that an open survey shows, one step late as its numbers are. What is kept tells
neither when, nor which ballots, nor by which poster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace
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
    """Whether there were any, of each kind; a number would tell more than a hint needs.

    `coming` is what will be told with the next step of an open survey. Nothing is taken back
    before the close: what goes down and up again would tell more than that it was there.
    """

    alike: bool = False
    by_poster: bool = False
    coming: Bursts | None = None


def note_bursts(connection: Connection, survey: str, secret: bytes) -> None:
    """Look for them at the close, and keep what was found."""
    kept, found = bursts_of(connection, survey), _found(connection, survey, secret)
    _keep(connection, survey, _either(kept, found))


def renew_bursts(connection: Connection, survey: str, secret: bytes) -> None:
    """Tell what was found when the last step was shown, and look anew for the next one."""
    kept, found = bursts_of(connection, survey), _found(connection, survey, secret)
    coming = found if found != Bursts() else None
    _keep(connection, survey, replace(_either(kept, kept.coming or Bursts()), coming=coming))


def _either(one: Bursts, other: Bursts) -> Bursts:
    return Bursts(one.alike or other.alike, one.by_poster or other.by_poster)


def _found(connection: Connection, survey: str, secret: bytes) -> Bursts:
    alike, by_poster = [], []
    columns = ballots.c.voter, ballots.c.cast_sealed, ballots.c.answers, ballots.c.poster
    query = select(*columns).where(ballots.c.survey == survey, ballots.c.cast_sealed.is_not(None))
    for row in connection.execute(query):
        minute = unseal_minute(secret, row.voter, row.cast_sealed)
        if len(_decode(row.answers)) >= QUESTIONS:
            alike.append((row.answers, minute))
        if row.poster:
            by_poster.append((row.poster, minute))
    return Bursts(crowded(alike, ALIKE), crowded(by_poster, BY_POSTER))


def _keep(connection: Connection, survey: str, found: Bursts) -> None:
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
