"""Who wants to hear of events, who has been told, and whether what waits may still be said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from dialogs.events.areas import Area
from dialogs.events.choosing import Subscription

from .alert_verdicts import Allowed, verdicts
from .consents import consenting
from .moments import day, stamp
from .tables import (
    alerts,
    chats,
    digests,
    event_marks,
    event_told,
    events,
    outbox,
    participants,
)
from .untold import tell_anew
from .wishes import WANTED, Settings, Wishes

EVERYWHERE = "SN ST TH"
"""The Länder whose holidays count where nobody knows which."""
_REACHABLE = exists().where(chats.c.participant == participants.c.id, chats.c.gone.is_(False))
_LANDS = func.coalesce(alerts.c.lands, EVERYWHERE)

_first = event_told.alias("first")
# What somebody is to hear first of an event rests, perhaps until the morning.
_AWAITS = exists().where(
    _first.c.event == event_told.c.event,
    _first.c.participant == event_told.c.participant,
    outbox.c.key == _first.c.post,
    func.coalesce(outbox.c.retry, outbox.c.due) > bindparam("now"),
)
_BEHIND = (
    select(alerts.c.participant)
    .where(
        alerts.c.frequency == bindparam("frequency"),
        alerts.c.hour == bindparam("hour"),
        alerts.c.lands == bindparam("lands"),
        or_(alerts.c.done < bindparam("period"), alerts.c.done > bindparam("period")),
    )
    .limit(bindparam("most"))
)
_some: BindParameter[Sequence[str]] = bindparam("some", expanding=True)
_CHATS = (
    select(chats.c.participant, chats.c.id, chats.c.platform, participants.c.language)
    .join(participants, participants.c.id == chats.c.participant)
    .where(chats.c.participant.in_(_some), chats.c.gone.is_(False), consenting("alerts"))
    # The chat used last comes last.
    .order_by(
        chats.c.participant,
        func.coalesce(chats.c.id == participants.c.last_chat, false()),
        chats.c.seen.asc().nulls_first(),
        chats.c.id,
    )
)
_TOLD = select(event_told.c.participant, event_told.c.event).where(
    event_told.c.participant.in_(_some)
)
_DONE = (
    update(alerts)
    .where(alerts.c.participant.in_(_some))
    .values(done=bindparam("period"))
    .returning(alerts.c.participant)
)


class Person(Struct, frozen=True):
    """Somebody who wants to hear of events, where, and what of."""

    participant: str
    chat: int
    platform: str
    language: str
    wanted: tuple[Subscription, ...]
    told: frozenset[str]


class Alerts(Wishes):
    # What is due.

    def groups(self) -> list[Settings]:
        """All ways of hearing of events that somebody has chosen."""
        query = select(alerts.c.frequency, alerts.c.hour, alerts.c.lands).distinct()
        return [Settings(*row) for row in self._connection.execute(query)]

    def news(self) -> int:
        """When the newest event was published, in milliseconds; 0 where there is none."""
        return self._connection.execute(select(func.max(events.c.published))).scalar_one() or 0

    def behind(self, group: Settings, period: int, most: int) -> list[str]:
        """Some of those who have not been looked after in this period yet."""
        values = {"frequency": group.frequency, "hour": group.hour, "lands": group.lands}
        found = self._connection.execute(_BEHIND, {**values, "period": period, "most": most})
        return list(found.scalars())

    def people(self, some: Sequence[str]) -> list[Person]:
        """Those of them who consent and can be reached, with all that planning has to know."""
        values = {"some": some}
        wanted: defaultdict[str, list[Subscription]] = defaultdict(list)
        for row in self._connection.execute(WANTED, values):
            wanted[row.participant].append(Subscription(Area(row.place, row.radius), row.topic))
        told: defaultdict[str, set[str]] = defaultdict(set)
        for row in self._connection.execute(_TOLD, values):
            told[row.participant].add(row.event)
        # A later chat of the same person takes the place of an earlier one.
        found = {row.participant: row for row in self._connection.execute(_CHATS, values)}
        return [
            Person(
                row.participant,
                row.id,
                row.platform,
                row.language,
                tuple(wanted[row.participant]),
                frozenset(told[row.participant]),
            )
            for row in found.values()
        ]

    def first_time(self, some: Collection[str], period: str, now: datetime) -> set[str]:
        """Those who have not had this period's digest; from here on it is taken as done."""
        of = digests.c.participant.in_(list(some)), digests.c.period == period
        had = set(self._connection.execute(select(digests.c.participant).where(*of)).scalars())
        fresh = set(some) - had
        rows = [{"participant": who, "period": period, "day": day(now)} for who in sorted(fresh)]
        if rows:
            self._connection.execute(insert(digests), rows)
        return fresh

    def looked_after(self, some: Sequence[str], period: int) -> set[str]:
        """Those of them who have not left meanwhile; held until the transaction ends."""
        done = self._connection.execute(_DONE, {"some": some, "period": period})
        return set(done.scalars())

    def take_back(self, posts: Mapping[str, str], period: str) -> None:
        """Keep nothing of a digest of people who have left: its posts by who they are."""
        digest = digests.c.participant.in_(posts), digests.c.period == period
        self._connection.execute(delete(digests).where(*digest))
        for table, key in ((event_told, event_told.c.post), (outbox, outbox.c.key)):
            self._connection.execute(delete(table).where(key.in_(posts.values())))

    def tell(self, told: Iterable[tuple[str, str, int, str | None]], now: datetime) -> None:
        """Note that (event, participant, version) is told by a post; once more is an error.

        The key of the post: what it says counts as untold if it never gets there.
        """
        rows = [
            {"event": e, "participant": who, "version": v, "post": key}
            for e, who, v, key in sorted(told, key=lambda one: one[:3])
        ]
        if not rows:
            return
        self._connection.execute(insert(event_told), rows)
        # From here on whoever changes one of them waits; what was changed already is told next.
        versions = {row["event"]: row["version"] for row in rows}
        query = select(events.c.id, events.c.version).where(events.c.id.in_(versions))
        found = self._connection.execute(query)
        if behind := [row.id for row in found if row.version > versions[row.id]]:
            tell_anew(self._connection, behind, now)

    # Changes.

    def unannounced(self) -> list[str]:
        """The events that have changed since some people were told of them."""
        query = select(events.c.id).where(events.c.unannounced.is_not(None))
        return list(self._connection.execute(query.order_by(events.c.unannounced)).scalars())

    def uninformed(
        self, event: str, version: int, lands: Collection[str] | None, most: int, now: datetime
    ) -> dict[str, tuple[int, str]]:
        """Some who know an older version: which, and whose holidays count for them.

        Only those of these `lands` for whom nothing rests that tells of it first, or all; only
        who consents and can be reached.
        """
        query = (
            select(event_told.c.participant, func.max(event_told.c.version), _LANDS)
            .join(participants, participants.c.id == event_told.c.participant)
            .outerjoin(alerts, alerts.c.participant == event_told.c.participant)
            .where(event_told.c.event == event, consenting("alerts"), _REACHABLE)
            .group_by(event_told.c.participant, _LANDS)
            .having(func.max(event_told.c.version) < version)
            .limit(most)
        )
        if lands is not None:
            query = query.where(_LANDS.in_(list(lands)), ~_AWAITS)
        values = {"now": stamp(now)} if lands is not None else {}
        found = self._connection.execute(query, values)
        return {row[0]: (row[1], row[2]) for row in found}

    def since(self, event: str) -> int:
        """The moment that stands for what some have not been told; 0 where there is nothing."""
        query = select(events.c.unannounced).where(events.c.id == event)
        return self._connection.execute(query).scalar_one_or_none() or 0

    def announced(self, event: str, version: int, since: int) -> None:
        """Everybody who was told of an event knows that version, if nothing came meanwhile."""
        as_seen = events.c.version == version, events.c.unannounced == since
        query = update(events).where(events.c.id == event, *as_seen)
        self._connection.execute(query.values(unannounced=None))

    # Reminders.

    def to_remind(self, ids: Collection[str], most: int) -> list[tuple[str, str, str]]:
        """(participant, event, lands) of some who asked and were not reminded yet."""
        period = "remind " + event_marks.c.event
        had = exists().where(
            digests.c.participant == event_marks.c.participant, digests.c.period == period
        )
        query = (
            select(event_marks.c.participant, event_marks.c.event, _LANDS)
            .join(participants, participants.c.id == event_marks.c.participant)
            .outerjoin(alerts, alerts.c.participant == event_marks.c.participant)
            .where(event_marks.c.event.in_(list(ids)), event_marks.c.remind, ~had)
            .where(consenting("alerts"), _REACHABLE)
            .limit(most)
        )
        return [(row[0], row[1], row[2]) for row in self._connection.execute(query)]

    # Looking back.

    def newest_told(self, participant: str) -> str | None:
        """The event of the last alert that was about one event."""
        query = (
            select(outbox.c.event)
            .join(chats, chats.c.id == outbox.c.chat)
            .where(chats.c.participant == participant, outbox.c.event.is_not(None))
            .order_by(outbox.c.id.desc())
            .limit(1)
        )
        return self._connection.execute(query).scalar_one_or_none()

    def verdicts(self, posts: Sequence[int], now: datetime) -> Mapping[int, Allowed]:
        """Of claimed alerts those that may still be said; the others are not wanted any more."""
        return verdicts(self._connection, posts, now)
