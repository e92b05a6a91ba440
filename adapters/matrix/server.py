"""A home server: one way to ask it, refusals as exceptions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec
from msgspec import Struct

from .errors import UNKNOWN_TOKEN, Refused

CONNECT, ANSWER = 10.0, 30.0
"""Seconds for a connection, and for an answer."""
LONGEST_WAIT = timedelta(hours=1)
RENEWALS = 2
"""How often a token is renewed for one call: another process may have used up the next one."""
MOST = 64 * 2**20
"""Bytes of the longest answer that is read."""

_ADMIN = "/_synapse/admin/v1"
_CLIENT, _UPLOAD = "/_matrix/client/v3", "/_matrix/media/v3/upload"

T = TypeVar("T")


class _Refusal(Struct):
    errcode: str = ""
    retry_after_ms: float = 0
    session: str = ""
    soft_logout: bool = False


class _Request(Struct):
    """All of a call but who asks; `patience` in seconds, `most` in bytes."""

    method: str
    path: str
    data: bytes | None = None
    kind: str = "application/json"
    patience: float = ANSWER
    most: int = MOST


def part(name: str) -> str:
    """A room, an event or a person as part of a path."""
    return quote(name, safe="")


class Server:
    """Calls of one account; `token` is empty until it is logged in.

    `renew` is called with a token that was refused, and whether the device is still there, and
    tells whether there is another now.
    """

    def __init__(self, base: str, token: str = "", connections: int = 32) -> None:
        self.base = base.rstrip("/")
        self.token = token
        self._connections = connections
        self.renew: Callable[[str, bool], Awaitable[bool]] | None = None
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
        return await self._ask(_Request(method, _CLIENT + path, data, patience=patience))

    async def download(self, path: str, most: int, patience: float) -> bytes:
        """A file of no more than so many bytes; raises the same."""
        return await self._ask(_Request("GET", path, patience=patience, most=most))

    async def admin(self, path: str) -> bytes:
        """What Synapse tells administrators."""
        return await self._ask(_Request("GET", _ADMIN + path))

    async def upload(self, data: bytes, kind: str, patience: float) -> bytes:
        """The same for a file."""
        return await self._ask(_Request("POST", _UPLOAD, data, kind, patience))

    async def enter(self, kind: type[T], path: str, body: Any) -> T:
        """What nobody has to be logged in for, and what it is about; raises the same."""
        request = _Request("POST", _CLIENT + path, msgspec.json.encode(body))
        return _typed(await self._once(request, ""), kind)

    async def _ask(self, request: _Request) -> bytes:
        for _ in range(RENEWALS):
            token = self.token
            try:
                return await self._once(request, token)
            except Refused as refused:
                if refused.code != UNKNOWN_TOKEN or self.renew is None:
                    raise
                if not await self.renew(token, refused.soft):
                    raise
        return await self._once(request, self.token)

    async def _once(self, request: _Request, token: str) -> bytes:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if request.data is not None:
            headers["Content-Type"] = request.kind
        async with self._connected().request(
            request.method,
            self.base + request.path,
            data=request.data,
            headers=headers,
            timeout=_timeout(request.patience),
            allow_redirects=False,
        ) as answer:
            found = await _read(answer, request.most)
            if answer.status != 200:
                raise _refused(answer.status, found, answer.headers.get("Retry-After", ""))
            return found

    def _connected(self) -> aiohttp.ClientSession:
        if self._closed:
            raise aiohttp.ClientConnectionError("closed")
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    async def ask(self, kind: type[T], method: str, path: str, body: Any = None) -> T:
        """The same, read as a type; what cannot be read is a refusal, as of a broken proxy."""
        return _typed(await self.call(method, path, body), kind)


def _typed(answer: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(502, "unreadable") from None


def _timeout(patience: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=patience + CONNECT, sock_connect=CONNECT, sock_read=patience
    )


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
        return Refused(status, code[:60], session=told.session, soft=told.soft_logout)
    seconds = told.retry_after_ms / 1000 or (float(after) if after.isdecimal() else 5.0)
    wait = min(max(0.05, seconds), LONGEST_WAIT.total_seconds())
    return Refused(status, "M_LIMIT_EXCEEDED", timedelta(seconds=wait))
