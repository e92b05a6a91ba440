"""Feeds from real servers on this machine, and addresses that nobody may be sent to."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.calendars import fetching
from adapters.calendars.addresses import FeedProblem, is_public, target
from adapters.calendars.fetching import fetch
from adapters.calendars.resolving import PublicOnly

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """The address of a server that answers so."""
    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def test_what_did_not_change_is_not_sent_again() -> None:
    async def answer(request: web.Request) -> web.Response:
        headers = {"ETag": '"7"', "Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"}
        same = request.headers.get("If-None-Match") == '"7"'
        return web.Response(
            status=304 if same else 200, body=None if same else b"x", headers=headers
        )

    async with serving(answer) as url:
        first = await fetch(url, allow_private=True)
        assert (first.body, first.etag) == (b"x", '"7"')
        second = await fetch(url, first.etag, first.modified, allow_private=True)
        assert second.body is None


@pytest.mark.parametrize("packed", [False, True])
async def test_what_is_too_large_is_given_up(
    packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 100_000)

    async def answer(request: web.Request) -> web.Response:
        body = b" " * 10_000_000
        headers = {"Content-Encoding": "gzip"} if packed else {}
        return web.Response(body=gzip.compress(body) if packed else body, headers=headers)

    async with serving(answer) as url:
        with pytest.raises(FeedProblem, match="too_large"):
            await fetch(url, allow_private=True)


async def test_who_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "READ", 0.05)

    async def answer(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async with serving(answer) as url:
        with pytest.raises(FeedProblem, match="slow_server"):
            await fetch(url, allow_private=True)


@pytest.mark.parametrize(
    ("status", "why"), [(404, "status"), (500, "status"), (302, "in_circles")]
)
async def test_what_a_server_refuses(status: int, why: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": str(request.url)})

    async with serving(answer) as url:
        with pytest.raises(FeedProblem, match=why):
            await fetch(url, allow_private=True)


async def test_a_feed_that_moved_is_followed_but_not_into_a_private_net(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/old":
            return web.Response(status=301, headers={"Location": "/new"})
        return web.Response(text=request.path)

    async with serving(answer) as url:
        assert (await fetch(f"{url}/old", allow_private=True)).body == b"/new"
        # As if the first server was a public one.
        was = fetching.target

        def first_only(address: str, allow_private: bool = False) -> object:
            return was(address, allow_private or address.endswith("/old"))

        monkeypatch.setattr(fetching, "target", first_only)
        with pytest.raises(FeedProblem, match=r"port|private_address"):
            await fetch(f"{url}/old")


async def test_a_name_that_leads_into_a_private_net_is_refused() -> None:
    with pytest.raises(FeedProblem, match="private_name"):
        await fetch("https://localhost/feed.ics")
    assert await PublicOnly(allow_private=True).resolve("localhost", 80)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://[fe80::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "https://example.org:22/",
        "https://exämple.org/",
        "https:///x",
        "javascript:alert(1)",
        "https://example.org:99999/",
        "http://[::1/",
        "gopher://x",
    ],
)
def test_addresses_that_nobody_is_sent_to(url: str) -> None:
    for each in (url, f"{url} x", url + "a" * 1000):
        with pytest.raises(FeedProblem):
            target(each)


@pytest.mark.parametrize("url", ["https://example.org/a.ics?x=1", "webcal://example.org/a.ics"])
def test_addresses_that_are_fetched(url: str) -> None:
    assert target(url).geturl().startswith("https://example.org/a.ics")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1", True),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::ffff:1.1.1.1", True),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
