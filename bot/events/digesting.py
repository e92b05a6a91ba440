"""Digests for many people: a slice of them in one transaction, from one look at all events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.events.choosing import Choosing
from dialogs.events.event import Listed
from dialogs.events.telling import digest
from dialogs.messages import Message
from storage.alerts import Person
from storage.moments import stamp
from storage.post import Alert
from storage.store import Store
from storage.wishes import Settings

from .periods import Period

USEFUL = timedelta(days=2)
"""How long a digest is worth reading."""


class Digesting:
    """All events as they were when planning began."""

    def __init__(self, upcoming: Sequence[Listed], now: datetime, zone: ZoneInfo) -> None:
        self._choosing = Choosing(upcoming)
        self._now = now
        self._today = now.astimezone(zone).date()
        self._made: dict[tuple[str, tuple[str, ...]], tuple[Message, tuple[Listed, ...]]] = {}

    def slice(self, store: Store, group: Settings, period: Period, most: int) -> int:
        """Plan for some who are behind; how many people were looked at."""
        begin = stamp(period.begin)
        some = store.alerts.behind(group, begin, most)
        if not some:
            return 0
        made = []
        for person in store.alerts.people(some):
            events = self._choosing.for_person(
                person.wanted, person.told, self._now, group.frequency
            )
            if events:
                made.append((person, *self._digest(events, person.language)))
        fresh = store.alerts.first_time(
            [person.participant for person, _, _ in made], period.name, self._now
        )
        made = [one for one in made if one[0].participant in fresh]
        posted = self._post(store, group, made)
        there = store.alerts.looked_after(some, begin)
        if left := {who: key for who, key in posted.items() if who not in there}:
            store.alerts.take_back(left, period.name)
        return len(some)

    def _post(
        self,
        store: Store,
        group: Settings,
        made: Sequence[tuple[Person, Message, Sequence[Listed]]],
    ) -> dict[str, str]:
        """Write them into the outbox, and who is told of what; the posts by people."""
        made = sorted(made, key=lambda one: one[0].chat)
        posts = [self._alert(group, *one) for one in made]
        store.outbox.add_alerts(posts, self._now)
        # Chats before events, as in turns: or a turn and this would wait for each other.
        store.outbox.flush()
        rows = list(zip(posts, made, strict=True))
        told = [
            (listed.id, person.participant, listed.version, post.key)
            for post, (person, _, shown) in rows
            for listed in shown
        ]
        store.alerts.tell(told, self._now)
        return {person.participant: post.key for post, (person, _, _) in rows}

    def _digest(
        self, events: Sequence[Listed], language: str
    ) -> tuple[Message, tuple[Listed, ...]]:
        """Many people are to hear of the same."""
        key = language, tuple(one.id for one in events)
        if key not in self._made:
            self._made[key] = digest(events, language, self._today)
        return self._made[key]

    def _alert(
        self, group: Settings, person: Person, message: Message, told: Sequence[Listed]
    ) -> Alert:
        until = min(self._now + USEFUL, max(one.event.over for one in told))
        return Alert(person.chat, person.platform, message, "digest", group.lands, until)
