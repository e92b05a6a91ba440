"""Leave to take out one row a ballot: asked for by one who leads, given by another, used once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, insert, select, update

from .crypt import Keys
from .moments import moment, stamp
from .tables import releases


class Release(Struct, frozen=True):
    """`asked_by` and `given_by` are organisers' ids; empty until it is given."""

    survey: str
    asked_by: str
    given_by: str
    expires: datetime


class Releases:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def ask(self, survey: str, by: str, now: datetime, expires: datetime) -> bool:
        """Ask for it; false where somebody has, and it has not expired."""
        over = delete(releases).where(
            releases.c.survey == survey, releases.c.expires <= stamp(now)
        )
        self._connection.execute(over)
        if self.of(survey, now):
            return False
        row = {"survey": survey, "asked_by": by, "expires": stamp(expires)}
        self._connection.execute(insert(releases), row)
        return True

    def of(self, survey: str, now: datetime) -> Release | None:
        """What is asked for or given, until it expires."""
        query = select(releases).where(
            releases.c.survey == survey, releases.c.expires > stamp(now)
        )
        row = self._connection.execute(query.with_for_update()).first()
        return _release(row) if row else None

    def give(self, survey: str, by: str, code: str, expires: datetime) -> None:
        """Agree to what is asked for: it can be used with that code."""
        query = update(releases).where(releases.c.survey == survey)
        values = {"given_by": by, "code": self._hash(survey, code), "expires": stamp(expires)}
        self._connection.execute(query.values(**values))

    def take_back(self, survey: str) -> None:
        self._connection.execute(delete(releases).where(releases.c.survey == survey))

    def use(self, survey: str, code: str, now: datetime) -> Release | None:
        """Use a code up; None where it is no good."""
        release = self.of(survey, now)
        used = delete(releases).where(
            releases.c.survey == survey,
            releases.c.code == self._hash(survey, code),
            releases.c.expires > stamp(now),
        )
        return release if self._connection.execute(used).rowcount == 1 else None

    def forget(self, now: datetime) -> int:
        """Forget what has expired; how many."""
        over = delete(releases).where(releases.c.expires <= stamp(now))
        return self._connection.execute(over).rowcount

    def _hash(self, survey: str, code: str) -> bytes:
        return self._keys.index(f"release:{survey}:{code}")


def _release(row: Row[Any]) -> Release:
    return Release(row.survey, row.asked_by, row.given_by or "", moment(row.expires))
