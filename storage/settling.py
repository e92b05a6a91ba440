"""What became of posts: delivered, to be tried again, or given up; noted many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, bindparam, null, update

from .chats import Chats
from .crypt import Keys
from .dialect import in_order
from .moments import stamp
from .post import OWN
from .repeated import Repeated
from .room_rows import end, move
from .tables import chats, outbox, rooms
from .untold import is_open, untell

Rows = list[dict[str, Any]]
Fate = Literal["done", "later", "rests"]

_SETTLE = Repeated(
    update(outbox)
    .where(outbox.c.id == bindparam("post"))
    .values(
        due=null(),
        claimed=null(),
        retry=null(),
        body_sealed=null(),
        address_sealed=null(),
        settled=bindparam("now"),
        delivered_as=bindparam("name"),
        error=bindparam("why"),
    )
)
_POSTPONE = (
    update(outbox)
    .where(outbox.c.id == bindparam("post"))
    .values(claimed=None, retry=bindparam("until"), error=bindparam("why"))
)
_REST = (
    update(outbox)
    .where(outbox.c.id == bindparam("post"), outbox.c.due.is_not(None))
    .values(claimed=None, retry=None, due=bindparam("until"), error=bindparam("why"))
)
_LEAD = (
    update(outbox)
    .where(outbox.c.id == bindparam("post"), outbox.c.due.is_not(None))
    .values(address_sealed=bindparam("to"))
)
_GONE = update(chats).where(chats.c.id == bindparam("who")).values(gone=True)
_DROP = (
    update(outbox)
    .where(outbox.c.chat == bindparam("who"), outbox.c.due.is_not(None))
    .values(
        due=None, claimed=None, body_sealed=None, settled=bindparam("now"), error="unreachable"
    )
)


class Settled(Struct, frozen=True):
    """What became of a post: delivered under a name, to be tried again, or given up.

    One to be tried again holds up what comes after it to the same chat; one that `rests` does not.

    Its chat may be `unreachable`, or have `moved` to another address; so may its room, which is
    `lost`, or has `room_moved`. What is nobody's chat and no room goes `to` another address.
    """

    post: int
    delivered_as: str = ""
    error: str = ""
    retry: datetime | None = None
    unreachable: int | None = None
    moved: tuple[int, str] | None = None
    lost: str | None = None
    room_moved: tuple[str, str] | None = None
    to: str = ""
    rests: datetime | None = None

    @property
    def fate(self) -> Fate:
        if self.rests is not None:
            return "rests"
        return "later" if self.retry is not None else "done"


def settle(
    connection: Connection, keys: Keys, settled: Collection[Settled], now: datetime
) -> None:
    """Note all of it; chats before posts as in turns, so that nobody waits crosswise."""
    known = Chats(connection, keys)
    rows: dict[Fate, Rows] = {"done": [], "later": [], "rests": []}
    gone: Rows = []
    for one in settled:
        rows[one.fate].append(_row(one, now))
        if one.unreachable is not None:
            gone.append({"who": one.unreachable, "now": stamp(now)})
        if one.moved is not None and not known.move(*one.moved):
            gone.append({"who": one.moved[0], "now": stamp(now)})
    if gone:
        connection.execute(_GONE, sorted(gone, key=itemgetter("who")))
    _hold(connection, [*rows["done"], *rows["later"], *rows["rests"]], gone)
    if lost := [row["post"] for row in rows["done"] if row["why"] and not row["name"]]:
        untell(connection, outbox.c.id.in_(lost), now)
    for row in gone:
        untell(connection, (outbox.c.chat == row["who"]) & is_open, now)
    if rows["done"]:
        _SETTLE.run(connection, rows["done"])
    for statement, some in ((_POSTPONE, rows["later"]), (_REST, rows["rests"]), (_DROP, gone)):
        if some:
            connection.execute(statement, some)
    _lead(connection, keys, settled)
    _settle_rooms(connection, keys, settled, now)


def _row(one: Settled, now: datetime) -> dict[str, Any]:
    row = {"post": one.post, "why": one.error[:200] or None}
    if again := one.rests or one.retry:
        return {**row, "until": stamp(again)}
    # PostgreSQL takes no NUL, and a post that cannot be noted would be said for ever.
    return {**row, "now": stamp(now), "name": one.delivered_as.replace("\0", "")[:255] or None}


def _lead(connection: Connection, keys: Keys, settled: Iterable[Settled]) -> None:
    """Note the new addresses of what bears its own."""
    rows = [{"post": one.post, "to": keys.seal(one.to.encode(), OWN)} for one in settled if one.to]
    if rows:
        connection.execute(_LEAD, rows)


def _settle_rooms(
    connection: Connection, keys: Keys, settled: Iterable[Settled], now: datetime
) -> None:
    """Note which rooms have moved, and to which the bot cannot write any more."""
    for one in settled:
        if one.room_moved is not None:
            room, to = one.room_moved
            move(connection, keys, rooms.c.id == room, to, now)
        if one.lost is not None:
            end(connection, rooms.c.id == one.lost, now, untold=True)


def _hold(connection: Connection, noted: Rows, gone: Rows) -> None:
    """Hold all posts that are to be changed together; one of them needs no order."""
    if len(noted) > 1 or gone:
        posts = outbox.c.id.in_([row["post"] for row in noted])
        dropped = outbox.c.chat.in_([row["who"] for row in gone]) & outbox.c.due.is_not(None)
        in_order(connection, posts | dropped if gone else posts)


def give_up(connection: Connection, chat: int, now: datetime) -> None:
    """Say nothing more to a chat that is gone."""
    row = {"who": chat, "now": stamp(now)}
    connection.execute(_GONE, row)
    _hold(connection, [], [row])
    untell(connection, (outbox.c.chat == chat) & is_open, now)
    connection.execute(_DROP, row)


def give_up_post(connection: Connection, post: int, why: str) -> None:
    """Say one post to nobody."""
    _SETTLE.run(connection, [{"post": post, "now": 0, "name": None, "why": why}])
