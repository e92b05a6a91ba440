"""The keys of the bot's device on a shelf of their own; nio's store in our words.

nio's own stores write who was spoken to in plain words, and commit several times for one message:
a process killed in between could have taken note of a key and lost it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from nio.crypto import (
    DeviceStore,
    GroupSessionStore,
    InboundGroupSession,
    OlmAccount,
    OlmDevice,
    OutboundGroupSession,
    OutgoingKeyRequest,
    Session,
    SessionStore,
)

from .shelf import Shelf


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


class _Outgoing(Struct):
    room: str
    pickle: str
    created: datetime
    count: int
    reached: list[tuple[str, str]]


class _Device(Struct):
    user: str
    device: str
    keys: dict[str, str]
    name: str
    deleted: bool


class KeyStore(Shelf):
    """One device's keys. Devices need no verifying by hand: all that a person has get keys."""

    # What nio asks for, under its names.

    def load_account(self) -> OlmAccount | None:
        for kept in self.all("account", _Account):
            return OlmAccount.from_pickle(kept.pickle.encode(), shared=kept.shared)
        return None

    def save_account(self, account: OlmAccount) -> None:
        self.keep("account", "", _Account(account.pickle().decode(), account.shared))

    def load_sessions(self) -> SessionStore:
        found = SessionStore()
        for kept in self.all("session", _Session):
            session = Session.from_pickle(kept.pickle.encode(), kept.created)
            found.add(kept.key, session)
        return found

    def save_session(self, key: str, session: Session) -> None:
        kept = _Session(key, session.pickle().decode(), session.creation_time)
        self.keep("session", session.id, kept)

    def load_inbound_group_sessions(self) -> GroupSessionStore:
        found = GroupSessionStore()
        for kept in self.all("group", _GroupSession):
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
        self.keep("group", session.id, kept)

    # What nio forgets: after each start the next message would need a new key for everybody.

    def load_outbound_group_sessions(self) -> dict[str, OutboundGroupSession]:
        found = {}
        for kept in self.all("outgoing", _Outgoing):
            session = OutboundGroupSession.from_pickle(kept.pickle.encode())
            session.creation_time = kept.created
            session.message_count = kept.count
            session.users_shared_with = set(kept.reached)
            session.shared = True
            found[kept.room] = session
        return found

    def save_outbound_group_session(self, room: str, session: OutboundGroupSession) -> None:
        """Before anything is sent that it has sealed: no key may ever seal two messages."""
        pickle, created = session.pickle().decode(), session.creation_time
        reached = sorted(session.users_shared_with)
        kept = _Outgoing(room, pickle, created, session.message_count, reached)
        self.keep("outgoing", room, kept)

    def drop_outbound_group_session(self, room: str) -> None:
        self.drop("outgoing", room)

    def forget_outbound_group_sessions(self) -> None:
        self.clear("outgoing")

    # What nio asks for again.

    def load_device_keys(self) -> DeviceStore:
        found = DeviceStore()
        for kept in self.all("device", _Device):
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
                    self.keep("device", f"{one.user_id} {one.device_id}", kept)

    def load_encrypted_rooms(self) -> set[str]:
        return set(self.all("room", str))

    def save_encrypted_rooms(self, rooms: Iterable[str]) -> None:
        with self.together():
            for room in rooms:
                self.keep("room", room, room)

    def delete_encrypted_room(self, room: str) -> None:
        self.drop("room", room)

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
