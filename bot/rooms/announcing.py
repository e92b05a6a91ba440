"""Announces in rooms what is new, and tells organisers of rooms that are gone; each once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from dialogs.events.areas import LANDS, Area
from dialogs.events.choosing import Choosing
from storage.database import Database
from storage.rooms import Room
from storage.store import Store

from ..clock import Clock
from ..config import Config
from ..delivery.sender import Sender
from ..events.periods import Rules
from ..trouble import Trouble
from .news import FRESH, Telling, surveys_due, tell_change, tell_events, tell_surveys
from .planning import period, rules_for
from .registering import tell_ends

TICK = 5.0
"""Seconds between two looks for what there is to announce."""

Lands = tuple[str, ...]

log = logging.getLogger(__name__)


class Announcing:
    """One of these runs in each process; what two do at once is done once."""

    def __init__(
        self, database: Database, clock: Clock, senders: Iterable[Sender], config: Config
    ) -> None:
        """`senders` are told when there is something new to send."""
        self._database = database
        self._clock = clock
        self._senders = tuple(senders)
        self._config = config

    async def run(self) -> None:
        """Announce until cancelled."""
        trouble = Trouble("announcements")
        while True:
            try:
                await self.work()
                trouble.over()
            except Exception as error:  # Rooms can wait; nobody's replies should.
                trouble.told(error)
            await asyncio.sleep(TICK)

    async def work(self) -> int:
        """Do all that is due, each room in a transaction of its own; how much that was."""
        rooms = await self._database.read(lambda store: store.rooms.all())
        now, rules = self._clock.now(), await self._rules(rooms)
        due = await self._database.read(lambda store: _due(store, rooms, rules, now))
        done = await self._ends()
        for room in due:
            done += await self._database.run(
                lambda store, id=room.id: self._tell(store, id, rules, now)  # type: ignore[misc]
            )
        if done:
            for sender in self._senders:
                sender.wake()
        return done

    async def _rules(self, rooms: Iterable[Room]) -> Mapping[Lands, Rules]:
        """The hours and holidays, by Länder."""
        return {lands: await self._rule(lands) for lands in {_lands(room) for room in rooms}}

    async def _rule(self, lands: Lands) -> Rules:
        now, zone = self._clock.now(), self._clock.zone
        return await asyncio.to_thread(rules_for, self._config.broadcast, zone, now, lands)

    async def _ends(self) -> int:
        if not await self._database.read(lambda store: store.rooms.untold_ends()):
            return 0
        now = self._clock.now()
        due = (await self._rule(tuple(LANDS.values()))).allowed(now)
        return await self._database.run(lambda store: tell_ends(store, now, due))

    def _tell(self, store: Store, id: str, rules: Mapping[Lands, Rules], now: datetime) -> int:
        """What a room, as it is by now, is to hear."""
        room = store.rooms.hold(id)
        if room is None or room.state != "on" or _lands(room) not in rules:
            return 0
        telling = Telling(store, room, rules[_lands(room)], now)
        done = sum(
            tell_change(telling, event, version)
            for name, event, version in store.room_posts.outdated(now)
            if name == id
        )
        if telling.rules.allowed(now) > now:
            return done
        recent = store.room_posts.surveys_since(now - FRESH)
        done += tell_surveys(telling, recent, self._config.operator)
        if begun := period(room, now, telling.rules):
            done += tell_events(telling, begun, Choosing(store.events.upcoming(now)))
        return done


def _due(
    store: Store, rooms: Iterable[Room], rules: Mapping[Lands, Rules], now: datetime
) -> list[Room]:
    """The rooms for which there is something."""
    recent = store.room_posts.surveys_since(now - FRESH)
    changed = {room for room, _, _ in store.room_posts.outdated(now)}

    def is_due(room: Room) -> bool:
        if room.id in changed:
            return True
        rule = rules[_lands(room)]
        if rule.allowed(now) > now:
            return False
        begun = period(room, now, rule)
        fresh = begun and not store.room_posts.told(room.id, [begun.name])
        return bool(fresh or surveys_due(store, room, recent, now))

    return [room for room in rooms if room.state == "on" and is_due(room)]


def _lands(room: Room) -> Lands:
    return Area(room.region).lands
