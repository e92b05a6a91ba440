"""Feeds that are fetched again and again, and which of our events each source knows."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, delete, insert, select, update

from dialogs.events.event import Whole
from dialogs.events.reasons import Reason, few

from .dialect import publish_alone
from .moments import moment, moment_if, stamp
from .tables import event_sources, feeds

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
EVERY, LONGEST = timedelta(hours=2), timedelta(days=2)
"""How often a feed is fetched, and at most how long after many failures."""
KEPT = 5
"""Reasons for a failure that are kept, and then how many more there are."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[Reason, ...]).decode


class NoFeed(Exception):
    """There is no feed of that name."""


class Feed(Struct, frozen=True):
    """`regions` and `topics` of events that name none; `due`: not fetched before.

    `kind` is what all its entries are; empty: what each says of itself.
    """

    id: str
    url: str
    name: str
    association: str = ""
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    etag: str = ""
    modified: str = ""
    due: datetime | None = None
    checked: datetime | None = None
    failures: int = 0
    reasons: tuple[Reason, ...] = ()
    asker: str = ""
    breakages: int = 0
    told: bool = False
    kind: Whole = ""


class Known(Struct, frozen=True):
    """An event that a source has told of before; only the one that `leads` may change it.

    `missing`: how often in a row it told of it no more.
    """

    event: str
    leads: bool
    missing: int = 0


class Feeds:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Feed]:
        rows = self._connection.execute(select(feeds).order_by(feeds.c.name, feeds.c.id))
        return [_feed(row) for row in rows]

    def get(self, id: str) -> Feed:
        """Raises NoFeed."""
        row = self._connection.execute(select(feeds).where(feeds.c.id == id)).first()
        if row is None:
            raise NoFeed(id)
        return _feed(row)

    def due(self, now: datetime) -> list[Feed]:
        """Those to be fetched now, the longest overdue first."""
        query = select(feeds).where(feeds.c.due <= stamp(now)).order_by(feeds.c.due, feeds.c.id)
        return [_feed(row) for row in self._connection.execute(query)]

    def add(self, feed: Feed, now: datetime) -> str:
        """A new feed, fetched as soon as may be; its id, or that of the same address before."""
        publish_alone(self._connection)
        same = select(feeds.c.id).where(feeds.c.url == feed.url)
        if known := self._connection.execute(same).scalar_one_or_none():
            return str(known)
        id = "".join(secrets.choice(_LETTERS) for _ in range(6))
        row = {
            "id": id,
            "url": feed.url,
            "name": feed.name,
            "association": feed.association,
            "regions": " ".join(feed.regions),
            "topics": " ".join(feed.topics),
            "etag": "",
            "modified": "",
            "due": stamp(now),
            "failures": 0,
            "asker": feed.asker or None,
            "kind": feed.kind,
        }
        self._connection.execute(insert(feeds), row)
        return id

    def remove(self, id: str) -> None:
        """Its events stay, and nobody changes them any more. Raises NoFeed."""
        self.get(id)
        self._connection.execute(delete(event_sources).where(event_sources.c.source == id))
        self._connection.execute(delete(feeds).where(feeds.c.id == id))

    def fetched(self, id: str, now: datetime, etag: str, modified: str, name: str = "") -> None:
        """Note that a feed was read, or that nothing was new."""
        values: dict[str, object] = {
            "etag": etag[:300],
            "modified": modified[:100],
            "checked": stamp(now),
            "due": stamp(now + EVERY),
            "failures": 0,
            "reasons": "[]",
        }
        if name and not self.get(id).name:
            values["name"] = name
        self._connection.execute(update(feeds).where(feeds.c.id == id).values(**values))

    def take(self, feed: Feed, now: datetime) -> bool:
        """Put it off until its usual time; false where somebody else has done so just now."""
        assert feed.due is not None
        one = feeds.c.id == feed.id, feeds.c.due == stamp(feed.due)
        values = {"due": stamp(now + EVERY)}
        return self._connection.execute(update(feeds).where(*one).values(**values)).rowcount == 1

    def failed(self, id: str, now: datetime, why: tuple[Reason, ...]) -> int:
        """Note that it could not be read; how often in a row that was."""
        failures = self.get(id).failures + 1
        wait = min(EVERY * 2 ** min(failures - 1, 10), LONGEST)
        reasons = _encode(few(why, KEPT)).decode()
        values = {"failures": failures, "reasons": reasons, "due": stamp(now + wait)}
        self._connection.execute(update(feeds).where(feeds.c.id == id).values(**values))
        return failures

    def hurry(self, id: str, due: datetime) -> None:
        """Fetch it at that moment, if not sooner."""
        values = {"due": stamp(due)}
        sooner = feeds.c.id == id, feeds.c.due > stamp(due)
        self._connection.execute(update(feeds).where(*sooner).values(**values))

    def of_kind(self, id: str, kind: Whole, asker: str) -> None:
        """From here on all its entries are that; read anew, and somebody is told of what."""
        values = {"kind": kind, "asker": asker, "etag": "", "modified": ""}
        self._connection.execute(update(feeds).where(feeds.c.id == id).values(**values))

    def told(self, id: str, broken: bool) -> int:
        """Note that organisers know that it is broken, or works again; which breakage it is."""
        breakages = self.get(id).breakages + broken
        values = {"told": broken, "breakages": breakages}
        self._connection.execute(update(feeds).where(feeds.c.id == id).values(**values))
        return breakages

    def answered(self, id: str) -> None:
        """Note that whoever added it knows how its first reading went."""
        self._connection.execute(update(feeds).where(feeds.c.id == id).values(asker=None))

    # Which events come from where.

    def known(self, source: str) -> dict[str, Known]:
        """The events that a source has told of, by the keys of what it calls them."""
        query = select(event_sources).where(event_sources.c.source == source)
        rows = self._connection.execute(query)
        return {row.key: Known(row.event, row.leads, row.missing) for row in rows}

    def link(self, source: str, key: str, event: str, known: tuple[str, str, bool]) -> None:
        """Note that a source tells of an event; `known`: its name, link, and whether it leads."""
        name, link, leads = known
        row = {"source": source, "key": key, "event": event, "name": name, "link": link}
        self._connection.execute(insert(event_sources), {**row, "leads": leads})

    def miss(self, source: str, key: str, missing: int) -> None:
        """Note how often in a row a source has not told of an event."""
        one = event_sources.c.source == source, event_sources.c.key == key
        self._connection.execute(update(event_sources).where(*one).values(missing=missing))

    def missed(self, event: str) -> str:
        """The name of the source that leads and has told of the event no more, if one has."""
        query = select(event_sources.c.name).where(
            event_sources.c.event == event, event_sources.c.leads, event_sources.c.missing > 0
        )
        return self._connection.execute(query.limit(1)).scalar_one_or_none() or ""

    def hand_over(self, source: str, key: str, event: str) -> bool:
        """Let another source lead that still tells of the event; false where there is none."""
        others = select(event_sources.c.source, event_sources.c.key).where(
            event_sources.c.event == event,
            event_sources.c.source != source,
            event_sources.c.missing == 0,
        )
        other = self._connection.execute(others.order_by(event_sources.c.source)).first()
        if other is None:
            return False
        self._lead(source, key, False)
        self._lead(other.source, other.key, True)
        return True

    def let_go(self, event: str) -> None:
        """From here on no source changes the event: its organisers do."""
        of = event_sources.c.event == event
        self._connection.execute(update(event_sources).where(of).values(leads=False))

    def _lead(self, source: str, key: str, leads: bool) -> None:
        one = event_sources.c.source == source, event_sources.c.key == key
        self._connection.execute(update(event_sources).where(*one).values(leads=leads))

    def unlink(self, source: str, key: str) -> None:
        one = event_sources.c.source == source, event_sources.c.key == key
        self._connection.execute(delete(event_sources).where(*one))


def key_of(uid: str, occurrence: str) -> str:
    """What stands for an event of a source, however long its name there."""
    return hashlib.sha256(f"{uid}\n{occurrence}".encode()).hexdigest()


def _feed(row: Row[Any]) -> Feed:
    return Feed(
        row.id,
        row.url,
        row.name,
        row.association,
        tuple(row.regions.split()),
        tuple(row.topics.split()),
        row.etag,
        row.modified,
        moment(row.due),
        moment_if(row.checked),
        row.failures,
        _decode(row.reasons),
        row.asker or "",
        row.breakages,
        row.told,
        row.kind,
    )
