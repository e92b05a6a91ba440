"""Where the people behind an idea live: counted once, and kept as far as it may be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, insert, select

from .moments import dated, day
from .tables import idea_counts, residences

Group = tuple[tuple[str, ...], int]
"""Regions that are told as one, and how many people they have together."""
_decode = msgspec.json.Decoder(list[Group]).decode
_PART = 500
"""People asked about in one query."""


class Counted(Struct, frozen=True):
    """`groups` is empty where nothing can be told of any."""

    day: date
    people: int
    groups: tuple[Group, ...]


class IdeaCounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def living(self, people: Collection[str]) -> Counter[str]:
        """How many of these people live in each district, as far as they have told."""
        found: Counter[str] = Counter()
        asked = sorted(people)
        for begin in range(0, len(asked), _PART):
            some = residences.c.participant.in_(asked[begin : begin + _PART])
            rows = self._connection.execute(select(residences.c.region).where(some))
            found.update(rows.scalars())
        return found

    def keep(self, number: int, people: int, groups: Sequence[Group], now: datetime) -> None:
        """Keep what was counted; a second time is an error."""
        row = {
            "idea": number,
            "day": day(now),
            "people": people,
            "groups": msgspec.json.encode(groups).decode(),
        }
        self._connection.execute(insert(idea_counts), row)

    def of(self, number: int) -> Counted | None:
        """What was counted, if that has been done."""
        query = select(idea_counts).where(idea_counts.c.idea == number)
        if (row := self._connection.execute(query).first()) is None:
            return None
        return Counted(dated(row.day), row.people, tuple(_decode(row.groups)))
