"""Whether a campaign's post may still be said: asked right before, for many at once."""

from __future__ import annotations

import asyncio

from storage.campaign import Verdict
from storage.database import Database, StorageAway

from ..clock import Clock


class Verdicts:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._asked: dict[int, asyncio.Future[Verdict]] = {}
        self._one = asyncio.Lock()

    async def of(self, post: int) -> Verdict:
        """What is asked while another question is under way is asked together with the next."""
        answer: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._asked[post] = answer
        async with self._one:
            if not answer.done():
                await self._ask()
        return answer.result()

    async def _ask(self) -> None:
        asked, self._asked = self._asked, {}
        now, posts = self._clock.now(), list(asked)
        try:
            verdicts = await self._database.read(lambda s: s.campaigns.verdicts(posts, now))
        except StorageAway:
            verdicts = dict.fromkeys(posts, "wait")
        except Exception as error:
            for answer in asked.values():
                answer.set_exception(error)
            return
        for post, answer in asked.items():
            answer.set_result(verdicts[post])
