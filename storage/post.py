"""A message on its way to somebody: how urgent it is, how long it is of use, and to whom."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.messages import Message

from .announced import Announced
from .crypt import Keys

REPLY, ALERT = 0, 1
USEFUL = timedelta(days=7)
"""How long a message is worth sending, however long its platform is away."""
PRIORITIES = (REPLY, ALERT)
OWN = b"last word"
"""What an address is sealed for that a post bears itself."""
IDEA = "idea"
"""What marks news of ideas among the posts that are asked about once more."""
SILENCE = "silence"
"""What marks the question to those of whom nothing is heard, likewise."""

_decode = msgspec.json.Decoder(Message).decode


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


def opened(row: Any, priority: int, keys: Keys, announced: Announced) -> Post:
    """A row made readable; raises KeyProblem, DecodeError, LookupError or TypeError."""
    if row.own is not None:
        address = keys.unseal(row.own, OWN)
    elif row.room is not None:
        address = keys.unseal(row.room_sealed, b"room" + row.room_hash)
    else:
        address = keys.unseal(row.address_sealed, b"address" + row.address_hash)
    return Post(
        row.id,
        row.key,
        row.platform,
        row.chat,
        address.decode(),
        _message(row, keys, announced),
        row.attempts + 1,
        row.expires,
        row.campaign,
        priority,
        row.alert,
        row.room,
    )


def context(chat: int | None) -> bytes:
    """What the body of a post is sealed for."""
    return b"post" + (str(chat).encode() if chat is not None else b"")


def _message(row: Any, keys: Keys, announced: Announced) -> Message:
    if row.campaign is not None and row.body_sealed is None:
        return announced.message(row.campaign, row.language)
    return _decode(keys.unseal(row.body_sealed, context(row.chat)))
