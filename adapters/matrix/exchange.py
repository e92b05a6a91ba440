"""What is asked of and handed to other people's devices, by way of the server."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct
from nio.crypto import Olm
from nio.responses import KeysClaimResponse, KeysQueryResponse

from .server import Server
from .store import KeyStore

ONE_TIME = "signed_curve25519"
Device = tuple[str, str]
"""A person and one of their devices."""

log = logging.getLogger(__name__)


class _Queried(Struct):
    device_keys: dict[str, dict[str, dict[str, Any]]] = {}


class _Claimed(Struct):
    one_time_keys: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}


class Exchange:
    """Everything here raises Refused, or what a network fails with."""

    def __init__(self, server: Server, store: KeyStore, olm: Olm) -> None:
        self._server = server
        self._store = store
        self._olm = olm

    async def query(self, users: Collection[str]) -> None:
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

    async def claim(self, devices: Iterable[Device]) -> None:
        wanted: dict[str, dict[str, str]] = {}
        for user, device in devices:
            wanted.setdefault(user, {})[device] = ONE_TIME
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

    async def hand_over(self, kind: str, body: dict[str, Any]) -> None:
        await self._server.call("PUT", f"/sendToDevice/{kind}/{secrets.token_hex(12)}", body)
