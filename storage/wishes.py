"""What somebody wants to hear of events, and how often."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from dialogs.events.areas import Area
from dialogs.events.choosing import Frequency, Subscription

from .moments import stamp
from .post import IDEA
from .rows import is_open
from .tables import alerts, chats, digests, event_marks, event_told, outbox, subscriptions

MOST = 20
"""Subscriptions of one person."""
WANTED = select(subscriptions).where(
    subscriptions.c.participant.in_(bindparam("some", expanding=True))
)


class Settings(Struct, frozen=True):
    """How often and from which full hour of the local clock somebody hears of events.

    `lands` are those whose holidays count, such as `SN TH`.
    """

    frequency: Frequency
    hour: int
    lands: str


class Wishes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def settings(self, participant: str) -> Settings | None:
        query = select(alerts).where(alerts.c.participant == participant)
        row = self._connection.execute(query).first()
        return Settings(row.frequency, row.hour, row.lands) if row else None

    def wanted(self, participant: str) -> list[Subscription]:
        rows = self._connection.execute(WANTED, {"some": [participant]})
        return sorted(Subscription(Area(row.place, row.radius), row.topic) for row in rows)

    def want(
        self, participant: str, wanted: Collection[Subscription], settings: Settings, done: int
    ) -> None:
        """Have somebody hear of just this; `done` is the last period that is not for them."""
        of = subscriptions.c.participant == participant
        self._connection.execute(delete(subscriptions).where(of))
        self._connection.execute(delete(alerts).where(alerts.c.participant == participant))
        rows = [
            {
                "participant": participant,
                "place": one.area.place,
                "radius": one.area.radius,
                "topic": one.topic,
            }
            for one in sorted(set(wanted))[:MOST]
        ]
        if not rows:
            return
        lands = sorted({land for one in wanted for land in one.area.lands})
        self._connection.execute(insert(subscriptions), rows)
        row = {"participant": participant, "done": done, "lands": " ".join(lands)}
        row |= {"frequency": settings.frequency, "hour": settings.hour}
        self._connection.execute(insert(alerts), row)

    def forget(self, participant: str, now: datetime) -> None:
        """Nothing more about events, not even what waits; nothing is kept of what there was."""
        for table in (subscriptions, alerts, event_marks, event_told, digests):
            of = table.c.participant == participant
            self._connection.execute(delete(table).where(of))
        theirs = select(chats.c.id).where(chats.c.participant == participant)
        waiting = outbox.c.chat.in_(theirs), outbox.c.alert != IDEA, is_open
        # One that is claimed is for the sender to settle, who asks before it says anything.
        self._connection.execute(
            update(outbox)
            .where(*waiting, outbox.c.claimed.is_(None))
            .values(due=None, retry=None, body_sealed=None, settled=stamp(now), error="withdrawn")
        )
