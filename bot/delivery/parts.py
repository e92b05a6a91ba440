"""A post said in as many parts as its platform needs; after a failure only what is left of it."""

from __future__ import annotations

import asyncio

from adapters.adapter import Adapter
from adapters.fit import fit
from storage.post import Post

from .turnstile import Turnstile

LONGEST = 300.0
"""Seconds after which a send that does not come to its end is cut off, and tried again.

Adapters end theirs long before; this is for an error in one, which would else take a worker and
its chat for good. The message may have been said, so it has the same key.
"""


class Parts:
    def __init__(self, adapter: Adapter, turnstile: Turnstile) -> None:
        self._adapter = adapter
        self._turnstile = turnstile
        self._said: dict[int, int] = {}

    async def say(self, post: Post) -> str:
        """The platform's name for the last part; the slot for the first one has been taken."""
        name, first = "", self._said.get(post.id, 0)
        parts = fit(post.message, self._adapter.can)
        for number in range(first, len(parts)):
            if number > first:
                await self._turnstile.again(post.priority)
            key = post.key if len(parts) == 1 else f"{post.key}.{number}"
            async with asyncio.timeout(LONGEST):
                name = await self._adapter.send(post.address, parts[number], key)
            self._said[post.id] = number + 1
        return name

    def forget(self, post: int) -> None:
        """It will not be said again."""
        self._said.pop(post, None)
