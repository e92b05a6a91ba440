"""The keys of the bot's device: what comes sealed is opened, what goes out is sealed for everyone.

Of nio only the machine that does the cryptography is used. Its own client takes note of keys and
messages one by one, tells nobody when keys could not be handed out, and never offers new ones
once the server has none left.
"""

from __future__ import annotations

import itertools
import logging
import secrets
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from time import monotonic
from typing import Any

import msgspec
from msgspec import Raw, Struct
from nio.crypto import Olm
from nio.crypto.sessions import OutboundGroupSession
from nio.events.to_device import OlmEvent
from nio.responses import KeysClaimResponse, KeysQueryResponse, ToDeviceResponse

from .errors import Refused
from .server import Server
from .store import KeyStore
from .syncing import Event, Sync

ENCRYPTED = "m.room.encrypted"
_MEGOLM = "m.megolm.v1.aes-sha2"
_ONE_TIME = "signed_curve25519"
WITHOUT = 3600.0
"""Seconds after which a device that offers no key is asked for one again."""
REPEATS = 10_000
"""Messages of which is known under which name they came, so that none can be played twice."""

# It logs who writes to whom.
logging.getLogger("nio").setLevel(logging.CRITICAL)
log = logging.getLogger(__name__)
_Device = tuple[str, str]
"""A person and one of their devices."""


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


class _Uploaded(Struct):
    one_time_key_counts: dict[str, int] = {}


class _Queried(Struct):
    device_keys: dict[str, dict[str, dict[str, Any]]] = {}


class _Claimed(Struct):
    one_time_keys: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}


_opened = msgspec.json.Decoder(_Opened).decode


class Keyring:
    """Encrypts for all devices of the people in a room; nothing needs to be verified by hand."""

    def __init__(self, user: str, device: str, store: KeyStore, server: Server) -> None:
        self._store = store
        self._server = server
        self._user = user
        self._device = device
        self._olm = Olm(user, device, store)
        self._has_fallback = True
        self._without: dict[_Device, float] = {}
        self._repeats: OrderedDict[tuple[str, int], str] = OrderedDict()

    @property
    def ed25519(self) -> str:
        """The public key that signs for this device."""
        return str(self._olm.account.identity_keys["ed25519"])

    @property
    def curve25519(self) -> str:
        return str(self._olm.account.identity_keys["curve25519"])

    def sign(self, data: Mapping[str, Any]) -> str:
        """This device's signature under an object without its signatures."""
        return str(self._olm.sign_json(dict(data)))

    # What the server tells.

    def take(self, sync: Sync) -> None:
        """Note the keys that others hand to this device, all of them or none."""
        with self._store.together():
            for raw in sync.to_device.events:
                self._take(raw)
            if sync.to_device.events:
                self._olm.save_account(self._olm.account)
        if (counts := sync.device_one_time_keys_count) is not None:
            # No number is a zero: the library takes it for unknown and never offers keys again.
            self._olm.uploaded_key_count = counts.get(_ONE_TIME, 0)
        if sync.device_unused_fallback_key_types is not None:
            self._has_fallback = _ONE_TIME in sync.device_unused_fallback_key_types
        known = self._olm.device_store.users
        self._olm.add_changed_users({user for user in sync.device_lists.changed if user in known})

    def _take(self, raw: Raw) -> None:
        try:
            found = msgspec.json.decode(raw)
            if found["type"] == ENCRYPTED and found["sender"]:
                event = OlmEvent.from_dict(found)
                if isinstance(event, OlmEvent):
                    self._olm.handle_to_device_event(event)
        except Exception as error:
            # Anybody can send anything to a device, and the library fails in more than one way.
            log.warning("a message to this device is of no use: %s", type(error).__name__)

    async def settle(self) -> None:
        """Do what the keys need done; raises Refused, or what a network fails with."""
        if self._olm.should_upload_keys or not self._has_fallback:
            await self._upload()
        if self._olm.users_for_key_query:
            await self._query(set(self._olm.users_for_key_query))
        if self._olm.wedged_devices:
            await self._claim((d.user_id, d.device_id) for d in self._olm.wedged_devices)
            self._olm.wedged_devices.clear()
        for message in list(self._olm.outgoing_to_device_messages):
            await self._hand_over(message.type, message.as_dict())
            self._olm.handle_response(ToDeviceResponse(message))
        # What devices ask of each other is of no concern to a bot.
        self._olm.outgoing_to_device_messages.clear()

    async def _upload(self) -> None:
        body = self._olm.share_keys() if self._olm.should_upload_keys else {}
        account = self._olm.account
        if not self._has_fallback:
            account._account.generate_fallback_key()
            body["fallback_keys"] = {
                f"{_ONE_TIME}:{name}": self._signed({"key": key.to_base64(), "fallback": True})
                for name, key in account._account.fallback_key.items()
            }
        self._olm.save_account(account)
        try:
            counts = await self._server.ask(_Uploaded, "POST", "/keys/upload", body)
        except Refused as refused:
            if refused.status != 400:
                raise
            # As after a backup was brought back. What is not encrypted still works.
            log.error("the server has other keys of this device: revierstimme matrix reset-device")  # noqa: TRY400
            self._olm.uploaded_key_count = account.max_one_time_keys
            return
        account.shared = True
        self._has_fallback = True
        self._olm.uploaded_key_count = counts.one_time_key_counts.get(_ONE_TIME, 0)
        self._olm.mark_keys_as_published()
        self._olm.save_account(account)

    def _signed(self, key: dict[str, Any]) -> dict[str, Any]:
        name = f"ed25519:{self._device}"
        return {**key, "signatures": {self._user: {name: self.sign(key)}}}

    async def _query(self, users: Collection[str]) -> None:
        """Learn what devices people have; whose server cannot be asked stays to be asked."""
        body: dict[str, Any] = {"device_keys": {user: [] for user in users}}
        found = (await self._server.ask(_Queried, "POST", "/keys/query", body)).device_keys
        with self._store.together():
            for user in found.keys() & set(users):
                try:
                    self._olm.handle_response(KeysQueryResponse({user: found[user]}, {}))
                except Exception as error:
                    # Whoever publishes devices that are not as documented gets no keys.
                    log.warning("devices of somebody cannot be read: %s", type(error).__name__)
                self._olm.users_for_key_query.discard(user)
                self._olm.tracked_users.add(user)

    async def _claim(self, devices: Iterable[_Device]) -> None:
        wanted: dict[str, dict[str, str]] = {}
        for user, device in devices:
            wanted.setdefault(user, {})[device] = _ONE_TIME
        if not wanted:
            return
        body = {"one_time_keys": wanted}
        found = await self._server.ask(_Claimed, "POST", "/keys/claim", body)
        with self._store.together():
            for user, keys in found.one_time_keys.items():
                for device, key in keys.items():
                    try:
                        answer = KeysClaimResponse({user: {device: key}}, {})
                        self._olm.handle_response(answer)
                    except Exception as error:
                        log.warning("a device's key is of no use: %s", type(error).__name__)

    async def _hand_over(self, kind: str, body: dict[str, Any]) -> None:
        await self._server.call("PUT", f"/sendToDevice/{kind}/{secrets.token_hex(12)}", body)

    # Messages.

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
        if user == self._user and key == self.curve25519:
            return True
        devices = self._olm.device_store
        if not any(device.curve25519 == key for device in devices[user].values()):
            await self._query({user})
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
        if "m.relates_to" in event.content:
            content = {**content, "m.relates_to": event.content["m.relates_to"]}
        return Event(found.type, event.sender, content, event.event_id)

    async def sealed(
        self, room: str, users: Collection[str], kind: str, content: dict[str, Any]
    ) -> dict[str, Any]:
        """The content of an encrypted event that all devices of these people can open.

        Only one at a time in a room. Raises Refused, or what a network fails with.
        """
        tracked = self._olm.tracked_users
        if asked := {u for u in users if u not in tracked or u in self._olm.users_for_key_query}:
            await self._query(asked)
            if unknown := asked - tracked:
                raise Refused(503, f"the devices of {len(unknown)} are unknown")
        await self._share(room, users)
        found: dict[str, Any] = self._olm.group_encrypt(room, {"type": kind, "content": content})
        return found

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
            await self._hand_over(ENCRYPTED, body)
            session.users_shared_with.update(devices)
        session.shared = True

    def _devices(self, users: Collection[str]) -> set[_Device]:
        """All devices of these people but this one."""
        found = itertools.chain.from_iterable(
            self._olm.device_store.active_user_devices(user) for user in users
        )
        return {(d.user_id, d.id) for d in found} - {(self._user, self._device)}

    def _reached(self, users: Collection[str]) -> set[_Device]:
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
            await self._claim(new)
            self._without.update(dict.fromkeys(new - self._reached(users), now + WITHOUT))
