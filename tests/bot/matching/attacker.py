"""What somebody does who has the database, its key, all lists of people and all that was told.

A trace is what may still show an order: lists of ballots (by the numbers in them), each in the
order in which they are found. A list of people is in the order in which they did something.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from sqlalchemy import text

from storage.database import Database

Trace = list[list[int]]
_TOLD = "select c.participant from outbox o join chats c on c.id = o.chat"
PEOPLE = {
    "who met the bot": "select participant from chats order by id",
    "by their ids": "select id from participants order by id",
    "as the table has them": "select id from participants",
    "who agreed": "select participant from consents order by at, id",
    "who was told": f"{_TOLD} order by o.id",
    "who was told, by when": f"{_TOLD} order by o.settled, o.id desc",
}


def people(database: Database) -> dict[str, list[str]]:
    with database.engine.connect() as connection:
        return {
            name: list(dict.fromkeys(connection.execute(text(query)).scalars()))
            for name, query in PEOPLE.items()
        }


def pages(raw: bytes, found: re.Pattern[bytes]) -> Trace:
    """The numbers in each page of a file of SQLite, as they lie there."""
    size = int.from_bytes(raw[16:18], "big")
    cut = (raw[first : first + size] for first in range(0, len(raw), size))
    return [[int(one[1]) for one in found.finditer(page)] for page in cut]


def every_byte(database: Database) -> bytes:
    """The database with its log and whatever else lies beside it, the database first."""
    path = Path(str(database.engine.url.database))
    beside = [other for other in sorted(path.parent.iterdir()) if other != path]
    return b"".join(one.read_bytes() for one in (path, *beside))


def agreement(trace: Trace, ranks: dict[int, int]) -> tuple[int, float]:
    """How many more pairs of a trace are in that order than are not, and the variance of that.

    Kendall's S, summed over the lists: in a blind order it is 0 in the mean.
    """
    total, variance = 0, 0.0
    for found in trace:
        known = [ranks[one] for one in found if one in ranks]
        total += sum(1 if a < b else -1 for a, b in combinations(known, 2))
        n = len(known)
        variance += n * (n - 1) * (2 * n + 5) / 18
    return total, variance


def deviation(agreements: Sequence[tuple[int, float]]) -> float:
    """By how many standard deviations the order differs from a blind one, of all surveys."""
    variance = sum(of for _, of in agreements)
    return sum(total for total, _ in agreements) / math.sqrt(variance) if variance else 0.0


def guessed_right(trace: Trace, order: Sequence[int]) -> int:
    """Ballots that go to the right person where the first is given to the first, and so on."""
    flat = [one for found in trace for one in found]
    return sum(a == b for a, b in zip(flat, order, strict=False))


def reversed_too(orders: dict[str, list[int]]) -> Iterator[tuple[str, list[int]]]:
    for name, order in orders.items():
        yield name, order
        yield f"{name}, last first", order[::-1]
