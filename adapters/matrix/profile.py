"""What people see of the account: its name."""

from __future__ import annotations

from msgspec import Struct

from dialogs.texts import load

from .errors import Refused
from .server import Server, part

NAME = load("profile")["name"].by_language["de"]


class _Shown(Struct):
    displayname: str | None = None


async def introduce(server: Server, me: str) -> str:
    """Give an account without a name of its own one, and tell what it is.

    Raises Refused, or what a network fails with.
    """
    path = f"/profile/{part(me)}/displayname"
    try:
        shown = (await server.ask(_Shown, "GET", path)).displayname
    except Refused as refused:
        if refused.code != "M_NOT_FOUND":
            raise
        shown = None
    # Many servers take the account's name where nobody gave another.
    if not shown or shown == me[1:].partition(":")[0]:
        await server.call("PUT", path, {"displayname": NAME})
        return NAME
    return shown
