"""A home server that wants a rest, however long it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from adapters.matrix.errors import Refused
from adapters.matrix.server import LONGEST_WAIT, Server
from tests.adapters.calendars.test_fetching import serving


@pytest.mark.parametrize(
    ("body", "header", "rest"),
    [
        (b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2000}', "", timedelta(seconds=2)),
        (b'{"errcode": "M_LIMIT_EXCEEDED"}', "7", timedelta(seconds=7)),
        (b"too fast", "", timedelta(seconds=5)),
        (b'{"retry_after_ms": -1}', "", timedelta(seconds=0.05)),
        (b'{"retry_after_ms": 1e300}', "", LONGEST_WAIT),
        (b"{}", "9" * 400, LONGEST_WAIT),
    ],
)
async def test_how_long_it_is_left_alone(body: bytes, header: str, rest: timedelta) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=429, body=body, headers={"Retry-After": header})

    async with serving(answer) as url:
        server = Server(url)
        try:
            with pytest.raises(Refused) as refused:
                await server.call("GET", "/sync")
        finally:
            await server.close()
    assert refused.value.after == rest
