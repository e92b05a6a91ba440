"""What somebody is to hear of: near to them, about what they asked for, and not told yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec import Struct

from .areas import Area, is_near
from .event import Listed

Frequency = Literal["once", "daily", "weekly", "monthly"]
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)
"""At once, and in digests; from often to seldom."""
AHEAD: dict[Frequency, timedelta] = {
    "once": timedelta(days=90),
    "daily": timedelta(days=10),
    "weekly": timedelta(days=17),
    "monthly": timedelta(days=40),
}
"""How far ahead a digest looks: to the one after the next, so that nothing falls between two."""


_FIRST = ("procedure", "event", "news")


class Subscription(Struct, frozen=True, order=True):
    """What somebody wants to hear of: an area, and a topic or (empty) all."""

    area: Area
    topic: str = ""


class Choosing:
    """All that is planned, to be chosen from for many people."""

    def __init__(self, events: Iterable[Listed]) -> None:
        """The order of `events` is that of digests."""
        self._events = tuple(sorted(events, key=_order))
        self._near: dict[Subscription, tuple[Listed, ...]] = {}
        self._places = {listed.id: place for place, listed in enumerate(self._events)}

    def of(self, wanted: Subscription) -> tuple[Listed, ...]:
        """All that meets a subscription."""
        if (found := self._near.get(wanted)) is None:
            found = self._near[wanted] = tuple(
                one
                for one in self._events
                if (not wanted.topic or wanted.topic in one.event.topics)
                and is_near(one.event, wanted.area)
            )
        return found

    def for_person(
        self,
        wanted: Sequence[Subscription],
        told: Collection[str],
        now: datetime,
        frequency: Frequency,
    ) -> list[Listed]:
        """What to tell somebody now, the next first; `told` are ids."""
        return self.within(wanted, told, now, AHEAD[frequency])

    def within(
        self,
        wanted: Sequence[Subscription],
        told: Collection[str],
        now: datetime,
        ahead: timedelta,
    ) -> list[Listed]:
        """The same of what begins within so much time."""
        last = now + ahead
        if len(wanted) == 1:
            return [one for one in self.of(wanted[0]) if _is_due(one, told, now, last)]
        found = {
            one.id: one
            for each in wanted
            for one in self.of(each)
            if _is_due(one, told, now, last)
        }
        return sorted(found.values(), key=lambda one: self._places[one.id])


def _is_due(one: Listed, told: Collection[str], now: datetime, last: datetime) -> bool:
    event = one.event
    begins = event.start
    return (
        begins < last and event.over > now and event.status != "cancelled" and one.id not in told
    )


def _order(one: Listed) -> tuple[int, datetime, str, str]:
    """What ends leads, for it cannot be done later; news have time."""
    event = one.event
    return _FIRST.index(event.kind), event.deadline, event.title, one.id
