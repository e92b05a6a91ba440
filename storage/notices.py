"""What is pushed to one person outside a conversation: once for each thing and event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from dialogs.messages import Message
from dialogs.texts import chain

from .dialect import upsert
from .outbox import Outbox
from .recipients import Recipients
from .tables import notices


class Notices:
    def __init__(self, connection: Connection, outbox: Outbox, recipients: Recipients) -> None:
        self._connection = connection
        self._outbox = outbox
        self._recipients = recipients

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
        person = self._recipients.reached([participant]).get(participant)
        if person is None or not self._first(thing, participant, event):
            return False
        spoken = next(one for one in (*chain(person.language), *texts) if one in texts)
        self._outbox.push(person.chat, person.platform, texts[spoken], due)
        return True

    def _first(self, thing: str, participant: str, event: str) -> bool:
        row = {"thing": thing, "participant": participant, "event": event}
        fresh = upsert(self._connection, notices).values(**row).on_conflict_do_nothing()
        return self._connection.execute(fresh.returning(notices.c.thing)).first() is not None
