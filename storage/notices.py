"""What is pushed to one person outside a conversation: once for each thing and event."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select

from dialogs.messages import Message
from dialogs.texts import chain

from .crypt import Keys
from .dialect import upsert
from .moments import stamp
from .outbox import REPLY, USEFUL
from .tables import chats, notices, outbox, participants

_encode = msgspec.json.Encoder().encode


class Notices:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def push(
        self,
        thing: str,
        participant: str,
        event: str,
        texts: Mapping[str, Message],
        due: datetime,
    ) -> bool:
        """Post this to the chat that a person used last; false where that was done, or cannot be.

        `texts` are the same by language.
        """
        chat = self._connection.execute(
            select(chats.c.id, chats.c.platform, participants.c.language)
            .join(participants, participants.c.id == chats.c.participant)
            .where(chats.c.participant == participant, chats.c.gone.is_(False))
            .order_by(chats.c.seen.desc().nulls_last(), chats.c.id.desc())
            .limit(1)
        ).first()
        if chat is None or not self._first(thing, participant, event):
            return False
        spoken = next(one for one in (*chain(chat.language), *texts) if one in texts)
        context = b"post" + str(chat.id).encode()
        row = {
            "key": secrets.token_urlsafe(12),
            "chat": chat.id,
            "platform": chat.platform,
            "priority": REPLY,
            "body_sealed": self._keys.seal(_encode(texts[spoken]), context),
            "due": stamp(due),
            "expires": stamp(due + USEFUL),
            "attempts": 0,
        }
        self._connection.execute(insert(outbox), row)
        return True

    def _first(self, thing: str, participant: str, event: str) -> bool:
        row = {"thing": thing, "participant": participant, "event": event}
        fresh = upsert(self._connection, notices).values(**row).on_conflict_do_nothing()
        return self._connection.execute(fresh.returning(notices.c.thing)).first() is not None
