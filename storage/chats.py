"""Chats: what was heard of them, who is behind them, and what each has under way."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import DecodeError, Struct
from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    false,
    insert,
    select,
    update,
)

from dialogs import session as sessions
from dialogs.session import Session

from .crypt import KeyProblem, Keys
from .dialect import upserts
from .held import held
from .moments import day, stamp
from .repeated import Repeated
from .tables import chats, heard, participants

log = logging.getLogger(__name__)

_HEAR = {
    dialect: insert.on_conflict_do_nothing().returning(heard.c.key)
    for dialect, insert in upserts(heard).items()
}
_KEEP = Repeated(
    update(chats)
    .where(chats.c.id == bindparam("chat"))
    .values(session_sealed=bindparam("session"), gone=false(), seen=bindparam("today"))
)
_SEEN = (
    update(participants).where(participants.c.id == bindparam("who")).values(seen=bindparam("day"))
)
_LAST = (
    update(participants)
    .where(participants.c.id == bindparam("who"))
    .values(last_chat=bindparam("chat"))
)
_SPEAK = (
    update(participants)
    .where(participants.c.id == bindparam("who"))
    .values(language=bindparam("to"))
)
_ADDRESS = select(chats.c.address_hash, chats.c.address_sealed).where(
    chats.c.id == bindparam("chat")
)
_MOVING = (
    select(chats.c.platform, chats.c.address_hash, chats.c.session_sealed)
    .where(chats.c.id == bindparam("chat"))
    .with_for_update()
)
_PLATFORMS = select(chats.c.platform).where(chats.c.participant == bindparam("who"))


class Place(NamedTuple):
    """Where a chat is, and the language to begin in."""

    platform: str
    address: str
    language: str


class Chat(Struct, frozen=True):
    """A chat, held until the transaction ends. `seen`: last day heard of, in days since 1970.

    `awaits`: the last post that is on its way to it already and has to get there first, one that
    nobody has claimed yet where there is such a one; 0 if there is none. `last`: the chat that
    this person used last, 0 where there was never another. `silent`: has been noted as silent.
    """

    id: int
    participant: str
    platform: str
    hash: bytes
    language: str
    consents: str
    seen: int
    session: Session
    awaits: int = 0
    new: bool = False
    last: int = 0
    silent: bool = False

    @property
    def given(self) -> frozenset[str]:
        """The purposes consented to."""
        return frozenset(p for p in self.consents.split() if not p.startswith("-"))

    @property
    def decided(self) -> frozenset[str]:
        """The purposes consented to or refused."""
        return frozenset(p.removeprefix("-") for p in self.consents.split())


class Chats:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._sessions: list[dict[str, object]] = []
        self._days: list[dict[str, object]] = []
        self._lasts: list[dict[str, object]] = []
        self.forgot = False

    def unheard(self, keys: Sequence[str], at: datetime) -> set[str]:
        """Note what was heard; which of it had not been heard before."""
        hashes = {self._keys.index(f"heard:{key}"): key for key in keys}
        # Another receiver that notes the same at this moment is waited for; in one order
        # everywhere, so that two never wait for each other crosswise.
        rows = [{"key": hash, "at": stamp(at)} for hash in sorted(hashes)]
        fresh = self._connection.execute(_HEAR[self._connection.dialect.name], rows).scalars()
        return {hashes[hash] for hash in fresh}

    def id_at(self, platform: str, address: str) -> int | None:
        """The chat at an address, where there is one."""
        hash = self._hash(Place(platform, address, ""))
        query = select(chats.c.id).where(chats.c.address_hash == hash)
        return self._connection.execute(query).scalar_one_or_none()

    def move(self, id: int, to: str) -> bool:
        """Give a chat another address; false where another chat lives there, or it is gone."""
        if (row := self._connection.execute(_MOVING, {"chat": id}).first()) is None:
            return False
        hash = self._hash(Place(row.platform, to, ""))
        if hash == row.address_hash:
            return True
        taken = select(chats.c.id).where(chats.c.address_hash == hash)
        if self._connection.execute(taken).first():
            return False
        values = {
            "address_hash": hash,
            "address_sealed": self._keys.seal(to.encode(), b"address" + hash),
            "session_sealed": self._moved(row.session_sealed, row.address_hash, hash),
        }
        self._connection.execute(update(chats).where(chats.c.id == id).values(**values))
        return True

    def _moved(self, session: bytes | None, old: bytes, new: bytes) -> bytes | None:
        """A sealed session as it is at another address; one that cannot be read is not kept."""
        try:
            opened = self._keys.unseal(session, b"session" + old) if session else None
        except KeyProblem:
            return None
        return self._keys.seal(opened, b"session" + new) if opened else None

    def failed(self, key: str, error: str) -> None:
        """Note why a thing that was heard could not be taken."""
        self._connection.execute(
            update(heard)
            .where(heard.c.key == self._keys.index(f"heard:{key}"))
            .values(error=error[:200])
        )

    def at(self, places: Iterable[Place], now: datetime) -> dict[tuple[str, str], Chat]:
        """The chats at these addresses, new ones where need be; held until the end."""
        wanted = {self._hash(place): place for place in places}
        rows = held(self._connection, list(wanted))
        found = {row.address_hash for row in rows}
        fresh = {hash: place for hash, place in wanted.items() if hash not in found}
        if fresh:
            self._create(fresh, day(now))
            rows = held(self._connection, list(wanted))
        return {wanted[row.address_hash][:2]: self._chat(row, now) for row in rows}

    def by_id(self, id: int, now: datetime) -> Chat | None:
        """One chat, held until the end, if it is there still."""
        query = select(chats.c.address_hash).where(chats.c.id == id)
        hash = self._connection.execute(query).scalar_one_or_none()
        found = held(self._connection, [hash]) if hash is not None else ()
        return self._chat(found[0], now) if found else None

    def _chat(self, row: Row[Any], now: datetime) -> Chat:
        return Chat(
            row.id,
            row.participant,
            row.platform,
            row.address_hash,
            row.language,
            row.consents,
            row.seen,
            self._session(row.session_sealed, row.address_hash, now),
            awaits=row.awaits or 0,
            new=row.session_sealed is None,
            last=row.last_chat or 0,
            silent=row.silent,
        )

    def keep(self, chat: Chat, session: Session, now: datetime) -> None:
        """Remember what is under way; written when the turns of the group are done."""
        sealed = self._keys.seal(sessions.encode(session), b"session" + chat.hash)
        today = day(now)
        self._sessions.append({"chat": chat.id, "session": sealed, "today": today})
        if chat.seen != today:
            self._days.append({"who": chat.participant, "day": today})
        if chat.last not in (0, chat.id):
            self._lasts.append({"who": chat.participant, "chat": chat.id})

    def speak(self, chat: Chat, language: str) -> None:
        self._connection.execute(_SPEAK, {"who": chat.participant, "to": language})

    def address(self, chat: Chat) -> str:
        return self._address(chat.id)

    def _address(self, id: int) -> str:
        row = self._connection.execute(_ADDRESS, {"chat": id}).one()
        return self._keys.unseal(row.address_sealed, b"address" + row.address_hash).decode()

    def addresses(self, chat: Chat) -> list[tuple[str, str]]:
        """(platform, address) of all chats of this person."""
        query = select(chats.c.id, chats.c.platform)
        rows = self._connection.execute(query.where(chats.c.participant == chat.participant))
        found = rows.all()
        return [(row.platform, self._address(row.id)) for row in found]

    def platforms(self, chat: Chat) -> list[str]:
        """Where this person talks to the bot, each chat once."""
        who = {"who": chat.participant}
        return sorted(self._connection.execute(_PLATFORMS, who).scalars())

    def siblings(self, chat: Chat) -> list[int]:
        """The other chats of this person."""
        query = select(chats.c.id).where(
            # Whose chat it is may have changed in this transaction.
            chats.c.participant.in_(select(chats.c.participant).where(chats.c.id == chat.id)),
            chats.c.id != chat.id,
        )
        return list(self._connection.execute(query.order_by(chats.c.id)).scalars())

    def sessions(self, chat: Chat, now: datetime) -> list[Session]:
        """What is under way in each of this person's other chats."""
        query = select(chats.c.session_sealed, chats.c.address_hash)
        rows = self._connection.execute(query.where(chats.c.id.in_(self.siblings(chat))))
        return [self._session(row.session_sealed, row.address_hash, now) for row in rows]

    def rewrite(self, chat: Chat, session: Session) -> None:
        """Change what is under way in a chat that says nothing just now."""
        sealed = self._keys.seal(sessions.encode(session), b"session" + chat.hash)
        query = update(chats).where(chats.c.id == chat.id)
        self._connection.execute(query.values(session_sealed=sealed))

    def forget(self, chat: Chat) -> None:
        """Delete the person: chats, consents, and what waits to be sent go along."""
        self._connection.execute(delete(participants).where(participants.c.id == chat.participant))
        self.forgot = True

    def flush(self) -> None:
        sealed, self._sessions = self._sessions, []
        if sealed:
            _KEEP.run(self._connection, sealed)
        days, self._days = self._days, []
        if days:
            self._connection.execute(_SEEN, days)
        lasts, self._lasts = self._lasts, []
        if lasts:
            self._connection.execute(_LAST, lasts)

    def _hash(self, place: Place) -> bytes:
        return self._keys.index(f"address:{place.platform}:{place.address}")

    def _create(self, fresh: dict[bytes, Place], today: int) -> None:
        people, rows = [], []
        for hash, place in fresh.items():
            who = secrets.token_hex(16)
            people.append({"id": who, "language": place.language, "consents": "", "seen": today})
            rows.append(
                {
                    "participant": who,
                    "platform": place.platform,
                    "address_hash": hash,
                    "address_sealed": self._keys.seal(place.address.encode(), b"address" + hash),
                    "gone": False,
                }
            )
        self._connection.execute(insert(participants), people)
        self._connection.execute(insert(chats), rows)

    def _session(self, sealed: bytes | None, hash: bytes, now: datetime) -> Session:
        if sealed is None:
            # Questions are numbered on from the time, so that no old button of a chat that was
            # forgotten ever bears the number of a new question.
            return Session(asked=stamp(now))
        try:
            return sessions.decode(self._keys.unseal(sealed, b"session" + hash))
        except (KeyProblem, DecodeError) as error:
            # What was under way is lost to this person; to fail here would lose all that follows.
            log.error("a session cannot be read, it begins anew: %s", type(error).__name__)  # noqa: TRY400
            return Session(asked=stamp(now))
