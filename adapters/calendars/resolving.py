"""Looks up where feeds lie; a file of its own, as what it builds on takes long to load."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from dialogs.events.reasons import Reason

from .addresses import FeedProblem, is_public


class PublicOnly(AbstractResolver):
    """Resolves names to public addresses alone; the connection goes to what was looked at."""

    def __init__(self, allow_private: bool = False) -> None:
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises FeedProblem where a name has a private address, OSError where it has none."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        results: list[ResolveResult] = []
        for kind, _, proto, _, address in found:
            place: Any = address[0]
            if not self._allow_private and not is_public(
                ipaddress.ip_address(place.split("%")[0])
            ):
                raise FeedProblem(Reason("private_name"))
            results.append(
                ResolveResult(
                    hostname=host,
                    host=place,
                    port=port,
                    family=kind,
                    proto=proto,
                    flags=socket.AI_NUMERICHOST,
                )
            )
        return results

    async def close(self) -> None:
        pass
