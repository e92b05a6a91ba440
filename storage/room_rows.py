"""What befalls rooms, in rows: they move, end, and what waits for them is taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select, update

from .crypt import Keys
from .dialect import in_order
from .moments import stamp
from .tables import outbox, room_told, rooms

ENDED = "ended"
_SOON = timedelta(minutes=10)
"""How long after its end a room that moves is still taken for the one that was registered."""


def address_of(keys: Keys, platform: str, address: str) -> dict[str, bytes]:
    """The columns that hold an address."""
    hash = keys.index(f"room:{platform}:{address}")
    return {"address_hash": hash, "address_sealed": keys.seal(address.encode(), b"room" + hash)}


def end(connection: Connection, which: ColumnElement[bool], now: datetime, untold: bool) -> None:
    """End registrations, if they have not; nothing that waits is said any more."""
    held = select(rooms.c.id).where(which, rooms.c.state != ENDED).with_for_update()
    for id in connection.execute(held).scalars().all():
        take_back(connection, room_told.c.room == id, now)
        values = {"address_sealed": None, "state": ENDED, "ended": stamp(now), "untold": untold}
        # Until organisers have heard of it, they have to be told which one it is.
        wiped = {} if untold else {"title_sealed": None}
        connection.execute(update(rooms).where(rooms.c.id == id).values(**values, **wiped))


def move(
    connection: Connection, keys: Keys, which: ColumnElement[bool], to: str, now: datetime
) -> None:
    """Give a room another address; where another one is registered there, that one stays.

    A platform may tell that the bot is out of the old one before it tells of the move.
    """
    alive = (rooms.c.state != ENDED) | (rooms.c.untold & (rooms.c.ended > stamp(now - _SOON)))
    query = select(rooms.c.id, rooms.c.platform, rooms.c.state)
    row = connection.execute(query.where(which, alive).with_for_update()).first()
    if row is None:
        return
    columns: dict[str, object] = {**address_of(keys, row.platform, to)}
    taken = select(rooms.c.id).where(
        rooms.c.address_hash == columns["address_hash"], rooms.c.id != row.id
    )
    if connection.execute(taken).first():
        end(connection, rooms.c.id == row.id, now, untold=False)
        return
    if row.state == ENDED:
        columns |= {"state": "on", "ended": None, "untold": False}
    connection.execute(update(rooms).where(rooms.c.id == row.id).values(**columns))


def take_back(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """Say nothing any more of what waits, which counts as not announced.

    What is claimed already is on its way.
    """
    posts = select(room_told.c.post).where(which, room_told.c.post.is_not(None))
    waits = (
        outbox.c.key.in_(posts)
        & outbox.c.room.is_not(None)
        & outbox.c.due.is_not(None)
        & outbox.c.claimed.is_(None)
    )
    in_order(connection, waits)
    keys = connection.execute(select(outbox.c.key).where(waits)).scalars().all()
    gone = {"due": None, "retry": None, "body_sealed": None, "error": "withdrawn"}
    query = update(outbox).where(outbox.c.key.in_(keys))
    connection.execute(query.values(**gone, settled=stamp(now)))
    connection.execute(delete(room_told).where(room_told.c.post.in_(keys)))
