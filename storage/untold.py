"""Alerts that never got to anybody: nobody was told of what stands in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from .moments import stamp
from .tables import event_told, events, outbox

is_open = outbox.c.due.is_not(None)


def untell(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """Take back that people were told by these posts: what still matters will be told anew."""
    lost = which & outbox.c.alert.is_not(None)
    found = connection.execute(select(outbox.c.key, outbox.c.event).where(lost)).all()
    if not found:
        return
    keys = [row.key for row in found]
    connection.execute(delete(event_told).where(event_told.c.post.in_(keys)))
    changed = [row.event for row in found if row.event]
    again = update(events).where(events.c.id.in_(changed), events.c.unannounced.is_(None))
    connection.execute(again.values(unannounced=stamp(now)))
