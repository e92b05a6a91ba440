"""A file of sealed values: what belongs to the bot's device, and has to be there after a kill.

All that is written together is kept or nothing of it, and on disk when it is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from .memory import Sealing

KEPT = timedelta(days=120)
"""How long keys of messages and devices of people are kept; a paused survey waits for 90 days."""
BRIEF = timedelta(days=30)
"""How long is known what somebody reacted with."""
_TABLE = """
create table if not exists secrets (
    kind text not null, name blob not null, at integer not null, sealed blob not null,
    primary key (kind, name)
) without rowid"""

# Devices are asked for anew in any case; sessions with them have to go on.
_FORGET = {"group": KEPT, "device": KEPT, "outgoing": KEPT, "reaction": BRIEF}


class InUse(Exception):
    """Another process has the keys of this device; two would use some of them twice."""


class Shelf:
    def __init__(self, path: Path, sealing: Sealing) -> None:
        """Raises InUse."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._sealing = sealing
        self._database = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            for pragma in ("locking_mode=exclusive", "journal_mode=wal", "synchronous=full"):
                self._database.execute(f"pragma {pragma}")
            self._database.execute("pragma secure_delete=on")
            self._database.execute(_TABLE)
            for kind, age in _FORGET.items():
                old = (kind, _stamp(datetime.now().astimezone() - age))
                self._database.execute("delete from secrets where kind = ? and at < ?", old)
        except sqlite3.OperationalError as error:
            self._database.close()
            raise InUse(type(error).__name__) from None

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written in between is kept, or nothing of it."""
        if self._database.in_transaction:
            yield
            return
        self._database.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    def keep(self, kind: str, name: str, value: Any) -> None:
        index = self._index(kind, name)
        sealed = self._sealing.seal(msgspec.json.encode(value), _context(kind, index))
        self._database.execute(
            "insert into secrets values (?, ?, ?, ?) on conflict (kind, name) do update"
            " set sealed = excluded.sealed",
            (kind, index, _stamp(datetime.now().astimezone()), sealed),
        )

    def find(self, kind: str, name: str, type_: type[Any]) -> Any:
        """None where nothing is kept under that name."""
        index = self._index(kind, name)
        query = "select sealed from secrets where kind = ? and name = ?"
        row = self._database.execute(query, (kind, index)).fetchone()
        if row is None:
            return None
        data = self._sealing.unseal(row[0], _context(kind, index))
        return msgspec.json.decode(data, type=type_)

    def all(self, kind: str, type_: type[Any]) -> Iterator[Any]:
        query = "select name, sealed from secrets where kind = ?"
        for name, sealed in self._database.execute(query, (kind,)).fetchall():
            data = self._sealing.unseal(sealed, _context(kind, name))
            yield msgspec.json.decode(data, type=type_)

    def drop(self, kind: str, name: str) -> None:
        values = (kind, self._index(kind, name))
        self._database.execute("delete from secrets where kind = ? and name = ?", values)

    def clear(self, kind: str) -> None:
        """Drop all of a kind."""
        self._database.execute("delete from secrets where kind = ?", (kind,))

    def _index(self, kind: str, name: str) -> bytes:
        return self._sealing.index(f"{kind} {name}")


def _context(kind: str, name: bytes) -> bytes:
    return b"matrix " + kind.encode() + b" " + name


def _stamp(when: datetime) -> int:
    """Days since 1970."""
    return int(when.timestamp() // 86_400)
