"""Empties the outbox of one platform: claims posts, says them, notes what became of them.

One desk does all the database work, many notes and claims to a transaction; a few workers do the
talking. A post is claimed before it is said and noted after: whatever dies in between, it is said
again under the same key and never forgotten.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from adapters.adapter import Adapter
from storage.database import Database, StorageAway
from storage.lock import SenderLock
from storage.post import ALERT, REPLY, Post
from storage.settling import Settled
from storage.store import Store

from ..campaigns.hours import USUAL, Hours
from ..clock import Clock
from .asking import Verdicts
from .speaker import Speaker
from .turnstile import Turnstile

BATCH = 64
"""Posts claimed ahead of their sending."""
AHEAD = 512
"""Replies taken over straight from the turns that wrote them."""
IDLE = 1.0
"""Seconds after which to look for what became due by itself, such as a retry."""
TICK = 0.002
"""Seconds by which a time that is kept in milliseconds is over for certain."""
GRACE = 3 * IDLE
"""Seconds that a new leader leaves an old one to notice that it leads no more."""
STRAY = 30.0
"""Seconds after which a claim that nobody holds is a stray."""
GATHERING = 0.01
"""Seconds to wait for more alerts to be noted together."""
LAST_WORDS = 10.0
"""Seconds that a stop waits for what is being said."""
AWAY = 1.0
"""Seconds to wait for a database that is away."""

log = logging.getLogger(__name__)


class Sender:
    def __init__(
        self,
        database: Database,
        adapter: Adapter,
        clock: Clock,
        lock: SenderLock,
        hours: Hours = USUAL,
    ) -> None:
        """`hours` are those of alerts; campaigns are planned for theirs."""
        self._database = database
        self._lock = lock
        self._adapter = adapter
        self._clock = clock
        self._turnstile = Turnstile(adapter.can, lambda post: self._held.get(post.id) is post)
        self._settled: deque[tuple[Settled, asyncio.Future[None]]] = deque()
        verdicts = Verdicts(database, clock, hours)
        self._speaker = Speaker(adapter, clock, verdicts, self._turnstile)
        self._held: dict[int, Post] = {}
        self._saying: set[int] = set()
        self._flying: set[asyncio.Task[None]] = set()
        self._term = 0
        self._leads = False
        self._behind = True
        self._blocked = False
        self._wake = asyncio.Event()
        self._next_look = 0.0
        self._next_check = 0.0

    @property
    def room(self) -> int:
        """How many replies can be taken over at once; none unless this is the one sender."""
        return max(0, AHEAD - len(self._held)) if self._leads else 0

    @property
    def said(self) -> frozenset[int]:
        """Posts that are with their people and only wait to be noted."""
        return frozenset(one.post for one, _ in self._settled if one.delivered_as)

    @property
    def leads(self) -> bool:
        """Whether this is the one sender of its platform."""
        return self._leads

    @property
    def term(self) -> int:
        """Counts the times that this became the one sender."""
        return self._term

    def take_over(self, posts: Sequence[Post], term: int) -> int:
        """Send posts that were claimed in that term when they were written; how many these are.

        What comes after the term's end has been freed for whoever leads now, or will be.
        """
        if term != self._term or not self._leads:
            return 0
        self._hold(posts)
        return len(posts)

    def wake(self) -> None:
        """There is something new to claim."""
        self._behind = True
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled, as soon as no other process sends for this platform."""
        try:
            await self._lead()
            async with asyncio.TaskGroup() as group:
                for _ in range(self._adapter.can.in_flight):
                    group.create_task(self._work())
                group.create_task(self._desk())
        finally:
            await self._leave()

    async def _leave(self) -> None:
        """Let what is being said come to its end, and note it."""
        self._leads = self._behind = False
        end = asyncio.get_running_loop().time() + LAST_WORDS
        while self._flying and asyncio.get_running_loop().time() < end:
            try:
                await self._exchange(claims=False)
            except StorageAway:
                break
            await asyncio.wait(self._flying, timeout=0.05)
        if self._flying:
            log.warning("%d posts may be sent again after the next start", len(self._flying))
        self._lock.release()

    async def _lead(self) -> None:
        """Become the one sender of this platform, and take over what another left claimed."""
        self._leads = False
        if not await self._lock.take():
            log.info("this process waits for the right to send on %s", self._adapter.name)
            # All but what is being said, or was and is not noted yet, is another's to send now.
            mine = self._saying | {one.post for one, _ in self._settled}
            self._held = {id: post for id, post in self._held.items() if id in mine}
            await self._locked()
            await asyncio.sleep(GRACE)
        held = frozenset(self._held)
        await self._surely(lambda store: store.outbox.free(self._adapter.name, held))
        self._term += 1
        self._leads = self._behind = True

    async def _locked(self) -> None:
        """Wait for the lock; whoever holds it may be another machine, so it has to be asked."""
        while True:
            if await self._lock.take():
                return
            await asyncio.sleep(AWAY)

    async def _surely(self, work: Callable[[Store], object]) -> None:
        """Do it, however long the database is away."""
        while True:
            try:
                await self._database.run(work)
            except StorageAway:
                await asyncio.sleep(AWAY)
            else:
                return

    async def _desk(self) -> None:
        while True:
            # Cleared first: whatever happens from here on is seen at the next round.
            self._wake.clear()
            claims = self._behind or (self._blocked and bool(self._settled))
            try:
                await self._stay_leader()
                if self._settled or claims:
                    await self._gather()
                    await self._exchange(claims)
                else:
                    await self._rest()
                await self._look_for_strays()
            except StorageAway as error:
                await self._wait_for_storage(error)

    async def _stay_leader(self) -> None:
        """Ask for the lock now and then: it goes with its connection, and another takes over."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._next_check:
            return
        self._next_check = loop.time() + IDLE
        if await self._lock.take():
            return
        log.warning("the lock for sending on %s is lost", self._adapter.name)
        await self._lead()

    async def _gather(self) -> None:
        """Let more alerts come to their end: noting one costs as much as noting many."""
        few = len(self._settled) * 2 < self._adapter.can.in_flight
        noted = (self._held.get(one.post) for one, _ in self._settled)
        if few and self._settled and all(post and post.priority == ALERT for post in noted):
            await asyncio.sleep(GATHERING)

    async def _exchange(self, claims: bool) -> None:
        """Note what is done and claim what is next, in one transaction."""
        settled = [one for one, _ in self._settled]
        now, (replies, alerts) = self._clock.now(), self._room(settled) if claims else (0, 0)
        self._behind = self._behind and not claims

        def exchange(store: Store) -> list[Post]:
            store.outbox.settle(settled, now)
            return store.outbox.claim(self._adapter.name, now, replies, alerts)

        posts = await self._database.run(exchange)
        for one in settled:
            self._held.pop(one.post, None)
            self._settled.popleft()[1].set_result(None)
        self._hold(posts)
        self._look_again(settled)
        if claims:
            # What waits behind something held can be claimed once that is settled.
            self._blocked = bool(self._held)
            self._behind = self._behind or bool(posts)

    def _room(self, settled: Iterable[Settled]) -> tuple[int, int]:
        """How many replies and alerts can be claimed, once this is settled."""
        done = {one.post for one in settled}
        held = Counter(post.priority for id, post in self._held.items() if id not in done)
        # A claimed alert stands in the way of a reply to the same chat: only a few are ahead.
        return BATCH - held[REPLY], 2 * self._adapter.can.in_flight - held[ALERT]

    def _look_again(self, settled: Iterable[Settled]) -> None:
        """See to it that what is to be said again soon is claimed when it is due."""
        loop, now = asyncio.get_running_loop(), self._clock.now()
        for one in settled:
            if one.retry is not None and (wait := (one.retry - now).total_seconds()) < IDLE:
                loop.call_later(max(0.0, wait) + TICK, self.wake)

    async def _look_for_strays(self) -> None:
        """Now and then free what is claimed and not held.

        A claim that was committed while the connection broke is known to the database alone.
        """
        loop = asyncio.get_running_loop()
        if loop.time() < self._next_look:
            return
        self._next_look = loop.time() + STRAY
        now, held = self._clock.now(), frozenset(self._held)
        name, age = self._adapter.name, timedelta(seconds=STRAY)
        if await self._database.run(lambda store: store.outbox.free_strays(name, held, now, age)):
            self._behind = True

    async def _wait_for_storage(self, error: StorageAway) -> None:
        """Until the database is back and this is the one sender again."""
        log.warning("the database is away, sending waits: %s", error)
        self._leads = False
        await asyncio.sleep(AWAY)
        await self._lead()
        log.info("the database is back")

    def _hold(self, posts: Iterable[Post]) -> None:
        for post in posts:
            self._held[post.id] = post
            self._turnstile.put(post)

    async def _rest(self) -> None:
        """Until something is settled or said, or for a while: a retry becomes due by itself."""
        try:
            async with asyncio.timeout(IDLE):
                await self._wake.wait()
        except TimeoutError:
            self._behind = True

    async def _work(self) -> None:
        while True:
            # What was given up with the lock, and perhaps claimed once more since, is not wanted.
            post = await self._turnstile.next()
            # A send that is cut off may have happened or not, so a stop cuts off none.
            sending = asyncio.create_task(self._deliver(post))
            self._flying.add(sending)
            sending.add_done_callback(self._flying.discard)
            await asyncio.shield(sending)

    async def _deliver(self, post: Post) -> None:
        """Say a post and have it noted: so no more than the workers' posts can be said twice."""
        self._saying.add(post.id)
        settled = await self._speaker.say(post)
        self._saying.discard(post.id)
        noted = asyncio.get_running_loop().create_future()
        self._settled.append((settled, noted))
        self._wake.set()
        await noted
