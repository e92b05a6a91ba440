"""Messages on their way out: written by turns, claimed and settled by the sender in batches."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import DecodeError, Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from dialogs.messages import Message

from .announced import Announced
from .chats import Chat
from .crypt import KeyProblem, Keys
from .dialect import in_order
from .moments import stamp
from .queue import NEXT, OLD, claims
from .settling import Settled, give_up, give_up_post, settle
from .tables import outbox

__all__ = ["ALERT", "PRIORITIES", "REPLY", "USEFUL", "Outbox", "Post", "Settled"]

REPLY, ALERT = 0, 1
USEFUL = timedelta(days=7)
"""How long a message is worth sending, however long its platform is away."""
PRIORITIES = (REPLY, ALERT)

Rows = list[dict[str, Any]]
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Message).decode

_ADD = insert(outbox).returning(outbox.c.id, outbox.c.key)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id == bindparam("post"))
    .values(claimed=bindparam("now"), attempts=outbox.c.attempts + 1)
)


IDEA = "idea"
"""What marks news of ideas among the posts that are asked about once more."""
SILENCE = "silence"
"""What marks the question to those of whom nothing is heard, likewise."""


class Post(Struct, frozen=True):
    """A message to be sent; the same `key` at every attempt.

    Of a `campaign`, or an `alert`, it is said only after asking for a verdict once more.
    """

    id: int
    key: str
    platform: str
    chat: int | None
    address: str
    message: Message
    attempts: int = 1
    expires: int | None = None
    campaign: str | None = None
    priority: int = REPLY
    alert: str | None = None
    room: str | None = None


class Alert(Struct, frozen=True):
    """Something to push: of use `until` then; `lands` whose hours it keeps, empty for any hour.

    `alert` is digest, change, cancelled or reminder; all but the first are about an `event`.
    """

    chat: int
    platform: str
    message: Message
    alert: str
    lands: str
    until: datetime
    event: str | None = None
    key: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(12))


class Outbox:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._announced = Announced(connection, keys)
        self._rows: list[dict[str, object]] = []
        self._claimed: dict[str, tuple[Chat, str, Message]] = {}

    def add(self, chat: Chat, message: Message, due: datetime, priority: int = REPLY) -> None:
        """Post a message; written when the turns of the group are done."""
        self._rows.append({**self._row(chat, message, due), "priority": priority})

    def add_alerts(self, posts: Iterable[Alert], due: datetime) -> None:
        """Post what was not asked for in the conversation; written with the rest."""
        self._rows += [
            {
                **_row(post.platform, post.chat, due),
                "body_sealed": self._keys.seal(_encode(post.message), _context(post.chat)),
                "priority": ALERT,
                "key": post.key,
                "alert": post.alert,
                "event": post.event,
                "lands": post.lands,
                "expires": stamp(min(due + USEFUL, post.until)),
            }
            for post in posts
        ]

    def push(
        self, chat: int, platform: str, message: Message, due: datetime, alert: str | None = None
    ) -> str:
        """Post something to a chat that did not ask for it just now; the post's key."""
        body = self._keys.seal(_encode(message), _context(chat))
        row = {**_row(platform, chat, due), "body_sealed": body, "priority": ALERT, "alert": alert}
        self._rows.append(row)
        return str(row["key"])

    def drop(self, keys: Collection[str]) -> set[str]:
        """Do not write what was posted in this transaction by these keys; which of them were."""
        dropped = {str(row["key"]) for row in self._rows} & set(keys)
        self._rows = [row for row in self._rows if row["key"] not in dropped]
        return dropped

    def add_claimed(self, chat: Chat, address: str, message: Message, due: datetime) -> None:
        """Post a reply that this process sends at once: `flush` hands it out, already claimed."""
        row = self._row(chat, message, due)
        self._claimed[str(row["key"])] = (chat, address, message)
        self._rows.append({**row, "claimed": stamp(due), "attempts": 1})

    def add_last_word(self, chat: Chat, address: str, message: Message, due: datetime) -> None:
        """Post a message to somebody whose chat is being deleted in this transaction."""
        self._rows.append(self._own(chat.platform, address, message, due))

    def add_public(self, platform: str, address: str, message: Message, due: datetime) -> None:
        """Post a message to a room that is nobody's chat; it has to be `public`."""
        assert message.public
        self._rows.append({**self._own(platform, address, message, due), "priority": ALERT})

    def add_to_room(self, platform: str, room: str, message: Message, due: datetime) -> str:
        """Post a `public` message to a registered room, wherever it is by then; the post's key."""
        assert message.public
        row = self._own(platform, "", message, due)
        self._rows.append({**row, "priority": ALERT, "room": room})
        return str(self._rows[-1]["key"])

    def claim(
        self, platform: str, now: datetime, most: int, alerts: int | None = None
    ) -> list[Post]:
        """Take what goes next: replies before alerts, and to each chat in order.

        At most so many, or so many replies and so many `alerts`.
        """
        claimed: list[Post] = []
        for priority in PRIORITIES:
            room = most - len(claimed) if priority == REPLY or alerts is None else alerts
            if room > 0:
                # A reply and an alert to one chat: one at a time.
                busy = {post.chat for post in claimed} - {None}
                claimed += self._next(platform, priority, now, room, busy)
        if claimed:
            rows = [{"post": post.id, "now": stamp(now)} for post in claimed]
            self._connection.execute(_CLAIM, rows)
        return claimed

    def _next(
        self, platform: str, priority: int, now: datetime, most: int, busy: set[int | None]
    ) -> list[Post]:
        values = {"platform": platform, "priority": priority, "now": stamp(now), "most": most}
        posts: list[Post] = []
        for row in self._connection.execute(NEXT, values).all():
            if row.chat in busy:
                continue
            if (post := self._post(row, priority)) is not None:
                posts.append(post)
                busy |= {post.chat} - {None}
        return posts

    def settle(self, settled: Iterable[Settled], now: datetime) -> None:
        """Note what became of posts; bodies go as soon as they are not needed."""
        settle(self._connection, self._keys, list(settled), now)

    def give_up(self, chat: int, now: datetime) -> None:
        """Say nothing more to a chat that is gone, until it is heard of again."""
        give_up(self._connection, chat, now)

    def free(self, platform: str, held: Collection[int] = ()) -> int:
        """Release all claims but those that the one sender holds; only the sender may call this.

        Returns how many there were.
        """
        return self._free(claims(platform, held))

    def free_strays(
        self, platform: str, held: Collection[int], now: datetime, age: timedelta
    ) -> int:
        """The same for claims of that age, or of a future that a clock has come back from."""
        old = or_(outbox.c.claimed < stamp(now - age), outbox.c.claimed > stamp(now + age))
        return self._free(claims(platform, held) & old)

    def _free(self, which: ColumnElement[bool]) -> int:
        in_order(self._connection, which)
        return self._connection.execute(update(outbox).where(which).values(claimed=None)).rowcount

    def waiting(self) -> int:
        """How many posts are not settled yet."""
        query = select(func.count()).where(outbox.c.due.is_not(None))
        return self._connection.execute(query).scalar_one()

    def purge(self, before: datetime, most: int) -> int:
        """Delete up to `most` rows that were settled before; how many there were.

        Those of a campaign that goes on are still to be counted.
        """
        values = {"before": stamp(before), "most": most}
        ids = self._connection.execute(OLD, values).scalars().all()
        return self._connection.execute(delete(outbox).where(outbox.c.id.in_(ids))).rowcount

    def flush(self) -> list[Post]:
        """Write what was posted; the posts that were claimed at once."""
        rows, self._rows = self._rows, []
        claimed, self._claimed = self._claimed, {}
        if not rows:
            return []
        if not claimed:
            self._connection.execute(insert(outbox), rows)
            return []
        written = self._connection.execute(_ADD, rows).all()
        return [
            Post(row.id, row.key, chat.platform, chat.id, address, message)
            for row in written
            if row.key in claimed
            for chat, address, message in (claimed[row.key],)
        ]

    def _row(self, chat: Chat, message: Message, due: datetime) -> dict[str, object]:
        body = self._keys.seal(_encode(message), _context(chat.id))
        return {**_row(chat.platform, chat.id, due), "body_sealed": body}

    def _own(self, platform: str, to: str, message: Message, due: datetime) -> dict[str, object]:
        """A row that bears its address itself."""
        return {
            **_row(platform, None, due),
            "address_sealed": self._keys.seal(to.encode(), b"last word") if to else None,
            "body_sealed": self._keys.seal(_encode(message), _context(None)),
        }

    def _message(self, row: Any) -> Message:
        if row.campaign is not None and row.body_sealed is None:
            return self._announced.message(row.campaign, row.language)
        return _decode(self._keys.unseal(row.body_sealed, _context(row.chat)))

    def _post(self, row: Any, priority: int) -> Post | None:
        """A row made readable; one that cannot be opened is settled, or it would block all."""
        try:
            if row.own is not None:
                address = self._keys.unseal(row.own, b"last word")
            elif row.room is not None:
                address = self._keys.unseal(row.room_sealed, b"room" + row.room_hash)
            else:
                address = self._keys.unseal(row.address_sealed, b"address" + row.address_hash)
            message = self._message(row)
        except (KeyProblem, DecodeError, LookupError, TypeError):
            give_up_post(self._connection, row.id, "unreadable")
            return None
        return Post(
            row.id,
            row.key,
            row.platform,
            row.chat,
            address.decode(),
            message,
            row.attempts + 1,
            row.expires,
            row.campaign,
            priority,
            row.alert,
            row.room,
        )


def _row(platform: str, chat: int | None, due: datetime) -> dict[str, object]:
    return {
        "key": secrets.token_urlsafe(12),
        "chat": chat,
        "address_sealed": None,
        "room": None,
        "platform": platform,
        "priority": REPLY,
        "alert": None,
        "event": None,
        "lands": None,
        "due": stamp(due),
        "expires": stamp(due + USEFUL),
        "claimed": None,
        "attempts": 0,
    }


def _context(chat: int | None) -> bytes:
    return b"post" + (str(chat).encode() if chat is not None else b"")
