"""Events: published, changed, cancelled, and who comes to them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from dialogs.events.event import Event, Listed, changes

from .dialect import publish_alone
from .moments import moment, stamp
from .tables import digests, event_marks, event_sources, event_told, event_versions, events

KEPT = timedelta(days=1)
"""How long after its end an event, and who was told of it, are kept."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode

_UPCOMING = (
    select(events)
    .where(events.c.over > bindparam("now"), events.c.starts < bindparam("until"))
    .order_by(events.c.starts, events.c.id)
)
_HOLD = select(events).where(events.c.id == bindparam("one")).with_for_update()
_COMING = (
    select(event_marks.c.event, func.count())
    .where(event_marks.c.event.in_(bindparam("some", expanding=True)), event_marks.c.coming)
    .group_by(event_marks.c.event)
)


class NoEvent(Exception):
    """There is no event of that name, or no longer."""


class Events:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # Looking.

    def get(self, id: str) -> Listed:
        """Raises NoEvent."""
        row = self._connection.execute(select(events).where(events.c.id == id)).first()
        if row is None:
            raise NoEvent(id)
        return _listed(row)

    def upcoming(self, now: datetime, until: datetime | None = None) -> list[Listed]:
        """Those that are not over and begin before then, the earliest first."""
        last = stamp(until) if until else 2**62
        rows = self._connection.execute(_UPCOMING, {"now": stamp(now), "until": last})
        return [_listed(row) for row in rows]

    def as_told(self, id: str, version: int) -> Event:
        """The event as it was when that version was told; raises NoEvent."""
        query = select(event_versions.c.told).where(
            event_versions.c.event == id, event_versions.c.version == version
        )
        told = self._connection.execute(query).scalar_one_or_none()
        if told is None:
            raise NoEvent(id)
        return _decode(told)

    def coming(self, ids: Collection[str]) -> dict[str, int]:
        """How many people come to each, where anybody does."""
        rows = self._connection.execute(_COMING, {"some": list(ids)})
        return {row[0]: row[1] for row in rows}

    def sources(self, id: str) -> list[tuple[str, str]]:
        """(name, link) of all sources that know it, the leading one first."""
        query = select(event_sources.c.name, event_sources.c.link).where(
            event_sources.c.event == id
        )
        rows = self._connection.execute(
            query.order_by(event_sources.c.leads.desc(), event_sources.c.source)
        )
        return [(row.name, row.link) for row in rows]

    # Doing.

    def alone(self) -> None:
        """Let nobody else publish until the transaction ends; before anything is looked at."""
        publish_alone(self._connection)

    def hold(self, id: str) -> Listed:
        """An event, held until the transaction ends; raises NoEvent."""
        if (row := self._connection.execute(_HOLD, {"one": id}).first()) is None:
            raise NoEvent(id)
        return _listed(row)

    def add(self, event: Event, now: datetime, association: str = "") -> str:
        """Publish an event; its new id."""
        self.alone()
        id = "".join(secrets.choice(_LETTERS) for _ in range(8))
        newest = self._connection.execute(select(func.max(events.c.published))).scalar_one()
        row = {
            "id": id,
            "association": association,
            "version": 1,
            "published": max(stamp(now), (newest or 0) + 1),
            **_columns(event),
        }
        self._connection.execute(insert(events), row)
        self._remember(id, 1, event)
        return id

    def put(self, id: str, event: Event, now: datetime) -> tuple[str, ...]:
        """Change an event; what of it people have to be told (of SAID). Raises NoEvent."""
        held = self.hold(id)
        if event == held.event:
            return ()
        changed = changes(held.event, event)
        if not changed:
            self._change(id, **_columns(replace(event, status=held.event.status)))
            return ()
        status = event.status if event.status == "cancelled" else "changed"
        event = replace(event, status=status)
        version = held.version + 1
        self._change(id, version=version, unannounced=stamp(now), **_columns(event))
        self._remember(id, version, event)
        if {"start", "end"} & set(changed):
            self._remind_anew(id)
        return changed

    def cancel(self, id: str, now: datetime) -> None:
        """Raises NoEvent."""
        self.put(id, replace(self.hold(id).event, status="cancelled"), now)

    def mark(self, id: str, participant: str, **marks: bool) -> None:
        """Note what somebody does with an event: `coming`, `saved`, `remind`.

        They know it as it is now, and will hear of its changes.
        """
        version = self.hold(id).version
        knows = event_told.c.event == id, event_told.c.participant == participant
        # They have looked at it, so it stays told whatever becomes of the post that was to tell.
        seen = update(event_told).where(*knows).values(post=None)
        if not self._connection.execute(seen).rowcount:
            row = {"event": id, "participant": participant, "version": version, "post": None}
            self._connection.execute(insert(event_told), row)
        of = (event_marks.c.event == id, event_marks.c.participant == participant)
        if self._connection.execute(select(event_marks.c.event).where(*of)).first() is None:
            none = {"coming": False, "saved": False, "remind": False}
            new = {"event": id, "participant": participant, **none, **marks}
            self._connection.execute(insert(event_marks), new)
        else:
            self._connection.execute(update(event_marks).where(*of).values(**marks))

    def marks(self, participant: str) -> dict[str, frozenset[str]]:
        """What somebody does with which events: coming, saved, remind."""
        query = select(event_marks).where(event_marks.c.participant == participant)
        found = {}
        for row in self._connection.execute(query):
            kinds = ("coming", "saved", "remind")
            if held := frozenset(kind for kind in kinds if getattr(row, kind)):
                found[row.event] = held
        return found

    def forget_over(self, before: datetime, most: int) -> int:
        """Delete up to `most` events that ended before, and who was told of them."""
        old = select(events.c.id).where(events.c.over < stamp(before)).limit(most)
        ids = self._connection.execute(old).scalars().all()
        for table in (event_told, event_marks, event_sources, event_versions):
            self._connection.execute(delete(table).where(table.c.event.in_(ids)))
        return self._connection.execute(delete(events).where(events.c.id.in_(ids))).rowcount

    def _remind_anew(self, id: str) -> None:
        """Whoever was reminded already is to be reminded of the new time."""
        of = event_marks.c.event == id, event_marks.c.remind
        had = digests.c.participant.in_(select(event_marks.c.participant).where(*of))
        self._connection.execute(delete(digests).where(had, digests.c.period == f"remind {id}"))

    def _change(self, id: str, **values: object) -> None:
        self._connection.execute(update(events).where(events.c.id == id).values(**values))

    def _remember(self, id: str, version: int, event: Event) -> None:
        row = {"event": id, "version": version, "told": _encode(event).decode()}
        self._connection.execute(insert(event_versions), row)


def _columns(event: Event) -> dict[str, Any]:
    return {
        "starts": stamp(event.start),
        "over": stamp(event.over),
        "event": _encode(event).decode(),
    }


def _listed(row: Row[Any]) -> Listed:
    return Listed(row.id, _decode(row.event), row.version, row.association, moment(row.published))
