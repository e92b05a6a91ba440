"""A home server: one way to ask it, refusals as exceptions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec
from msgspec import Struct

from .errors import Refused

CONNECT, ANSWER = 10.0, 30.0
"""Seconds for a connection, and for an answer."""
LONGEST_WAIT = timedelta(hours=1)
MOST = 64 * 2**20
"""Bytes of the longest answer that is read."""

T = TypeVar("T")


class _Refusal(Struct):
    errcode: str = ""
    retry_after_ms: float = 0
    session: str = ""


def part(name: str) -> str:
    """A room, an event or a person as part of a path."""
    return quote(name, safe="")


class Server:
    """Calls of one account; `token` is empty until it is logged in."""

    def __init__(self, base: str, token: str = "", connections: int = 32) -> None:
        self.base = base.rstrip("/")
        self.token = token
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        version: str = "/_matrix/client/v3",
        patience: float = ANSWER,
    ) -> bytes:
        """The server's answer as it came; raises Refused, or what a network fails with."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = None
        if method != "GET":
            data = msgspec.json.encode({} if body is None else body)
            headers["Content-Type"] = "application/json"
        timeout = aiohttp.ClientTimeout(
            total=patience + CONNECT, sock_connect=CONNECT, sock_read=patience
        )
        async with self._session.request(
            method,
            f"{self.base}{version}{path}",
            data=data,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
        ) as answer:
            if answer.content_length is not None and answer.content_length > MOST:
                raise aiohttp.ClientPayloadError("the answer is too long")
            found = await answer.read()
            if answer.status != 200:
                raise _refused(answer.status, found, answer.headers.get("Retry-After", ""))
            return found

    async def ask(self, kind: type[T], method: str, path: str, body: Any = None) -> T:
        """The same, read as a type; what cannot be read is a refusal, as of a broken proxy."""
        answer = await self.call(method, path, body)
        try:
            return msgspec.json.decode(answer, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Refused(502, "unreadable") from None


def _refused(status: int, body: bytes, after: str) -> Refused:
    """Never with the text that came: it may hold anything."""
    try:
        told = msgspec.json.decode(body, type=_Refusal)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        told = _Refusal()
    code = told.errcode if told.errcode.startswith("M_") else ""
    if status != 429 and code != "M_LIMIT_EXCEEDED":
        return Refused(status, code[:60], session=told.session)
    seconds = told.retry_after_ms / 1000 or (float(after) if after.isdecimal() else 5.0)
    wait = min(timedelta(seconds=max(0.05, seconds)), LONGEST_WAIT)
    return Refused(status, "M_LIMIT_EXCEEDED", wait)
