"""Stands between an adapter and its server, and lets down what is asked as it is told to."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp
from aiohttp import web

SENDING = re.compile(r"/_matrix/client/v3/rooms/[^/]+/send/m\.room\.(message|encrypted)/.+")


class Between:
    """`refuses` answers the next message itself; so many as `breaks` get no answer.

    While `open` is not set messages are under way; while `away` nothing is answered at all.
    """

    def __init__(self, behind: str) -> None:
        self.address = ""
        self.refuses: tuple[int, dict[str, Any]] | None = None
        self.breaks = 0
        self.away = False
        self.open = asyncio.Event()
        self.open.set()
        self._behind = behind
        self._client: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Between:
        self._client = aiohttp.ClientSession(auto_decompress=False)
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        assert self._client is not None
        await self._runner.cleanup()
        await self._client.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.away:
            return self._hang_up(request)
        if not SENDING.fullmatch(request.rel_url.raw_path):
            return await self._pass_on(request)
        await self.open.wait()
        refuses, self.refuses = self.refuses, None
        if refuses is not None:
            return web.json_response(refuses[1], status=refuses[0])
        answer = await self._pass_on(request)
        if self.breaks:
            self.breaks -= 1
            return self._hang_up(request)
        return answer

    def _hang_up(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        assert self._client is not None
        kept = {"Authorization", "Content-Type"}
        headers = {name: value for name, value in request.headers.items() if name in kept}
        async with self._client.request(
            request.method,
            f"{self._behind}{request.rel_url.raw_path_qs}",
            data=await request.read(),
            headers=headers,
        ) as answer:
            body = await answer.read()
            kind = answer.headers.get("Content-Type", "application/json")
            return web.Response(status=answer.status, body=body, headers={"Content-Type": kind})
