"""The keys of the bot's device: what comes sealed is opened, what goes out is sealed for everyone.

Of nio only the machine that does the cryptography is used. Its own client takes note of keys and
messages one by one, tells nobody when keys could not be handed out, and never offers new ones
once the server has none left.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct
from nio.crypto import Olm
from nio.events.to_device import OlmEvent
from nio.responses import ToDeviceResponse

from .errors import Refused
from .exchange import ONE_TIME, Exchange
from .opening import ENCRYPTED, Opening
from .server import Server
from .sharing import Sharing
from .store import KeyStore
from .syncing import Event, Sync

REQUEST = "m.room_key_request"

# It logs who writes to whom.
logging.getLogger("nio").setLevel(logging.CRITICAL)
log = logging.getLogger(__name__)


class _Uploaded(Struct):
    one_time_key_counts: dict[str, int] = {}


class Keyring:
    """Encrypts for all devices of the people in a room; nothing needs to be verified by hand."""

    def __init__(self, user: str, device: str, store: KeyStore, server: Server) -> None:
        self._store = store
        self._server = server
        self._user = user
        self._device = device
        self._olm = Olm(user, device, store)
        self._has_fallback = True
        self._exchange = Exchange(server, store, self._olm)
        self._opening = Opening(self._olm, self._exchange)
        self._sharing = Sharing(store, self._olm, self._exchange)

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
            self._olm.uploaded_key_count = counts.get(ONE_TIME, 0)
        if sync.device_unused_fallback_key_types is not None:
            self._has_fallback = ONE_TIME in sync.device_unused_fallback_key_types
        known = self._olm.device_store.users
        self._olm.add_changed_users({user for user in sync.device_lists.changed if user in known})

    def _take(self, raw: Raw) -> None:
        try:
            found = msgspec.json.decode(raw)
            if found["type"] == REQUEST and found["content"]["action"] == "request":
                self._sharing.missed(found["sender"], found["content"])
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
            await self._exchange.query(set(self._olm.users_for_key_query))
        if self._olm.wedged_devices:
            await self._exchange.claim((d.user_id, d.device_id) for d in self._olm.wedged_devices)
            self._olm.wedged_devices.clear()
        for message in list(self._olm.outgoing_to_device_messages):
            await self._exchange.hand_over(message.type, message.as_dict())
            self._olm.handle_response(ToDeviceResponse(message))
        # What devices ask of each other is of no concern to a bot.
        self._olm.outgoing_to_device_messages.clear()

    async def _upload(self) -> None:
        body = self._olm.share_keys() if self._olm.should_upload_keys else {}
        account = self._olm.account
        if not self._has_fallback:
            body["fallback_keys"] = self._new_fallback()
        self._olm.save_account(account)
        try:
            counts = await self._server.ask(_Uploaded, "POST", "/keys/upload", body)
        except Refused as refused:
            if refused.status != 400:
                raise
            # As after a backup was brought back. What is not encrypted still works.
            log.error("the server has other keys of this device: revierstimme matrix reset-device")  # noqa: TRY400
            self._olm.uploaded_key_count = account.max_one_time_keys
            self.begin_anew()
            return
        account.shared = True
        self._has_fallback = True
        self._olm.uploaded_key_count = counts.one_time_key_counts.get(ONE_TIME, 0)
        self._olm.mark_keys_as_published()
        self._olm.save_account(account)

    def _new_fallback(self) -> dict[str, Any]:
        """The key that is lent to everybody once there are no others."""
        account = self._olm.account._account
        account.generate_fallback_key()
        return {
            f"{ONE_TIME}:{name}": self._signed({"key": key.to_base64(), "fallback": True})
            for name, key in account.fallback_key.items()
        }

    def _signed(self, key: dict[str, Any]) -> dict[str, Any]:
        name = f"ed25519:{self._device}"
        return {**key, "signatures": {self._user: {name: self.sign(key)}}}

    # Messages.

    async def opened(self, room: str, event: Event) -> Event:
        """What stands in an encrypted event; raises Locked, Refused, or as a network fails."""
        return await self._opening.opened(room, event)

    async def sealed(
        self, room: str, users: Collection[str], kind: str, content: dict[str, Any]
    ) -> dict[str, Any]:
        """The content of an encrypted event that all devices of these people can open.

        Only one at a time in a room. Raises Refused, or what a network fails with.
        """
        return await self._sharing.sealed(room, users, kind, content)

    def begin_anew(self) -> None:
        """Seal nothing more with keys that may have been brought back from a backup."""
        self._sharing.begin_anew()
