"""Tokens that run out: exchanged for new ones, which are kept before the old are used up."""

from __future__ import annotations

import asyncio
import logging

from msgspec import Struct

from ..adapter import TryAgain
from .account import Account, Device, NoWayIn, keep, new_device, remembered
from .errors import Refused
from .memory import Notebook
from .server import Server

log = logging.getLogger(__name__)


class _Refreshed(Struct):
    access_token: str
    refresh_token: str = ""


async def refreshed(server: Server, device: Device) -> Device:
    """The device with its next token; the old refresh token is good until that one is used.

    Raises Refused, or what a network fails with.
    """
    found = await server.enter(_Refreshed, "/refresh", {"refresh_token": device.refresh})
    refresh = found.refresh_token or device.refresh
    return Device(device.user, device.id, found.access_token, refresh)


class Tokens:
    def __init__(self, server: Server, account: Account, notebook: Notebook) -> None:
        self._server = server
        self._account = account
        self._notebook = notebook
        self._renewing = asyncio.Lock()

    async def renew(self, token: str, soft: bool) -> bool:
        """Have the server know the bot again; `token` was refused, `soft` if the device is still
        there. Whether it is worth another try.

        Raises Refused where that comes to nothing for now, or as a network fails.
        """
        async with self._renewing:
            if self._server.token != token:
                return True  # another call has been here
            try:
                return await self._renewed(token, soft)
            except TryAgain:
                # A token that cannot be kept is not used: the old one still gets the next.
                raise ConnectionError("a new token cannot be kept") from None

    async def _renewed(self, token: str, soft: bool) -> bool:
        kept = await remembered(self._notebook)
        if kept is None:
            return False
        if kept.token != token:
            if token == self._account.token:
                return False  # what the operator has set is no good, and is not to be passed over
            self._server.token = kept.token  # another process of ours has been here
            return True
        return await self._exchanged(kept) or (soft and await self._entered(kept))

    async def _exchanged(self, kept: Device) -> bool:
        if not kept.refresh:
            return False
        try:
            device = await refreshed(self._server, kept)
        except Refused as refused:
            if refused.after or refused.status >= 500:
                raise
            # Perhaps another process of ours was faster.
            found = await remembered(self._notebook)
            if found is None or found.token == kept.token:
                return False
            self._server.token = found.token
            return True
        await keep(self._notebook, device)
        self._server.token = device.token
        return True

    async def _entered(self, kept: Device) -> bool:
        """Log in by password as the same device, whose keys are all still good."""
        try:
            await new_device(self._server, self._account, self._notebook, kept.id)
        except NoWayIn:
            return False
        log.info("the bot has logged in again as the same device")
        return True
