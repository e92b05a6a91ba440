"""Messages that come sealed: opened if they are who they say they are, and only once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import msgspec
from msgspec import Struct
from nio.crypto import Olm

from .exchange import Exchange
from .syncing import Event
from .threads import RELATION

ENCRYPTED = "m.room.encrypted"
REPEATS = 10_000
"""Messages of which is known under which name they came, so that none can be played twice."""


class Locked(Exception):
    """A message whose key this device does not have, or not yet."""


class _Sealed(Struct):
    algorithm: str
    ciphertext: str
    session_id: str


class _Opened(Struct):
    type: str
    content: dict[str, Any]
    room_id: str


_opened = msgspec.json.Decoder(_Opened).decode


class Opening:
    def __init__(self, olm: Olm, exchange: Exchange) -> None:
        self._olm = olm
        self._exchange = exchange
        self._repeats: OrderedDict[tuple[str, int], str] = OrderedDict()

    async def opened(self, room: str, event: Event) -> Event:
        """What stands in an encrypted event; raises Locked, Refused, or as a network fails."""
        try:
            sealed = msgspec.convert(event.content, _Sealed)
        except msgspec.ValidationError:
            raise Locked from None
        for key, sessions in list(self._olm.inbound_group_store[room].items()):
            session = sessions.get(sealed.session_id)
            if session is not None and await self._belongs(key, event.sender):
                return self._open(room, event, session, sealed)
        raise Locked

    async def _belongs(self, key: str, user: str) -> bool:
        """Whether messages under this key are that person's, whatever the server says."""
        if user == self._olm.user_id and key == self._olm.account.identity_keys["curve25519"]:
            return True
        devices = self._olm.device_store
        if not any(device.curve25519 == key for device in devices[user].values()):
            await self._exchange.query({user})
        return any(device.curve25519 == key for device in devices[user].values())

    def _open(self, room: str, event: Event, session: Any, sealed: _Sealed) -> Event:
        try:
            plaintext, index = session.decrypt(sealed.ciphertext)
            found = _opened(plaintext)
        except Exception:
            # The library and its core each raise what they like.
            raise Locked from None
        name = self._repeats.setdefault((sealed.session_id, index), event.event_id)
        if len(self._repeats) > REPEATS:
            self._repeats.popitem(last=False)
        if found.room_id != room or name != event.event_id:
            raise Locked
        content = found.content
        if RELATION in event.content:
            content = {**content, RELATION: event.content[RELATION]}
        return Event(found.type, event.sender, content, event.event_id)
