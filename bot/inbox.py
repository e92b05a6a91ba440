"""What is heard, in order for each chat, and many chats together in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence

from adapters.adapter import Inbound, Left, Moved, Posted, Received, SetAside, TryAgain
from dialogs.messages import Media
from storage.ballots import SurveyClosed
from storage.database import Database, StorageAway
from storage.store import Store

from .clock import Clock
from .delivery.sender import Sender
from .fetching import Fetching
from .rooms.registering import follow, registered
from .turns import Turns

GROUP = 64
"""Turns that are committed together at most."""

log = logging.getLogger(__name__)
_Aside = Left | Moved | Posted | SetAside
_Waiting = tuple[Received, "asyncio.Future[None]"]
_Turn = tuple[Inbound, "asyncio.Future[None]"]
_Chat = tuple[str, str]


class Inbox:
    """Hands what adapters receive to turns; `receive` returns when it is stored."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        clock: Clock,
        senders: Mapping[str, Sender],
        fetching: Mapping[str, Fetching],
    ) -> None:
        """By platform: `senders` are given what there is to send, `fetching` what to fetch."""
        self._database = database
        self._turns = turns
        self._clock = clock
        self._senders = senders
        self._fetching = fetching
        self._waiting: dict[_Chat, deque[_Waiting]] = {}
        self._ready: deque[_Chat] = deque()
        self._arrived = asyncio.Event()

    async def receive(self, inbound: Received) -> None:
        """Take a turn, or note what can be none; raises TryAgain, and then nothing was stored."""
        if isinstance(inbound, SetAside):
            return await self._note(inbound)
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        chat = (inbound.platform, inbound.address)
        queue = self._waiting.get(chat)
        if queue is None:
            self._waiting[chat] = deque([(inbound, settled)])
            self._ready.append(chat)
            self._arrived.set()
        else:
            queue.append((inbound, settled))
        return await settled

    async def _note(self, one: _Aside) -> None:
        """What is no turn; only to a word that registers a room there is something to say."""
        now = self._clock.now()

        def note(store: Store) -> None:
            if not store.chats.unheard([one.key], now):
                return
            if isinstance(one, SetAside):
                store.chats.failed(one.key, one.why)
                log.error("set aside, as it cannot be understood: %s", one.why)
                return
            if isinstance(one, Posted):
                registered(store, one, now)
                return
            follow(store, one, now)
            chat = store.chats.id_at(one.platform, one.address)
            moved = isinstance(one, Moved) and chat is not None and store.chats.move(chat, one.to)
            if chat is not None and not moved:
                store.outbox.give_up(chat, now)

        try:
            await self._database.run(note)
        except StorageAway as away:
            raise TryAgain(str(away)) from away
        if isinstance(one, Posted):
            for sender in self._senders.values():
                sender.wake()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._database.writers):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            while not self._ready:
                self._arrived.clear()
                await self._arrived.wait()
            chats = [self._ready.popleft() for _ in range(min(GROUP, len(self._ready)))]
            await self._settle([self._waiting[chat][0] for chat in chats])
            for chat in chats:
                queue = self._waiting[chat]
                queue.popleft()
                if queue:
                    self._ready.append(chat)
                    self._arrived.set()
                else:
                    del self._waiting[chat]

    async def _settle(self, group: Sequence[_Waiting]) -> None:
        turns: list[_Turn] = []
        for one, settled in group:
            if isinstance(one, Inbound):
                turns.append((one, settled))
            else:
                await self._aside(one, settled)
        if turns:
            await self._take(turns)

    async def _aside(self, one: _Aside, settled: asyncio.Future[None]) -> None:
        """What is no turn, in its place among those of its chat."""
        try:
            try:
                await self._note(one)
            except TryAgain:
                raise
            except Exception as error:  # One that is broken must not stop the others.
                await self._note(SetAside(one.key, one.platform, _where(error)))
        except Exception as worse:
            _fail(settled, TryAgain(type(worse).__name__))
        else:
            if not settled.done():
                settled.set_result(None)

    async def _take(self, group: Sequence[_Turn]) -> None:
        inbounds = [inbound for inbound, _ in group]
        try:
            await self._commit(inbounds)
        except StorageAway as away:
            for _, settled in group:
                _fail(settled, TryAgain(str(away)))
        except Exception as error:
            if len(group) == 1:
                await self._alone(*group[0], error)
            else:
                for one in group:
                    await self._take([one])
        else:
            for _, settled in group:
                if not settled.done():
                    settled.set_result(None)

    async def _alone(
        self, inbound: Inbound, settled: asyncio.Future[None], error: Exception
    ) -> None:
        """One turn that failed by itself: once more if the world has changed, else say sorry."""
        try:
            if isinstance(error, SurveyClosed):
                await self._commit([inbound])
            else:
                log.error("a turn failed: %s", _where(error), extra={"platform": inbound.platform})
                now = self._clock.now()
                await self._database.run(
                    lambda store: self._turns.apologise(store, inbound, error, now)
                )
                if sender := self._senders.get(inbound.platform):
                    sender.wake()
        except StorageAway as away:
            _fail(settled, TryAgain(str(away)))
        except Exception as worse:
            # Not log.exception: what an exception says may be what a person wrote.
            log.error("a failed turn could not even be noted: %s", _where(worse))  # noqa: TRY400
            _fail(settled, TryAgain(type(worse).__name__))
        else:
            if not settled.done():
                settled.set_result(None)

    async def _commit(self, inbounds: Sequence[Inbound]) -> None:
        now = self._clock.now()
        room = {platform: sender.room for platform, sender in self._senders.items()}
        terms = {platform: sender.term for platform, sender in self._senders.items()}
        said = frozenset[int]().union(*(sender.said for sender in self._senders.values()))
        posts = await self._database.run(
            lambda store: self._turns.take(store, inbounds, now, room, said)
        )
        for platform, sender in self._senders.items():
            heard = sum(inbound.platform == platform for inbound in inbounds)
            here = [post for post in posts if post.platform == platform]
            taken = sender.take_over(here, terms[platform])
            if taken < heard:
                sender.wake()
        for inbound in inbounds:
            if isinstance(inbound.heard, Media) and inbound.platform in self._fetching:
                self._fetching[inbound.platform].wake()


def _where(error: BaseException) -> str:
    """An error without a word that a person wrote: its kind, its notes and the place in code."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return "; ".join((type(error).__name__, place, *getattr(error, "__notes__", ())))


def _fail(settled: asyncio.Future[None], error: Exception) -> None:
    if not settled.done():
        settled.set_exception(error)
