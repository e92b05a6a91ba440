"""The keys of the bot's device in a file of their own, each sealed; nio's store in our words.

nio's own stores write who was spoken to in plain words, and commit several times for one message:
a process killed in between could have taken note of a key and lost it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from nio.crypto import (
    DeviceStore,
    GroupSessionStore,
    InboundGroupSession,
    OlmAccount,
    OlmDevice,
    OutgoingKeyRequest,
    Session,
    SessionStore,
)

from .memory import Sealing

KEPT = timedelta(days=120)
"""How long keys of messages and devices of people are kept; a paused survey waits for 90 days."""
_TABLE = """
create table if not exists secrets (
    kind text not null, name blob not null, at integer not null, sealed blob not null,
    primary key (kind, name)
) without rowid"""

# Devices are asked for anew in any case; sessions with them have to go on.
_FORGET = "delete from secrets where kind in ('group', 'device') and at < ?"


class InUse(Exception):
    """Another process has the keys of this device; two would use some of them twice."""


class _Account(Struct):
    pickle: str
    shared: bool


class _Session(Struct):
    key: str
    pickle: str
    created: datetime


class _GroupSession(Struct):
    room: str
    sender_key: str
    signing_key: str
    pickle: str
    chain: list[str]


class _Device(Struct):
    user: str
    device: str
    keys: dict[str, str]
    name: str
    deleted: bool


class KeyStore:
    """One device's keys. Devices need no verifying by hand: all that a person has get keys."""

    def __init__(self, path: Path, sealing: Sealing) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._sealing = sealing
        self._database = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            for pragma in ("locking_mode=exclusive", "journal_mode=wal", "synchronous=full"):
                self._database.execute(f"pragma {pragma}")
            self._database.execute("pragma secure_delete=on")
            self._database.execute(_TABLE)
            old = _stamp(datetime.now().astimezone() - KEPT)
            self._database.execute(_FORGET, (old,))
        except sqlite3.OperationalError as error:
            self._database.close()
            raise InUse(type(error).__name__) from None

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written in between is kept, or nothing of it."""
        if self._database.in_transaction:
            yield
            return
        self._database.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    # What nio asks for, under its names.

    def load_account(self) -> OlmAccount | None:
        for kept in self._all("account", _Account):
            return OlmAccount.from_pickle(kept.pickle.encode(), shared=kept.shared)
        return None

    def save_account(self, account: OlmAccount) -> None:
        self._keep("account", "", _Account(account.pickle().decode(), account.shared))

    def load_sessions(self) -> SessionStore:
        found = SessionStore()
        for kept in self._all("session", _Session):
            session = Session.from_pickle(kept.pickle.encode(), kept.created)
            found.add(kept.key, session)
        return found

    def save_session(self, key: str, session: Session) -> None:
        kept = _Session(key, session.pickle().decode(), session.creation_time)
        self._keep("session", session.id, kept)

    def load_inbound_group_sessions(self) -> GroupSessionStore:
        found = GroupSessionStore()
        for kept in self._all("group", _GroupSession):
            session = InboundGroupSession.from_pickle(
                kept.pickle.encode(),
                kept.signing_key,
                kept.sender_key,
                kept.room,
                forwarding_chain=kept.chain,
            )
            found.add(session)
        return found

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        kept = _GroupSession(
            session.room_id,
            session.sender_key,
            session.ed25519,
            session.pickle().decode(),
            session.forwarding_chain,
        )
        self._keep("group", session.id, kept)

    def load_device_keys(self) -> DeviceStore:
        found = DeviceStore()
        for kept in self._all("device", _Device):
            found.add(
                OlmDevice(kept.user, kept.device, kept.keys, kept.name, deleted=kept.deleted)
            )
        return found

    def save_device_keys(self, keys: Mapping[str, Mapping[str, OlmDevice]]) -> None:
        with self.together():
            for devices in keys.values():
                for one in devices.values():
                    name, deleted = one.display_name or "", one.deleted
                    kept = _Device(one.user_id, one.device_id, one.keys, name, deleted)
                    self._keep("device", f"{one.user_id} {one.device_id}", kept)

    def load_encrypted_rooms(self) -> set[str]:
        return set(self._all("room", str))

    def save_encrypted_rooms(self, rooms: Iterable[str]) -> None:
        with self.together():
            for room in rooms:
                self._keep("room", room, room)

    def delete_encrypted_room(self, room: str) -> None:
        name = self._sealing.index(f"room {room}")
        self._database.execute("delete from secrets where kind = 'room' and name = ?", (name,))

    def load_outgoing_key_requests(self) -> dict[str, OutgoingKeyRequest]:
        return {}

    def add_outgoing_key_request(self, request: OutgoingKeyRequest) -> None:
        """Not kept: a request without an answer is of no use to the next run."""

    def remove_outgoing_key_request(self, request: OutgoingKeyRequest) -> None:
        """Nothing is kept."""

    def is_device_verified(self, device: OlmDevice) -> bool:
        return False

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        return False

    def is_device_ignored(self, device: OlmDevice) -> bool:
        """Whether it gets keys although nobody has verified it: always."""
        return True

    def _all(self, kind: str, type_: type[Any]) -> Iterator[Any]:
        query = "select name, sealed from secrets where kind = ?"
        for name, sealed in self._database.execute(query, (kind,)).fetchall():
            data = self._sealing.unseal(sealed, _context(kind, name))
            yield msgspec.json.decode(data, type=type_)

    def _keep(self, kind: str, name: str, value: Any) -> None:
        index = self._sealing.index(f"{kind} {name}")
        sealed = self._sealing.seal(msgspec.json.encode(value), _context(kind, index))
        self._database.execute(
            "insert into secrets values (?, ?, ?, ?) on conflict (kind, name) do update"
            " set sealed = excluded.sealed",
            (kind, index, _stamp(datetime.now().astimezone()), sealed),
        )


def _context(kind: str, name: bytes) -> bytes:
    return b"matrix " + kind.encode() + b" " + name


def _stamp(when: datetime) -> int:
    """Days since 1970."""
    return int(when.timestamp() // 86_400)
