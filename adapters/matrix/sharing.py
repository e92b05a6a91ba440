"""Messages that go out sealed: for all devices of the people in a room, and for no other."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from time import monotonic
from typing import Any

from nio.crypto import Olm
from nio.crypto.sessions import OutboundGroupSession

from .errors import Refused
from .exchange import Device, Exchange
from .opening import ENCRYPTED
from .store import KeyStore
from .syncing import text
from .threads import RELATION

AHEAD = 10
"""Messages of which none is sealed again under the same key after a kill, used or not."""
WITHOUT = 3600.0
"""Seconds after which a device that offers no key is asked for one again."""


class Sharing:
    def __init__(self, store: KeyStore, olm: Olm, exchange: Exchange) -> None:
        self._store = store
        self._olm = olm
        self._exchange = exchange
        self._without: dict[Device, float] = {}
        self._reserved: dict[str, tuple[str, int]] = {}
        olm.outbound_group_sessions = store.load_outbound_group_sessions()

    def begin_anew(self) -> None:
        """Use no key again that was used before, as perhaps after it came from a backup."""
        self._store.forget_outbound_group_sessions()
        self._olm.outbound_group_sessions.clear()
        self._reserved.clear()

    def missed(self, user: str, request: dict[str, Any]) -> None:
        """A device says that it has not got a key: the next message comes with a new one."""
        room, id = (text(request, "body", name) for name in ("room_id", "session_id"))
        session = self._olm.outbound_group_sessions.get(room)
        if session is not None and session.id == id:
            session.users_shared_with.discard((user, text(request, "requesting_device_id")))
            self._reserved.pop(room, None)
            self._store.drop_outbound_group_session(room)

    async def sealed(
        self, room: str, users: Collection[str], kind: str, content: dict[str, Any]
    ) -> dict[str, Any]:
        """The content of an encrypted event that all devices of these people can open.

        Only one at a time in a room. Raises Refused, or what a network fails with.
        """
        tracked = self._olm.tracked_users
        if asked := {u for u in users if u not in tracked or u in self._olm.users_for_key_query}:
            await self._exchange.query(asked)
            if unknown := asked - tracked:
                raise Refused(503, f"the devices of {len(unknown)} are unknown")
        await self._share(room, users)
        # What belongs together is for the server to know, and stays outside of what is sealed.
        outside = {RELATION: content[RELATION]} if RELATION in content else {}
        inside = {name: value for name, value in content.items() if name != RELATION}
        found: dict[str, Any] = self._olm.group_encrypt(room, {"type": kind, "content": inside})
        self._reserve(room, self._olm.outbound_group_sessions[room])
        return found | outside

    def _reserve(self, room: str, session: OutboundGroupSession) -> None:
        """See to it that the next run begins after what was sealed, or is soon.

        A key is kept as it will be some messages on, which nobody minds: so it takes no write
        for each.
        """
        id, index = self._reserved.get(room, ("", 0))
        if id == session.id and index >= session.message_index:
            return
        ahead = OutboundGroupSession.from_pickle(session.pickle())
        for _ in range(AHEAD):
            ahead._session.encrypt(b"")
        ahead.creation_time = session.creation_time
        ahead.message_count = session.message_count + AHEAD
        ahead.users_shared_with = session.users_shared_with
        self._store.save_outbound_group_session(room, ahead)
        self._reserved[room] = (ahead.id, ahead.message_index)

    async def _share(self, room: str, users: Collection[str]) -> None:
        """Give all devices the key of this room's messages, a new one if anything has changed."""
        await self._meet(users)
        reached = self._reached(users)
        session = self._olm.outbound_group_sessions.get(room)
        if session and session.shared:
            if not session.expired and session.users_shared_with == reached:
                return
            del self._olm.outbound_group_sessions[room]
        with self._store.together():
            shares = list(self._olm.share_group_session_parallel(room, list(users), True))
        session = self._olm.outbound_group_sessions[room]
        assert isinstance(session, OutboundGroupSession)
        for devices, body in shares:
            await self._exchange.hand_over(ENCRYPTED, body)
            session.users_shared_with.update(devices)
        session.shared = True

    def _devices(self, users: Collection[str]) -> set[Device]:
        """All devices of these people but this one."""
        found = itertools.chain.from_iterable(
            self._olm.device_store.active_user_devices(user) for user in users
        )
        return {(d.user_id, d.id) for d in found} - {(self._olm.user_id, self._olm.device_id)}

    def _reached(self, users: Collection[str]) -> set[Device]:
        return {(u, d) for u, d in self._devices(users) if self._session(u, d)}

    def _session(self, user: str, device: str) -> Any:
        key = self._olm.device_store[user][device].curve25519
        return self._olm.session_store.get(key)

    async def _meet(self, users: Collection[str]) -> None:
        """Begin with devices that were never spoken to; one that offers no key is left a while."""
        now = monotonic()
        new = self._devices(users) - self._reached(users)
        new -= {one for one in new if self._without.get(one, 0) > now}
        if new:
            await self._exchange.claim(new)
            self._without.update(dict.fromkeys(new - self._reached(users), now + WITHOUT))
