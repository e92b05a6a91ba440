"""Consents: what holds now, and the proof of each step (GDPR Art. 7(1))."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from .chats import Chat
from .moments import moment, stamp
from .tables import consents, participants

_KEEP = (
    update(participants)
    .where(participants.c.id == bindparam("who"))
    .values(consents=bindparam("kept"))
)


class Consent(NamedTuple):
    purpose: str
    given: bool
    at: datetime


class Consents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: list[dict[str, object]] = []
        self._steps: list[dict[str, object]] = []

    def note(
        self, chat: Chat, purposes: frozenset[str], given: bool, text_version: str, now: datetime
    ) -> None:
        """Note that consent was given, refused or withdrawn; written at the group's end."""
        held = {p for p in chat.consents.split() if p.removeprefix("-") not in purposes}
        held |= {p if given else f"-{p}" for p in purposes}
        self._held.append({"who": chat.participant, "kept": " ".join(sorted(held))})
        self._steps += [
            {
                "participant": chat.participant,
                "purpose": purpose,
                "given": given,
                "text_version": text_version,
                "platform": chat.platform,
                "at": stamp(now),
            }
            for purpose in sorted(purposes)
        ]

    def flush(self) -> None:
        held, self._held = self._held, []
        steps, self._steps = self._steps, []
        if held:
            self._connection.execute(_KEEP, held)
            self._connection.execute(insert(consents), steps)

    def of(self, chat: Chat) -> list[Consent]:
        """Each purpose's last step."""
        query = (
            select(consents.c.purpose, consents.c.given, consents.c.at)
            .where(consents.c.participant == chat.participant)
            .order_by(consents.c.id)
        )
        rows = self._connection.execute(query).all()
        latest = {row.purpose: Consent(row.purpose, row.given, moment(row.at)) for row in rows}
        return list(latest.values())
