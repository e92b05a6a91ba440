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

_ADMIN = "/_synapse/admin/v1"
_CLIENT, _UPLOAD = "/_matrix/client/v3", "/_matrix/media/v3/upload"

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
        self._closed = False

    async def close(self) -> None:
        """Nothing can be asked from now on."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(
        self, method: str, path: str, body: Any = None, *, patience: float = ANSWER
    ) -> bytes:
        """The server's answer as it came; raises Refused, or what a network fails with."""
        data = None
        if method != "GET":
            data = msgspec.json.encode({} if body is None else body)
        return await self._ask(method, _CLIENT + path, data, "application/json", patience, MOST)

    async def download(self, path: str, most: int, patience: float) -> bytes:
        """A file of no more than so many bytes; raises the same."""
        return await self._ask("GET", path, None, "", patience, most)

    async def admin(self, path: str) -> bytes:
        """What Synapse tells administrators."""
        return await self._ask("GET", _ADMIN + path, None, "", ANSWER, MOST)

    async def upload(self, data: bytes, kind: str, patience: float) -> bytes:
        """The same for a file."""
        return await self._ask("POST", _UPLOAD, data, kind, patience, MOST)

    async def _ask(  # noqa: PLR0913, PLR0917 - all of a request
        self, method: str, path: str, data: bytes | None, kind: str, patience: float, most: int
    ) -> bytes:
        if self._closed:
            raise aiohttp.ClientConnectionError("closed")
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if data is not None:
            headers["Content-Type"] = kind
        timeout = aiohttp.ClientTimeout(
            total=patience + CONNECT, sock_connect=CONNECT, sock_read=patience
        )
        async with self._session.request(
            method,
            self.base + path,
            data=data,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
        ) as answer:
            found = await _read(answer, most)
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


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """No more than so many bytes are kept, whatever the server says that it sends."""
    found = bytearray()
    async for some in answer.content.iter_chunked(2**16):
        found += some
        if len(found) > most:
            raise Refused(413, "M_TOO_LARGE")
    return bytes(found)


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
