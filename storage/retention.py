"""Forgetting in time: what has no purpose any longer, in small slices."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from .moments import day, stamp
from .tables import chats, digests, heard, participants, periods

SLICE = 500
"""Rows a transaction, so that no reply waits for it."""


class Retention:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_time(self, job: str, period: str, now: datetime) -> bool:
        """Whether a job's period is still to be done; from here on it is taken as done."""
        done = select(periods.c.job).where(periods.c.job == job, periods.c.period == period)
        if self._connection.execute(done).first():
            return False
        row = {"job": job, "period": period, "at": stamp(now)}
        self._connection.execute(insert(periods), row)
        return True

    def drop_periods(self, job: str, before: datetime) -> int:
        """Forget which periods of a job were done before then."""
        old = periods.c.job == job, periods.c.at < stamp(before)
        return self._connection.execute(delete(periods).where(*old)).rowcount

    def drop_heard(self, before: datetime) -> int:
        """Forget what was heard long ago and will not be told again."""
        old = select(heard.c.key).where(heard.c.at < stamp(before)).limit(SLICE)
        return self._connection.execute(delete(heard).where(heard.c.key.in_(old))).rowcount

    def drop_digests(self, before: datetime, most: int) -> int:
        """Forget up to so many notes of who had which digest before then."""
        old = (
            select(digests.c.participant, digests.c.period)
            .where(digests.c.day < day(before))
            .limit(most)
        )
        rows = [{"who": row[0], "which": row[1]} for row in self._connection.execute(old)]
        if rows:
            of = digests.c.participant == bindparam("who"), digests.c.period == bindparam("which")
            self._connection.execute(delete(digests).where(*of), rows)
        return len(rows)

    def drop_drafts(self, now: datetime, after: timedelta) -> int:
        """End the sessions of people who have not been heard of for so long."""
        idle = (
            select(chats.c.id)
            .join(participants, participants.c.id == chats.c.participant)
            .where(participants.c.seen < day(now - after), chats.c.session_sealed.is_not(None))
            .limit(SLICE)
        )
        query = update(chats).where(chats.c.id.in_(idle)).values(session_sealed=None)
        return self._connection.execute(query).rowcount
