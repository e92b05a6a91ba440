"""A bot of a few lines, to call the server with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from .server import TelegramServer

Answer = tuple[int, dict[str, Any]]
Calls = Callable[..., Awaitable[Answer]]


@asynccontextmanager
async def calling(server: TelegramServer) -> AsyncIterator[Calls]:
    """`await call("sendMessage", chat_id=1, text="…")`: the status and the answer."""
    async with aiohttp.ClientSession() as client:

        async def call(method: str, **given: Any) -> Answer:
            async with client.post(f"{server.url}/{method}", json=given) as response:
                return response.status, await response.json()

        yield call
