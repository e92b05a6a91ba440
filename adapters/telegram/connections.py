"""Bodies posted over HTTP/1.1 on connections that are kept open, with answers left as bytes.

A general client takes 130 µs for a message, a fifth of a whole turn; this one takes 25. It knows
no redirects, cookies or proxies, and never asks twice by itself.
"""

from __future__ import annotations

import asyncio
import ssl
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

CONNECT = 10.0
"""Seconds for a connection."""
KEPT = 60.0
"""Seconds that a connection may rest; servers close theirs soon after."""
LARGEST = 32_000_000
"""Bytes of an answer: a hundred updates are far less."""
_INFORMATIONAL = range(100, 200)
_LENGTHS = (b"content-length", b"transfer-encoding")


class NoConnection(OSError):
    """Nothing was sent: there was nobody to send it to. The text is the kind of error."""


class Broken(OSError):
    """The connection broke before the answer was whole: what was asked is done, or it is not."""


class Answer(NamedTuple):
    status: int
    body: bytes


class Connections:
    """At most so many connections at once; who finds none waits for one."""

    def __init__(self, most: int) -> None:
        self._room = asyncio.Semaphore(most)
        self._resting: list[_Connection] = []
        self._closed = False

    async def post(self, url: str, body: bytes, patience: float) -> Answer:
        """The answer to JSON; raises NoConnection, Broken, or TimeoutError.

        `patience` are the seconds from a connection to the whole answer.
        """
        where = _target(url)
        async with self._room:
            connection = self._rested(where.server) or await _connected(where.server)
            try:
                request = where.head + b"%d\r\n\r\n" % len(body) + body
                answer = await connection.ask(request, patience)
            except BaseException:
                # Its answer may still come, and must not be taken for that of the next request.
                connection.close()
                raise
            if self._closed:
                connection.close()
            elif connection.is_open:
                self._resting.append(connection)
            return answer

    async def close(self) -> None:
        """What is under way comes to its end, and lets go of its connection then."""
        self._closed = True
        resting, self._resting = self._resting, []
        for connection in resting:
            connection.close()
        await asyncio.sleep(0)  # the loop lets go of them at its next round

    def _rested(self, server: _Server) -> _Connection | None:
        """The one used last, so that those too many get old and go."""
        while self._resting:
            connection = self._resting.pop()
            if connection.is_open and connection.server == server and connection.is_fresh:
                return connection
            connection.close()
        return None


class _Server(NamedTuple):
    host: str
    port: int
    is_secure: bool


class _Target(NamedTuple):
    """Where a request goes; `head` is all that precedes the length of its body."""

    server: _Server
    head: bytes


class _Connection(asyncio.Protocol):
    """One request at a time. Whatever is not as it has to be ends it."""

    def __init__(self, server: _Server) -> None:
        self.server = server
        self._loop = asyncio.get_running_loop()
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._asked: asyncio.Future[Answer] | None = None
        self._body = bytearray()
        self._has_begun = self._has_length = False
        self._since = 0.0

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    @property
    def is_fresh(self) -> bool:
        return self._loop.time() - self._since < KEPT

    async def ask(self, request: bytes, patience: float) -> Answer:
        """Raises Broken, or TimeoutError after so many seconds."""
        if self._transport is None or self._transport.is_closing():
            raise Broken("closed")
        self._asked = self._loop.create_future()
        self._transport.write(request)
        late = self._loop.call_later(patience, self._fail, TimeoutError())
        try:
            return await self._asked
        finally:
            late.cancel()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    # Told by the loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._asked is None:
            return self.close()  # nothing was asked
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._fail(error)

    def eof_received(self) -> None:
        if self._has_begun and not self._has_length:
            self.on_message_complete()  # an answer that is as long as the connection

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._fail(error or EOFError())

    # Told by the parser.

    def on_message_begin(self) -> None:
        self._body.clear()
        self._has_begun = self._has_length = False
        if self._asked is None:
            self.close()  # more than one answer

    def on_header(self, name: bytes, _: bytes) -> None:
        self._has_length |= name.lower() in _LENGTHS

    def on_headers_complete(self) -> None:
        self._has_begun = True

    def on_body(self, body: bytes) -> None:
        self._body += body
        if len(self._body) > LARGEST:
            self._fail(OverflowError())

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status in _INFORMATIONAL or self._asked is None:
            return
        asked, self._asked = self._asked, None
        if not self._parser.should_keep_alive():
            self.close()
        self._since = self._loop.time()
        if not asked.done():
            asked.set_result(Answer(status, bytes(self._body)))

    def _fail(self, error: Exception) -> None:
        asked, self._asked = self._asked, None
        if asked is not None and not asked.done():
            # Not the text of the error: it may hold what was sent.
            late = isinstance(error, TimeoutError)
            asked.set_exception(error if late else Broken(type(error).__name__))
        self.close()


async def _connected(server: _Server) -> _Connection:
    try:
        async with asyncio.timeout(CONNECT):
            _, connection = await asyncio.get_running_loop().create_connection(
                lambda: _Connection(server),
                server.host,
                server.port,
                ssl=trust() if server.is_secure else None,
                happy_eyeballs_delay=0.25,
            )
    except OSError as error:
        raise NoConnection(type(error).__name__) from None
    return connection


@cache
def trust() -> ssl.SSLContext:
    """The certificates that the system trusts, read once."""
    return ssl.create_default_context()


@lru_cache(maxsize=100)
def _target(url: str) -> _Target:
    parts = urlsplit(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    usual = 443 if is_secure else 80
    port = parts.port or usual
    named = f"[{host}]" if ":" in host else host.encode("idna").decode()
    if port != usual:
        named = f"{named}:{port}"
    head = (
        f"POST {quote(parts.path, safe='/:@%')} HTTP/1.1\r\n"
        f"Host: {named}\r\n"
        "User-Agent: revierstimme\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: "
    )
    return _Target(_Server(host, port, is_secure), head.encode("ascii"))
