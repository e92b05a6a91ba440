"""The updates for the bot: kept, offered, acknowledged, forgotten."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .refusals import Refusal

KEPT = {"callback_query": 150.0}
KEPT_OTHERWISE = 86_400.0
ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST_POLL = 50.0

SUPERSEDED = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
REPLACED = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(slots=True, eq=False)
class Update:
    """One update, and what became of it."""

    id: int
    kind: str
    body: dict[str, Any]
    queue: tuple[str, int]
    expires: float
    delivered: int = 0
    acknowledged: bool = False
    expired: bool = False
    again: int = 0


class Updates:
    """All updates there ever were; `pending` are those not yet acknowledged."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.log: dict[int, Update] = {}
        self.pending: dict[int, Update] = {}
        self.held: set[str] = set()
        self.arrange: Callable[[list[Update]], list[Update]] | None = None
        self.patience = 3.0
        """Seconds that a repeated offset waits at least."""
        self.webhook: Callable[[Update], None] | None = None
        self.polls = 0
        self.conflicts = 0
        self.acknowledged = 0
        self._polled, self._left = asyncio.Event(), asyncio.Event()
        self._settled: asyncio.Future[None] | None = None
        self._now = now
        self._next_id = 1
        self._earliest = math.inf
        self._repeats = 0
        self._allowed: set[str] | None = None
        self._poller: asyncio.Future[str] | None = None
        self._last: tuple[int, float] = (-1, 0.0)

    def add(self, kind: str, payload: dict[str, Any], queue: tuple[str, int]) -> Update | None:
        """A new update, unless the bot did not ask for its kind."""
        if kind not in self._allowed if self._allowed else kind in ON_REQUEST_ONLY:
            return None
        update = Update(
            self._next_id,
            kind,
            {"update_id": self._next_id, kind: payload},
            queue,
            self._now() + KEPT.get(kind, KEPT_OTHERWISE),
            again=1 if self._repeats else 0,
        )
        self._repeats = max(self._repeats - 1, 0)
        self._earliest = min(self._earliest, update.expires)
        self._next_id += 1
        self.log[update.id] = self.pending[update.id] = update
        self._offer([update])
        return update

    def allow(self, kinds: list[str] | None) -> None:
        """From now on only these kinds; an empty list means all but three."""
        if kinds is not None:
            self._allowed = set(kinds)

    async def until_polled(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Wait until somebody waits for updates."""
        async with asyncio.timeout(timeout):
            await self._polled.wait()

    async def until_left(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Wait until nobody waits for updates."""
        async with asyncio.timeout(timeout):
            await self._left.wait()

    async def until_settled(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Wait until no update is pending."""
        async with asyncio.timeout(timeout):
            while self.pending:
                self._settled = self._settled or asyncio.get_running_loop().create_future()
                await asyncio.shield(self._settled)

    @property
    def allowed(self) -> list[str]:
        return sorted(self._allowed or ())

    def carry(self, webhook: Callable[[Update], None] | None) -> None:
        """Hand updates to a webhook from now on; those that wait go first."""
        self.webhook = webhook
        if webhook:
            self._wake(REPLACED)
            self.expire()
            self._offer(list(self.pending.values()))

    def repeat(self, times: int = 1) -> None:
        """Deliver each of the next updates twice."""
        self._repeats += times

    def hold(self, queue: str) -> None:
        """Keep back `message`s or `callback`s (the kind of queue)."""
        self.held.add(queue)

    def release(self, queue: str) -> None:
        self.held.discard(queue)
        self._offer(update for update in self.pending.values() if update.queue[0] == queue)

    def skip(self, number: int) -> None:
        """Leave out update ids, as Telegram does after a week without updates."""
        self._next_id += number

    def forget(self) -> None:
        """What drop_pending_updates asks for."""
        for update in list(self.pending.values()):
            self.acknowledge(update)

    def acknowledge(self, update: Update) -> None:
        update.acknowledged = True
        if self.pending.pop(update.id, None):
            self.acknowledged += 1
        if self._settled and not self.pending:
            self._settled.set_result(None)
            self._settled = None

    def expire(self) -> None:
        """Forget what is too old; it is gone for good."""
        now = self._now()
        if now <= self._earliest:
            return
        for update in [one for one in self.pending.values() if one.expires < now]:
            update.expired = True
            del self.pending[update.id]
        self._earliest = min((one.expires for one in self.pending.values()), default=math.inf)

    def has(self, update: Update) -> bool:
        """Whether it still waits to be taken."""
        self.expire()
        return update.id in self.pending

    async def poll(
        self, offset: int = 0, limit: int = 100, seconds: float = 0, allowed: Any = None
    ) -> list[dict[str, Any]]:
        """getUpdates."""
        if self.webhook:
            raise Refusal(409, WEBHOOK_ACTIVE)
        self.polls += 1
        self._wake(SUPERSEDED)
        self.allow(allowed)
        now, seconds = self._now(), min(seconds, LONGEST_POLL)
        if self._last[0] == offset and offset:
            if now < self._last[1] + 3 and seconds < 3:
                seconds = self.patience
            if now < self._last[1] + 0.5:
                limit = 1
        self._last = (offset, now)
        self._acknowledge_below(offset)
        due = self._due(limit)
        if not due and seconds > 0:
            due = await self._wait(limit, seconds)
        for update in due:
            update.delivered += 1
        return [update.body for update in due]

    async def _wait(self, limit: int, seconds: float) -> list[Update]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            waiting = self._poller = loop.create_future()
            self._left.clear()
            self._polled.set()
            try:
                async with asyncio.timeout_at(deadline):
                    conflict = await waiting
            except TimeoutError:
                return []
            finally:
                if self._poller is waiting:
                    self._poller = None
                    self._polled.clear()
                    self._left.set()
            if conflict:
                self.conflicts += 1
                raise Refusal(409, conflict)
            if due := self._due(limit):
                return due

    def _acknowledge_below(self, offset: int) -> None:
        self.expire()
        if offset < 0:
            offset = list(self.pending)[offset] if -offset <= len(self.pending) else 0
        below = itertools.takewhile(lambda update: update.id < offset, self.pending.values())
        for update in list(below):
            if update.queue[0] in self.held:
                continue
            if update.again and update.delivered:
                update.again -= 1
            else:
                self.acknowledge(update)

    def _due(self, limit: int) -> list[Update]:
        self.expire()
        free = (one for one in self.pending.values() if one.queue[0] not in self.held)
        due = list(itertools.islice(free, max(1, min(limit, 100))))
        return self.arrange(due) if self.arrange else due

    def _wake(self, conflict: str = "") -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(conflict)

    def _offer(self, updates: Iterable[Update]) -> None:
        if self.webhook:
            for update in updates:
                self.webhook(update)
        else:
            self._wake()
