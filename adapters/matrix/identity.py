"""Cross-signing: the account vouches for the bot's device, so that nobody sees a warning.

The three seeds are kept apart from the device's keys: a new device is signed by the same
identity, and nobody is told that the bot has become somebody else.
"""

from __future__ import annotations

import base64
import secrets
from typing import Any

import msgspec
from Crypto.PublicKey.ECC import EccKey
from Crypto.Signature import eddsa
from msgspec import Struct

from .account import Device
from .errors import Refused
from .keyring import Keyring
from .memory import Notebook
from .server import Server

IDENTITY = "identity"
_NAMES = ("master", "self_signing", "user_signing")
_Object = dict[str, Any]


class Foreign(Exception):
    """The account has an identity already that this bot has no keys of."""


class _Seeds(Struct):
    user: str
    seeds: dict[str, str]


class _Own(Struct):
    device_keys: dict[str, dict[str, _Object]] = {}
    master_keys: dict[str, _Object] = {}


class _Answer(Struct):
    failures: _Object = {}


class _Key:
    def __init__(self, seed: bytes) -> None:
        self._key: EccKey = eddsa.import_private_key(seed)
        self.public = unpadded(self._key.public_key().export_key(format="raw"))
        self.id = f"ed25519:{self.public}"

    def sign(self, data: _Object) -> str:
        return unpadded(eddsa.new(self._key, "rfc8032").sign(canonical(data)))


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def canonical(data: _Object) -> bytes:
    """What is signed of an object: sorted, dense, without its signatures."""
    bare = {name: value for name, value in data.items() if name not in ("signatures", "unsigned")}
    return msgspec.json.encode(bare, order="deterministic")


async def vouch(
    server: Server, device: Device, keyring: Keyring, notebook: Notebook, password: str = ""
) -> bool:
    """Have the device signed by the account's identity; whether anything had to be done.

    Raises Foreign, Refused, or what a network fails with.
    """
    seeds = await _seeds(notebook, device.user)
    keys = {name: _Key(bytes.fromhex(seeds[name])) for name in _NAMES}
    wanted: _Object = {"device_keys": {device.user: []}}
    there = await server.ask(_Own, "POST", "/keys/query", wanted)
    master = there.master_keys.get(device.user, {}).get("keys", {})
    new = not master
    if new:
        await _publish(server, device, keyring, keys, password)
    elif keys["master"].public not in master.values():
        raise Foreign
    return await _sign(server, device, keyring, keys, there) or new


async def _seeds(notebook: Notebook, user: str) -> dict[str, str]:
    kept = await notebook.read(IDENTITY)
    found = msgspec.json.decode(kept, type=_Seeds) if kept else None
    if found is None or found.user != user:
        found = _Seeds(user, {name: secrets.token_hex(32) for name in _NAMES})
        # Kept before they are used: an identity whose keys are lost cannot be taken back.
        await notebook.write(IDENTITY, msgspec.json.encode(found))
    return found.seeds


async def _publish(
    server: Server, device: Device, keyring: Keyring, keys: dict[str, _Key], password: str
) -> None:
    up = _published(device, keyring, keys)
    path = "/keys/device_signing/upload"
    try:
        await server.call("POST", path, up)
    except Refused as refused:
        if refused.status != 401 or not password:
            raise
        up["auth"] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": device.user},
            "password": password,
            "session": refused.session,
        }
        await server.call("POST", path, up)


def _published(device: Device, keyring: Keyring, keys: dict[str, _Key]) -> _Object:
    """The public keys: the master vouches for the others, and the device for the master."""
    up: _Object = {
        f"{name}_key": {"user_id": device.user, "usage": [name], "keys": {key.id: key.public}}
        for name, key in keys.items()
    }
    master = keys["master"]
    for name in _NAMES[1:]:
        key = up[f"{name}_key"]
        key["signatures"] = {device.user: {master.id: master.sign(key)}}
    by_device = {f"ed25519:{device.id}": keyring.sign(up["master_key"])}
    up["master_key"]["signatures"] = {device.user: by_device}
    return up


async def _sign(
    server: Server, device: Device, keyring: Keyring, keys: dict[str, _Key], there: _Own
) -> bool:
    mine = there.device_keys.get(device.user, {}).get(device.id, {})
    names = {"ed25519": keyring.ed25519, "curve25519": keyring.curve25519}
    if mine.get("keys") != {f"{kind}:{device.id}": key for kind, key in names.items()}:
        raise Foreign
    key = keys["self_signing"]
    if key.id in mine.get("signatures", {}).get(device.user, {}):
        return False
    bare = {n: value for n, value in mine.items() if n not in ("signatures", "unsigned")}
    signed = {**bare, "signatures": {device.user: {key.id: key.sign(mine)}}}
    body = {device.user: {device.id: signed}}
    if (await server.ask(_Answer, "POST", "/keys/signatures/upload", body)).failures:
        raise Refused(400, "M_INVALID_SIGNATURE")
    return True
