"""Hearing by webhook: Telegram calls us, and is answered 200 only when what it told is stored."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import ssl
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from aiohttp import web

LARGEST = 1_000_000
"""Bytes of an update."""
PATH = "/telegram"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"

log = logging.getLogger(__name__)
Store = Callable[[bytes], Awaitable[bool]]


class Webhook(Struct, frozen=True):
    """Where Telegram calls (`public_url`, https) and where we listen (host:port).

    With the paths of a `certificate` of one's own and its `key` we speak https ourselves, and
    Telegram is shown the certificate; without, a proxy in front of us does.
    """

    public_url: str
    listen: str
    secret: str
    certificate: str = ""
    key: str = ""

    @property
    def address(self) -> str:
        return f"{self.public_url.rstrip('/')}{PATH}"


def secret_of(token: str) -> str:
    """A secret that needs no place to be kept; of the characters that Telegram allows."""
    return hashlib.sha256(f"webhook {token}".encode()).hexdigest()


def _tls(webhook: Webhook) -> ssl.SSLContext | None:
    if not webhook.certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(webhook.certificate, webhook.key)
    return context


async def serve(webhook: Webhook, store: Store) -> None:
    """Listen until cancelled; `store` says whether an update is stored."""
    # Seven megabytes that a bot which polls has no use for.
    from aiohttp import web  # noqa: PLC0415

    async def hear(request: web.Request) -> web.Response:
        # Whoever does not know the secret may send any bytes instead.
        given = request.headers.get(_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, webhook.secret.encode()):
            return web.Response(status=403)
        stored = await store(await request.read())
        # Anything but 2xx has Telegram call again, with growing pauses.
        return web.Response(status=200 if stored else 503)

    app = web.Application(client_max_size=LARGEST)
    app.router.add_post(PATH, hear)
    host, _, port = webhook.listen.rpartition(":")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, int(port), ssl_context=_tls(webhook)).start()
        log.info("listening for Telegram on %s", webhook.listen)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
