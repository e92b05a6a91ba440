"""The bot's device: found again or made new, its keys here and what the server has of them."""

from __future__ import annotations

import contextlib
import logging
import secrets
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from . import identity
from .account import Account, Device, NoWayIn, log_in, new_device, remembered
from .errors import AWAY, Refused
from .keyring import Keyring
from .memory import Notebook, Sealing
from .server import Server, part
from .store import KeyStore
from .tokens import Tokens, refreshed

KEYED, SLOWED, RUN = "keyed", "slowed", "run"
"""What the notebook calls the device whose keys are here, the longest wait asked for, and the last
run of that device: the keys on the shelf bear the same mark unless they are older ones."""

log = logging.getLogger(__name__)


class Opened(Struct):
    """A device that is logged in; `close` its store."""

    device: Device
    store: KeyStore
    keyring: Keyring


class Standing(Struct, frozen=True):
    """How it is with the device: `keys` left for new people, seconds that it was `slowed` by."""

    user: str
    device: str
    vouched: bool
    keys: int
    slowed: float
    free: bool | None
    """Whether the server sets no limit to the account; None where it does not tell."""


class _Counted(Struct):
    one_time_key_counts: dict[str, int] = {}


class _Published(Struct):
    device_keys: dict[str, dict[str, dict[str, Any]]] = {}
    self_signing_keys: dict[str, dict[str, Any]] = {}


class Devices:
    def __init__(
        self,
        server: Server,
        account: Account,
        notebook: Notebook,
        sealing: Sealing,
        folder: Path,
    ) -> None:
        self._server = server
        self._account = account
        self._notebook = notebook
        self._sealing = sealing
        self._folder = folder
        server.renew = Tokens(server, account, notebook).renew

    async def open(self) -> Opened:
        """Log in, with the keys of before; raises NoWayIn, Refused, or as a network fails."""
        device = await log_in(self._server, self._account, self._notebook)
        keyed = await self._notebook.read(KEYED)
        if keyed == device.id.encode() and not self._path(device).exists():
            # Other keys for the same device would look like somebody in between.
            log.warning("the device's keys are gone, the bot logs in as a new device")
            device = await new_device(self._server, self._account, self._notebook)
        return await self._opened(device)

    async def _opened(self, device: Device) -> Opened:
        store = KeyStore(self._path(device), self._sealing)
        try:
            keyring = Keyring(device.user, device.id, store, self._server)
            await self._mark(store, keyring)
            await keyring.settle()
            await self._notebook.write(KEYED, device.id.encode())
        except BaseException:
            store.close()
            raise
        return Opened(device, store, keyring)

    async def _mark(self, store: KeyStore, keyring: Keyring) -> None:
        """Keys out of a backup have sealed more by now than they know: go on with new ones."""
        if await self._notebook.read(RUN) != (store.find(RUN, "", str) or "").encode():
            keyring.begin_anew()
        mark = secrets.token_hex(16)
        store.keep(RUN, "", mark)
        await self._notebook.write(RUN, mark.encode())

    async def vouch(self, opened: Opened) -> bool:
        """Have the account vouch for the device; whether it does.

        Raises Refused where it makes sense to try again, or as a network fails.
        """
        password = self._account.password
        try:
            await identity.vouch(
                self._server, opened.device, opened.keyring, self._notebook, password
            )
        except identity.Foreign:
            log.error("the account has an identity that is not the bot's: people see a warning")  # noqa: TRY400
            return False
        except Refused as refused:
            if refused.after or refused.status >= 500:
                raise
            log.warning("the server does not let the bot sign its device: %s", refused)
            return False
        return True

    async def reset(self) -> Opened:
        """A new device in the place of the old one; raises as `open` does."""
        old = await remembered(self._notebook)
        device = await new_device(self._server, self._account, self._notebook)
        if old is not None and old.id != device.id:
            with contextlib.suppress(Refused, *AWAY):
                await self._leave(old)
            self._path(old).unlink(missing_ok=True)
        return await self._opened(device)

    async def _leave(self, old: Device) -> None:
        """Log a device out that nobody is any more."""
        leaving = Server(self._server.base, old.token)
        try:
            if old.refresh:
                leaving.token = (await refreshed(leaving, old)).token
            await leaving.call("POST", "/logout")
        finally:
            await leaving.close()

    async def standing(self) -> Standing:
        """Without logging in anew; raises NoWayIn, Refused, or what a network fails with."""
        device = await remembered(self._notebook)
        if device is None:
            raise NoWayIn
        self._server.token = device.token
        await self._server.call("GET", "/account/whoami")
        wanted: dict[str, Any] = {"device_keys": {device.user: []}}
        there = await self._server.ask(_Published, "POST", "/keys/query", wanted)
        counts = await self._server.ask(_Counted, "POST", "/keys/upload")
        mine = there.device_keys.get(device.user, {}).get(device.id, {})
        signing = there.self_signing_keys.get(device.user, {}).get("keys", {})
        slowed = await self._notebook.read(SLOWED)
        return Standing(
            device.user,
            device.id,
            bool(mine.get("signatures", {}).get(device.user, {}).keys() & signing.keys()),
            counts.one_time_key_counts.get("signed_curve25519", 0),
            msgspec.json.decode(slowed, type=float) if slowed else 0.0,
            await self._is_free(device.user),
        )

    async def _is_free(self, user: str) -> bool | None:
        """Only an administrator's account may ask."""
        try:
            found = await self._server.admin(f"/users/{part(user)}/override_ratelimit")
        except Refused:
            return None
        limits = msgspec.json.decode(found)
        return isinstance(limits, dict) and limits.get("messages_per_second") == 0

    def _path(self, device: Device) -> Path:
        """A device's keys are of no use to another: each has a file of its own."""
        return self._folder / f"{self._sealing.index(f'{device.user} {device.id}').hex()}.db"
