"""Events that are written: kept, held back for a while, published, and kept as templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from dialogs.events.series import Written

from .moments import moment_if, stamp
from .tables import event_drafts

State = Literal["draft", "waiting", "published"]
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Written).decode
_HOLD = select(event_drafts).where(event_drafts.c.id == bindparam("one")).with_for_update()


class NoDraft(Exception):
    """There is no draft of that name, or no longer."""


class EventDraft(Struct, frozen=True):
    """`changes` is the published event that it changes, with its later dates if `whole`."""

    id: str
    association: str
    written: Written
    organiser: str
    changes: str = ""
    whole: bool = False
    state: State = "draft"
    due: datetime | None = None


class EventDrafts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, draft: EventDraft, now: datetime) -> None:
        row = {"id": draft.id, "changed": stamp(now), **_columns(draft)}
        self._connection.execute(insert(event_drafts), row)

    def get(self, id: str) -> EventDraft:
        """Held until the transaction ends; raises NoDraft."""
        row = self._connection.execute(_HOLD, {"one": id}).first()
        if row is None:
            raise NoDraft(id)
        return _draft(row)

    def keep(self, draft: EventDraft, now: datetime) -> None:
        """Keep it as it is now."""
        values = {"changed": stamp(now), **_columns(draft)}
        query = update(event_drafts).where(event_drafts.c.id == draft.id)
        self._connection.execute(query.values(**values))

    def drop(self, id: str) -> None:
        self._connection.execute(delete(event_drafts).where(event_drafts.c.id == id))

    def of(self, association: str, *states: State) -> list[EventDraft]:
        """Those of an association in these states, the newest first."""
        query = select(event_drafts).where(
            event_drafts.c.association == association, event_drafts.c.state.in_(states)
        )
        query = query.order_by(event_drafts.c.changed.desc(), event_drafts.c.id)
        return [_draft(row) for row in self._connection.execute(query)]

    def templates(self, association: str) -> list[EventDraft]:
        """The events that it has published, the newest first."""
        return [
            one
            for one in self.of(association, "published")
            if not one.changes and one.written.event.kind == "event"
        ]

    def changing(self, event: str) -> EventDraft | None:
        """The one that changes that event, if there is one."""
        query = select(event_drafts).where(
            event_drafts.c.changes == event, event_drafts.c.state != "published"
        )
        row = self._connection.execute(query.limit(1)).first()
        return _draft(row) if row else None

    def due(self, now: datetime) -> list[str]:
        """Those whose time to be published has come."""
        query = select(event_drafts.c.id).where(event_drafts.c.due <= stamp(now))
        return list(self._connection.execute(query.order_by(event_drafts.c.due)).scalars())

    def forget(self, before: datetime, most: int) -> int:
        """Delete up to so many that nobody has touched since."""
        old = select(event_drafts.c.id).where(event_drafts.c.changed < stamp(before)).limit(most)
        ids = self._connection.execute(old).scalars().all()
        query = delete(event_drafts).where(event_drafts.c.id.in_(ids))
        return self._connection.execute(query).rowcount


def _columns(draft: EventDraft) -> dict[str, Any]:
    return {
        "association": draft.association,
        "state": draft.state,
        "changes": draft.changes or None,
        "whole": draft.whole,
        "organiser": draft.organiser,
        "due": stamp(draft.due) if draft.due else None,
        "written": _encode(draft.written).decode(),
    }


def _draft(row: Row[Any]) -> EventDraft:
    return EventDraft(
        row.id,
        row.association,
        _decode(row.written),
        row.organiser,
        row.changes or "",
        row.whole,
        row.state,
        moment_if(row.due),
    )
