"""The bot's account: it logs in once, and then stays the same device."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from .memory import Notebook
from .server import Server

DEVICE, TOKEN = "device", "sync"
"""What the notebook calls the device, and how far was heard."""
SHOWN = "Revierstimme"
"""What the device is called in the lists that people see."""


class Account(Struct, frozen=True):
    """With an access token, or a password to get one by."""

    homeserver: str
    user: str = ""
    password: str = ""
    token: str = ""


class Device(Struct, frozen=True):
    """Where the bot is logged in: `id` is the device's, `user` the whole name of the account."""

    user: str
    id: str
    token: str


class NoWayIn(Exception):
    """Neither a token nor a password is given, and no device is remembered."""


class _Login(Struct):
    user_id: str
    device_id: str
    access_token: str


class _Me(Struct):
    user_id: str
    device_id: str = ""


async def remembered(notebook: Notebook) -> Device | None:
    kept = await notebook.read(DEVICE)
    return None if kept is None else msgspec.json.decode(kept, type=Device)


async def log_in(server: Server, account: Account, notebook: Notebook) -> Device:
    """The device of before if there is one, else a new one; `server` speaks for it from then on.

    Raises NoWayIn, Refused, or what a network fails with.
    """
    kept = await remembered(notebook)
    if account.token:
        server.token = account.token
    elif kept is not None and _is_of(kept, account.user):
        server.token = kept.token
    elif account.password:
        return await new_device(server, account, notebook)
    else:
        raise NoWayIn
    me = await server.ask(_Me, "GET", "/account/whoami")
    device = Device(me.user_id, me.device_id, server.token)
    if device != kept:
        await notebook.write(DEVICE, msgspec.json.encode(device))
    return device


async def new_device(server: Server, account: Account, notebook: Notebook) -> Device:
    """Log in by password; a home server allows a few times an hour. Raises as `log_in` does."""
    if not account.password:
        raise NoWayIn
    wanted = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": account.user},
        "password": account.password,
        "initial_device_display_name": SHOWN,
    }
    server.token = ""
    found = await server.ask(_Login, "POST", "/login", wanted)
    server.token = found.access_token
    device = Device(found.user_id, found.device_id, found.access_token)
    await notebook.write(DEVICE, msgspec.json.encode(device))
    return device


def _is_of(device: Device, user: str) -> bool:
    return device.user == user or device.user.partition(":")[0] == f"@{user}"
