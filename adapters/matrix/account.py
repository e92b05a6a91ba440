"""The bot's account: it logs in once, and then stays the same device."""

from __future__ import annotations

from typing import Any

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
    """Where the bot is logged in: `id` is the device's, `user` the whole name of the account.

    `refresh` is what a new token can be had for, if this one runs out.
    """

    user: str
    id: str
    token: str
    refresh: str = ""


class NoWayIn(Exception):
    """Neither a token nor a password is given, and no device is remembered."""


class _Login(Struct):
    user_id: str
    device_id: str
    access_token: str
    refresh_token: str = ""


class _Me(Struct):
    user_id: str
    device_id: str = ""


async def remembered(notebook: Notebook) -> Device | None:
    kept = await notebook.read(DEVICE)
    return None if kept is None else msgspec.json.decode(kept, type=Device)


async def keep(notebook: Notebook, device: Device) -> None:
    await notebook.write(DEVICE, msgspec.json.encode(device))


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
    # The token may have run out, and been exchanged for another on the way.
    kept = await remembered(notebook)
    refresh = kept.refresh if kept is not None and kept.token == server.token else ""
    device = Device(me.user_id, me.device_id, server.token, refresh)
    if device != kept:
        await keep(notebook, device)
    return device


async def new_device(server: Server, account: Account, notebook: Notebook, id: str = "") -> Device:
    """Log in by password; a home server allows a few times an hour. Raises as `log_in` does.

    `id` is that of a device whose keys are still here, and that it goes on being.
    """
    if not account.password:
        raise NoWayIn
    wanted: dict[str, Any] = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": account.user},
        "password": account.password,
        "initial_device_display_name": SHOWN,
        "refresh_token": True,
    }
    if id:
        wanted["device_id"] = id
    found = await server.enter(_Login, "/login", wanted)
    device = Device(found.user_id, found.device_id, found.access_token, found.refresh_token)
    await keep(notebook, device)
    server.token = device.token
    return device


def _is_of(device: Device, user: str) -> bool:
    return device.user == user or device.user.partition(":")[0] == f"@{user}"
