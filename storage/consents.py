"""Consents: what holds now, and the proof of each step (GDPR Art. 7(1))."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, bindparam, insert, literal, select, update

from .chats import Chat
from .moments import moment, stamp
from .tables import consents, participants

CONTACT = "contact"
"""The consent without which nobody is written to."""

_KEEP = (
    update(participants)
    .where(participants.c.id == bindparam("who"))
    .values(consents=bindparam("kept"))
)


def consenting(purpose: str = CONTACT) -> ColumnElement[bool]:
    """Whether a participant's row says yes to a purpose: "-contact" is a no."""
    return (literal(" ") + participants.c.consents + " ").like(f"% {purpose} %")


class Consent(Struct, frozen=True):
    purpose: str
    given: bool
    at: datetime
    text_version: str


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
        return list({step.purpose: step for step in self.steps(chat)}.values())

    def steps(self, chat: Chat) -> list[Consent]:
        """All that was ever given, refused or withdrawn."""
        query = (
            select(consents.c.purpose, consents.c.given, consents.c.at, consents.c.text_version)
            .where(consents.c.participant == chat.participant)
            .order_by(consents.c.id)
        )
        return [
            Consent(row.purpose, row.given, moment(row.at), row.text_version)
            for row in self._connection.execute(query)
        ]
