"""Feeds from the network: only what is new, no more than it may be, and from nowhere private."""

from __future__ import annotations

from urllib.parse import urljoin

import aiohttp
from msgspec import Struct

from dialogs.events.reasons import Reason

from .addresses import FeedProblem, target
from .reading import LARGEST
from .resolving import PublicOnly

REDIRECTS = 5
TOTAL, CONNECT, READ = 30.0, 10.0, 15.0
"""Seconds for all of it, for a connection, and between two parts of the answer."""
_CHUNK = 65_536
_ACCEPTED = (
    "text/calendar, application/rss+xml, application/atom+xml, application/json;q=0.9, */*;q=0.5"
)
_MOVED = frozenset({301, 302, 303, 307, 308})


class Fetched(Struct, frozen=True):
    """What a feed holds now; no body where nothing is new."""

    body: bytes | None
    etag: str = ""
    modified: str = ""


async def fetch(
    url: str, etag: str = "", modified: str = "", allow_private: bool = False
) -> Fetched:
    """Raises FeedProblem."""
    headers = {"User-Agent": "Revierstimme", "Accept": _ACCEPTED}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    try:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=PublicOnly(allow_private), use_dns_cache=False, force_close=True
            ),
            timeout=aiohttp.ClientTimeout(TOTAL, sock_connect=CONNECT, sock_read=READ),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=8190,
        ) as session:
            return await _followed(session, url, headers, allow_private)
    except TimeoutError:
        raise FeedProblem(Reason("slow_server")) from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        inner = error.__cause__ if isinstance(error.__cause__, FeedProblem) else None
        away = Reason("unreachable", said=type(error).__name__)
        raise inner or FeedProblem(away) from None


async def _followed(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str], allow_private: bool
) -> Fetched:
    """Follow where a feed has moved to, looking at each address anew."""
    for _ in range(REDIRECTS + 1):
        address = target(url, allow_private).geturl()
        async with session.get(address, headers=headers, allow_redirects=False) as answer:
            if answer.status in _MOVED and (moved := answer.headers.get("Location")):
                url = urljoin(address, moved)
                continue
            return await _read(answer)
    raise FeedProblem(Reason("in_circles"))


async def _read(answer: aiohttp.ClientResponse) -> Fetched:
    etag = _plain(answer.headers.get("ETag", ""), 300)
    modified = _plain(answer.headers.get("Last-Modified", ""), 100)
    if answer.status == 304:
        return Fetched(None, etag, modified)
    if answer.status != 200:
        raise FeedProblem(Reason("status", answer.status))
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise FeedProblem(Reason("too_large", LARGEST // 1_000_000))
    return Fetched(bytes(body), etag, modified)


def _plain(header: str, longest: int) -> str:
    """What can be kept and said again; a server may send any bytes, and gets none of those."""
    return header if header.isascii() and header.isprintable() and len(header) <= longest else ""
