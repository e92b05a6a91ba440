"""The chats that a transaction is about, held until its end, and with them all of the person.

Somebody may have several chats, and what one turn reads of a person another could be changing: so
whoever takes a turn holds the person first, then the chat, and nobody moves a chat from one
person to another without holding both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from .tables import chats, outbox, participants, silences

# What nobody has claimed comes first: it can have a lower number than what was said since, as a
# reply that rests before its retry while an alert goes out.
_OPEN = (
    select(outbox.c.id)
    .where(outbox.c.chat == chats.c.id, outbox.c.due.is_not(None))
    .order_by(outbox.c.claimed.is_not(None), outbox.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_there = chats.c.address_hash.in_(bindparam("hashes", expanding=True))
_FIND: Select[Any] = (
    select(
        chats.c.id,
        chats.c.address_hash,
        chats.c.participant,
        chats.c.platform,
        chats.c.session_sealed,
        chats.c.gone,
        participants.c.language,
        participants.c.consents,
        participants.c.seen,
        participants.c.last_chat,
        _OPEN.label("awaits"),
        silences.c.participant.is_not(None).label("silent"),
    )
    .join(participants, participants.c.id == chats.c.participant)
    .outerjoin(silences, silences.c.participant == chats.c.participant)
    .where(_there)
    .order_by(chats.c.id)
)
_HOLD = (
    select(chats.c.id, chats.c.participant).where(_there).order_by(chats.c.id).with_for_update()
)
_WHOSE = select(chats.c.participant).where(_there)
# Without their keys: whoever only refers to a person, as an invitation does, need not wait.
_PEOPLE = select(participants.c.id).order_by(participants.c.id).with_for_update(key_share=True)
_OF_CHATS = _PEOPLE.where(participants.c.id.in_(_WHOSE))
_BY_ID = _PEOPLE.where(participants.c.id.in_(bindparam("people", expanding=True)))


def held(connection: Connection, hashes: Sequence[bytes]) -> Sequence[Row[Any]]:
    """The chats that there are at addresses; held first, since all is read only then."""
    if connection.dialect.name != "sqlite":
        people = set(connection.execute(_OF_CHATS, {"hashes": hashes}).scalars())
        while moved := _owners(connection, hashes) - people:
            # Somebody linked one of them meanwhile.
            people |= set(connection.execute(_BY_ID, {"people": list(moved)}).scalars())
    return connection.execute(_FIND, {"hashes": hashes}).all()


def hold_to_move(connection: Connection, people: Collection[str]) -> None:
    """Hold people and all that refers to them, to change whose chats are whose."""
    query = select(participants.c.id).where(participants.c.id.in_(people))
    connection.execute(query.order_by(participants.c.id).with_for_update()).all()


def _owners(connection: Connection, hashes: Sequence[bytes]) -> set[str]:
    """Hold chats; whose they are."""
    return {row.participant for row in connection.execute(_HOLD, {"hashes": hashes})}
