"""Whether what was not asked for may still be said: asked right before, for many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from storage.alert_verdicts import Allowed
from storage.database import Database, StorageAway
from storage.moments import moment, stamp
from storage.post import IDEA, SILENCE, Post
from storage.verdicts import Verdict as OfCampaign

from ..campaigns.hours import LANDS, Hours, holidays, when_to_send
from ..clock import Clock

Verdict = Literal["say", "wait", "drop"] | datetime
"""A time is when to ask again: the hours at which people may be written to begin then."""

Asked = dict[int, tuple[Post, "asyncio.Future[Verdict]"]]


class Verdicts:
    def __init__(self, database: Database, clock: Clock, hours: Hours) -> None:
        self._database = database
        self._clock = clock
        self._hours = hours
        self._asked: Asked = {}
        self._one = asyncio.Lock()

    async def of(self, post: Post) -> Verdict:
        """What is asked while another question is under way is asked together with the next."""
        answer: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._asked[post.id] = post, answer
        async with self._one:
            if not answer.done():
                await self._ask()
        return answer.result()

    async def _ask(self) -> None:
        asked, self._asked = self._asked, {}
        await self._answer(asked)

    async def _answer(self, asked: Asked) -> None:
        """Answer all; where that fails each is asked alone, so that only what is broken fails."""
        verdicts: dict[int, Verdict] = dict.fromkeys(asked, "wait")
        try:
            verdicts |= await self._verdicts([post for post, _ in asked.values()])
        except StorageAway:
            pass  # All of it waits.
        except Exception as error:
            if len(asked) == 1:
                for _, answer in asked.values():
                    answer.set_exception(error)
                return
            for id, one in asked.items():
                await self._answer({id: one})
            return
        for id, (_, answer) in asked.items():
            answer.set_result(verdicts[id])

    async def _verdicts(self, posts: Sequence[Post]) -> dict[int, Verdict]:
        now = self._clock.now()
        kinds = {post.id: post.alert or "" for post in posts}
        of_ideas, of_silence, of_campaigns = (
            [id for id, kind in kinds.items() if kind == one] for one in (IDEA, SILENCE, "")
        )
        of_alerts = [id for id, kind in kinds.items() if kind not in (IDEA, SILENCE, "")]
        return {
            **await self._campaigns(of_campaigns, now),
            **await self._alerts(of_alerts, now),
            **await self._ideas(of_ideas),
            **await self._silence(of_silence, now),
        }

    async def _campaigns(self, posts: Sequence[int], now: datetime) -> Mapping[int, OfCampaign]:
        if not posts:
            return {}
        return await self._database.read(lambda s: s.campaigns.verdicts(posts, now))

    async def _alerts(self, posts: Sequence[int], now: datetime) -> Mapping[int, Verdict]:
        if not posts:
            return {}
        allowed = await self._database.read(lambda s: s.alerts.verdicts(posts, now))
        return {
            id: await self._hour(allowed[id], now) if id in allowed else "drop" for id in posts
        }

    async def _ideas(self, posts: Sequence[int]) -> Mapping[int, Verdict]:
        if not posts:
            return {}
        wanted = await self._database.read(lambda s: s.news.wanted(posts))
        return {id: "say" if id in wanted else "drop" for id in posts}

    async def _silence(self, posts: Sequence[int], now: datetime) -> Mapping[int, Verdict]:
        if not posts:
            return {}
        wanted = await self._database.read(lambda s: s.silences.wanted(posts))
        begin = await self._begin(now, LANDS)
        return {id: begin if id in wanted else "drop" for id in posts}

    async def _hour(self, post: Allowed, now: datetime) -> Verdict:
        """Whether it is late, or a day of rest where the person lives."""
        if post.due > stamp(now):
            return moment(post.due)
        return await self._begin(now, tuple(post.lands.split())) if post.lands else "say"

    async def _begin(self, now: datetime, lands: tuple[str, ...]) -> Verdict:
        year = now.year
        rest = await asyncio.to_thread(holidays, year, year + 1, lands=lands)
        begin = when_to_send(now, self._clock.zone, rest, self._hours)
        return "say" if begin <= now else begin
