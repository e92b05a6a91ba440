"""Who may speak next: replies before alerts, one at a time, at the platform's pace."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable

from adapters.adapter import Capabilities
from storage.post import ALERT, PRIORITIES, Post

from .pace import Learnt, Pace, Paces

SPARED = 5
"""Slots of a burst that alerts leave to replies, so that several at once need not wait."""


class Turnstile:
    """A post is chosen when its slot has come: a reply never waits for an alert to be paced."""

    def __init__(self, can: Capabilities, wanted: Callable[[Post], bool]) -> None:
        """`wanted` tells whether a post is still to be said."""
        self._pace = Pace(can.per_second, can.burst)
        self._learnt = Learnt()
        self._paces = Paces(can.chat_per_second, can.chat_burst)
        self._rooms = Paces(can.room_per_second, 1)
        self._wanted = wanted
        self._lanes: dict[int, deque[Post]] = {priority: deque() for priority in PRIORITIES}
        self._one = asyncio.Lock()
        self._arrived = asyncio.Event()
        self._closed_until = 0.0

    def put(self, post: Post) -> None:
        """Have a post wait here, from when its chat or room may be spoken to again."""
        loop = asyncio.get_running_loop()
        # What is nobody's chat is a room; or a last word, which comes alone.
        paces, whose = (self._paces, post.chat) if post.chat else (self._rooms, post.address)
        wait = paces.wait(whose, loop.time())
        if wait > 0:
            loop.call_later(wait, self._line_up, post)
        else:
            self._line_up(post)

    def _line_up(self, post: Post) -> None:
        self._lanes[post.priority].append(post)
        self._arrived.set()

    def close(self, seconds: float, gap: float = 0.0) -> None:
        """Let nobody through for so long, and then one each `gap`: the platform wants it."""
        now = asyncio.get_running_loop().time()
        self._closed_until = max(self._closed_until, now + seconds)
        self._learnt.refused(now, gap)

    async def next(self) -> Post:
        """The next post, as soon as it may be said."""
        if not self._one.locked() and (post := self._ready()) is not None:
            return post
        async with self._one:
            while (post := self._ready()) is None:
                self._arrived.clear()
                await self._something()
            return post

    async def again(self, priority: int) -> None:
        """Wait for another slot: a post may have several parts."""
        while wait := self._wait(priority):  # noqa: ASYNC110 - it is time that is waited for
            await asyncio.sleep(wait)
        self._take()

    def _ready(self) -> Post | None:
        """A post that may be said now; its slot is taken."""
        lane = self._first()
        if lane is None or self._wait(lane):
            return None
        self._take()
        return self._lanes[lane].popleft()

    async def _something(self) -> None:
        """Wait for a post to arrive, or for the slot of the one that is first."""
        if (lane := self._first()) is None:
            await self._arrived.wait()
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._wait(lane)):
                await self._arrived.wait()

    def _first(self) -> int | None:
        for priority, lane in self._lanes.items():
            while lane and not self._wanted(lane[0]):
                lane.popleft()
            if lane:
                return priority
        return None

    def _wait(self, priority: int) -> float:
        now = asyncio.get_running_loop().time()
        spare = SPARED if priority == ALERT else 0
        paced = max(self._pace.soon(now, spare), self._learnt.soon(now))
        return max(0.0, self._closed_until - now, paced)

    def _take(self) -> None:
        now = asyncio.get_running_loop().time()
        self._pace.wait(now)
        self._learnt.take(now)
