"""Answers over HTTP: the right ones, and those of a fault."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

import msgspec
from aiohttp import web

from .faults import Fault, Garbage, Hang, Page, Refuse, Reset, Script, Slow

_encode = msgspec.json.Encoder().encode


def reply(answer: dict[str, Any], status: int = 200) -> web.StreamResponse:
    return web.Response(body=_encode(answer), status=status, content_type="application/json")


async def strike(
    request: web.BaseRequest, script: Script, fault: Fault
) -> web.StreamResponse | None:
    """Let something go wrong; None if the call goes on, later."""
    match fault:
        case Refuse(refusal):
            return reply(refusal.answer, refusal.code)
        case Page(status):
            page = f"<html><head><title>{status}</title></head><body>nginx</body></html>"
            return web.Response(text=page, status=status, content_type="text/html")
        case Garbage(content):
            return web.Response(body=content, content_type="application/json")
        case Reset():
            _reset(request)
            return web.Response()
        case Slow(seconds):
            await asyncio.sleep(seconds)
        case Hang():
            await script.released.wait()
    return None


def _reset(request: web.BaseRequest) -> None:
    """Break the connection as a crashing host does: with RST."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
