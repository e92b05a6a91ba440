"""Whether an alert that waits may still be said, asked right before it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, exists, or_, select

from .consents import consenting
from .moments import stamp
from .rows import is_open
from .tables import alerts, chats, event_marks, event_told, events, outbox, participants

# By something else: what was to tell of it first may have come to nothing.
_told = and_(
    event_told.c.event == outbox.c.event,
    event_told.c.participant == chats.c.participant,
    or_(event_told.c.post.is_(None), event_told.c.post != outbox.c.key),
)
_reminds = and_(
    event_marks.c.event == outbox.c.event,
    event_marks.c.participant == chats.c.participant,
    event_marks.c.remind,
)
_OFF = '"status":"cancelled"'
"""In the JSON of an event that is called off; in a text of it the marks would be escaped."""
_VERDICTS = (
    select(
        outbox.c.id,
        outbox.c.alert,
        outbox.c.due,
        outbox.c.lands,
        exists().where(alerts.c.participant == chats.c.participant).label("wants"),
        exists().where(_told).label("told"),
        exists().where(_reminds).label("reminds"),
        outbox.c.expires,
        events.c.starts,
        events.c.over,
        events.c.event.contains(_OFF, autoescape=True).label("off"),
    )
    .join(chats, chats.c.id == outbox.c.chat)
    .join(participants, participants.c.id == chats.c.participant)
    .outerjoin(events, events.c.id == outbox.c.event)
    .where(outbox.c.id.in_(bindparam("posts", expanding=True)), is_open, consenting("alerts"))
)


class Allowed(Struct, frozen=True):
    """An alert that may still be said: not before `due`, within the hours of `lands`."""

    due: int
    lands: str


def verdicts(connection: Connection, posts: Sequence[int], now: datetime) -> Mapping[int, Allowed]:
    """Of claimed alerts those that may still be said; the others are not wanted any more."""
    found = {}
    for row in connection.execute(_VERDICTS, {"posts": posts}):
        wanted = {"digest": row.wants, "reminder": row.reminds}.get(row.alert, row.told)
        fits = row.alert == "digest" or (row.over is not None and row.over > stamp(now))
        if row.alert == "reminder":
            # Of the time that it tells of, which is also when it has to be said.
            fits = fits and not row.off and row.expires in (row.starts, row.over)
        if wanted and fits:
            found[row.id] = Allowed(row.due, row.lands or "")
    return found
