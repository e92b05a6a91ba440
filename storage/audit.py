"""What organisers did, so that nobody can change it unseen: never what somebody answered.

Each row is sealed (HMAC-SHA256) together with the seal of the row before it. Whoever has the
database without the key can change nothing; that rows were cut off at the end shows by comparing
the last seal with one that was noted elsewhere.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, insert, select, update

from .crypt import Keys
from .moments import moment, stamp
from .tables import audit, meta

START = bytes(32)
CONSOLE = "console"
"""Who acts on the command line."""
_HEAD = "audit"
_PAGE = 500
_json = msgspec.json.Encoder().encode


class Entry(Struct, frozen=True):
    """`organiser` is an organiser's random id, or `console`; `subject` what it was done to."""

    number: int
    at: datetime
    organiser: str
    association: str
    action: str
    subject: str
    seal: str


class Audit:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def note(
        self, organiser: str, association: str, action: str, subject: str, now: datetime
    ) -> None:
        """Add an entry."""
        # One at a time: the next has to know the seal of this one.
        hold = update(meta).where(meta.c.name == _HEAD).values(value=meta.c.value)
        self._connection.execute(hold)
        query = select(audit.c.number, audit.c.seal).order_by(audit.c.number.desc()).limit(1)
        last = self._connection.execute(query).first()
        number, before = (last.number + 1, last.seal) if last else (1, START)
        row = {
            "number": number,
            "at": stamp(now),
            "organiser": organiser,
            "association": association,
            "action": action,
            "subject": subject[:80],
            "before": before,
        }
        self._connection.execute(insert(audit), {**row, "seal": self._seal(row)})

    def entries(self, association: str = "", last: int = 50) -> list[Entry]:
        """The newest entries, of one association or of all, the newest first."""
        query = select(audit).order_by(audit.c.number.desc()).limit(last)
        if association:
            query = query.where(audit.c.association == association)
        return [_entry(row) for row in self._connection.execute(query)]

    def all(self) -> Iterator[Entry]:
        """Every entry, the oldest first."""
        for row in self._rows():
            yield _entry(row)

    def broken(self) -> int:
        """The number of the first entry that was changed or follows a missing one; 0 for none."""
        before: bytes | None = None
        expected = 0
        for row in self._rows():
            values = dict(row._mapping)
            seal = values.pop("seal")
            follows = before is None or (values["before"] == before and row.number == expected)
            if not follows or not hmac.compare_digest(self._seal(values), seal):
                return int(row.number)
            before, expected = seal, row.number + 1
        return 0

    def _rows(self) -> Iterator[Row[tuple[object, ...]]]:
        after = 0
        while True:
            query = select(audit).where(audit.c.number > after).order_by(audit.c.number)
            rows = self._connection.execute(query.limit(_PAGE)).all()
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1].number

    def _seal(self, row: dict[str, object]) -> bytes:
        told = [row[name] for name in ("number", "at", "organiser", "association", "action")]
        before = row["before"]
        assert isinstance(before, bytes)
        return self._keys.chained(_json([*told, row["subject"], before.hex()]))


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(
        row.number,
        moment(row.at),
        row.organiser,
        row.association,
        row.action,
        row.subject,
        row.seal.hex(),
    )
