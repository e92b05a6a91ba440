"""Alerts that never got to anybody: nobody was told of what stands in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

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
    tell_anew(connection, [row.event for row in found if row.event], now)


def tell_anew(connection: Connection, ids: Collection[str], now: datetime) -> None:
    """Look once more for people who do not know how these events are now.

    Whoever looks already sees by the other moment that there is more to do.
    """
    moved = func.coalesce(events.c.unannounced + 1, stamp(now))
    connection.execute(update(events).where(events.c.id.in_(ids)).values(unannounced=moved))
