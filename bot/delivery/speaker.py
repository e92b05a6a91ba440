"""One post said: what becomes of it, however the platform fails."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from datetime import datetime

from adapters.adapter import Adapter, RetryLater, Unreachable
from storage.moments import stamp
from storage.post import Post
from storage.settling import Settled

from ..clock import Clock
from .asking import Verdicts
from .parts import Parts
from .retry import after_failure
from .turnstile import Turnstile

log = logging.getLogger(__name__)


class Speaker:
    def __init__(
        self, adapter: Adapter, clock: Clock, verdicts: Verdicts, turnstile: Turnstile
    ) -> None:
        self._clock = clock
        self._verdicts = verdicts
        self._turnstile = turnstile
        self._parts = Parts(adapter, turnstile)
        self._failures: Counter[int] = Counter()

    async def say(self, post: Post) -> Settled:
        """Say it, unless it is of no use any more; what became of that."""
        settled = await self._try(post)
        if settled.fate == "done":
            self._parts.forget(post.id)
            self._failures.pop(post.id, None)
        return settled

    async def _try(self, post: Post) -> Settled:
        now = self._clock.now()
        if post.expires is not None and post.expires <= stamp(now):
            return Settled(post.id, error="expired")
        try:
            if post.campaign or post.alert:
                verdict = await self._verdicts.of(post)
                if isinstance(verdict, datetime):
                    return Settled(post.id, error="rests", rests=verdict)
                if verdict != "say":
                    later = now if verdict == "wait" else None
                    return Settled(post.id, error=verdict, retry=later)
            name = await self._parts.say(post)
        except asyncio.CancelledError:
            # Nobody here cancels a send; a library may have done so inside.
            return self._failed(post, ConnectionError())
        except Exception as error:  # Networks and libraries fail in more ways than can be listed.
            if isinstance(error, RetryLater):
                self._turnstile.close(error.after.total_seconds(), error.gap.total_seconds())
            elif not isinstance(error, (Unreachable, OSError)):
                log.warning("a post could not be sent: %s", type(error).__name__)
            return self._failed(post, error)
        return Settled(post.id, delivered_as=name)

    def _failed(self, post: Post, error: Exception) -> Settled:
        if not isinstance(error, (RetryLater, OSError)):
            self._failures[post.id] += 1
        jitter, failures = random.random(), self._failures[post.id]  # noqa: S311
        return after_failure(post, error, self._clock.now(), jitter, failures)
