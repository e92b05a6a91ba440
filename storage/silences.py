"""People of whom nothing was heard for long: asked once whether to keep all, then forgotten (B11).

Each has a row from when that is found out, with the days that are left; only those on which the
bot ran are taken off. So neither a machine that stood still nor a clock that jumps shortens them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from dialogs.builtin.consent import PURPOSES
from dialogs.messages import Message
from dialogs.texts import chain

from .chats import Chat
from .consents import consenting
from .moments import day
from .outbox import Outbox
from .post import SILENCE
from .recipients import Recipients
from .rows import Recipient
from .tables import chats, organisers, outbox, participants, silences

AMISS = timedelta(days=7)
"""More than that between two looks, and the bot stood still or its clock was wrong."""

_me = participants.c.id


def _there(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a person has such a row, whatever the query around this looks at."""
    return exists().where(*where).correlate(participants)


_theirs = silences.c.participant == _me
_reachable = _there(chats.c.participant == _me, chats.c.gone.is_(False))
_organises = _there(organisers.c.participant == _me)
_consenting = or_(*(consenting(purpose) for purpose in PURPOSES))
_can_be_asked = and_(_consenting, _reachable)
_known = _there(_theirs)
_has_time = _there(_theirs, silences.c.days > 0)
_said = _there(_theirs, silences.c.post.is_(None))
_waiting = select(outbox.c.key).where(outbox.c.alert == SILENCE, outbox.c.due.is_not(None))
_on_its_way = _there(_theirs, silences.c.post.in_(_waiting))
_late = and_(_known, ~_has_time, ~_on_its_way)
_over = and_(_late, or_(_said, ~_reachable))
_missed = and_(_late, ~_said, _reachable)


class Counts(NamedTuple):
    """How many people are silent: to be asked, asked, nobody whom one can ask, to be forgotten."""

    to_ask: int
    asked: int
    unasked: int
    over: int


class Silences:
    def __init__(self, connection: Connection, outbox: Outbox, recipients: Recipients) -> None:
        self._connection = connection
        self._outbox = outbox
        self._recipients = recipients

    def begin(
        self, texts: Mapping[str, Message], days: int, before: datetime, now: datetime, most: int
    ) -> int:
        """Note up to `most` people who were last heard of by then, and ask them; how many.

        Those who agreed to nothing, or have no chat left, are not asked. `texts` are the same by
        language; `days` is what they tell that there are to answer.
        """
        query = select(_me, _consenting.label("consents")).where(_silent(before), ~_known)
        held = query.order_by(_me).limit(most).with_for_update(of=participants, key_share=True)
        people = self._connection.execute(held).all()
        asked = self._recipients.reached([row.id for row in people if row.consents])
        rows = [
            {
                "participant": row.id,
                "days": days,
                "counted": day(now),
                "post": self._ask(asked[row.id], texts, now) if row.id in asked else None,
            }
            for row in people
        ]
        if rows:
            self._connection.execute(insert(silences), rows)
        return len(rows)

    def _ask(self, to: Recipient, texts: Mapping[str, Message], now: datetime) -> str:
        spoken = next(one for one in (*chain(to.language), *texts) if one in texts)
        return self._outbox.push(to.chat, to.platform, texts[spoken], now, SILENCE)

    def wanted(self, posts: Sequence[int]) -> set[int]:
        """Of claimed questions those that may still be said: nothing was heard since."""
        query = select(outbox.c.id).join(silences, silences.c.post == outbox.c.key)
        found = query.where(outbox.c.id.in_(posts), outbox.c.due.is_not(None))
        return set(self._connection.execute(found).scalars())

    def note_said(self) -> int:
        """Note which questions were said, before their posts are forgotten; how many."""
        waiting = select(exists().where(silences.c.post.is_not(None)))
        if not self._connection.execute(waiting).scalar_one():
            return 0
        said = select(outbox.c.key).where(
            outbox.c.alert == SILENCE, outbox.c.settled.is_not(None), outbox.c.error.is_(None)
        )
        query = update(silences).where(silences.c.post.in_(said)).values(post=None)
        return self._connection.execute(query).rowcount

    def count_day(self, now: datetime, most: int) -> int:
        """Take today off the days that up to `most` people have left, once; how many these are.

        It does not count after a gap in which the bot stood still, or its clock was wrong. A clock
        that goes back a little has counted today already.
        """
        today, few = day(now), AMISS.days
        passed = case((silences.c.counted.between(today - few, today - 1), 1), else_=0)
        some = select(silences.c.participant).where(silences.c.counted < today).limit(most)
        query = update(silences).where(silences.c.participant.in_(some))
        return self._connection.execute(
            query.values(days=silences.c.days - passed, counted=today)
        ).rowcount

    def forgive(self, before: datetime, now: datetime, most: int) -> int:
        """Forget up to `most` questions that do not count; how many.

        Those by a clock that was wrong, and those that did not arrive: they are asked anew.
        """
        ahead = _there(_theirs, silences.c.counted > day(now + AMISS))
        amiss = or_(participants.c.seen > day(before + AMISS), ahead)
        some = select(_me).where(and_(_known, or_(amiss, _missed))).limit(most)
        query = delete(silences).where(silences.c.participant.in_(some))
        return self._connection.execute(query).rowcount

    def is_due(self, before: datetime) -> bool:
        """Whether there is anybody to be asked or forgotten, last heard of by then."""
        query = select(_me).where(_silent(before), or_(~_known, _over)).limit(1)
        return self._connection.execute(query).first() is not None

    def over(self, before: datetime, most: int) -> list[int]:
        """A chat of each of those who are to be forgotten, last heard of by then."""
        query = select(func.min(chats.c.id)).join(participants, _me == chats.c.participant)
        query = query.where(_silent(before), _over).group_by(_me)
        return list(self._connection.execute(query.limit(most)).scalars())

    def is_over(self, chat: Chat, before: datetime) -> bool:
        """Whether the person of a chat that is held is still one of these."""
        query = select(_me).where(_me == chat.participant, _silent(before), _over)
        return self._connection.execute(query).first() is not None

    def answered(self, chat: Chat, now: datetime) -> None:
        """Note that somebody was heard of: they are not silent any more."""
        # Whose chat it is may have changed in this transaction.
        whose = select(chats.c.participant).where(chats.c.id == chat.id)
        query = delete(silences).where(
            or_(silences.c.participant == chat.participant, silences.c.participant.in_(whose))
        )
        self._connection.execute(query)
        seen = update(participants).where(_me.in_(whose)).values(seen=day(now))
        self._connection.execute(seen)

    def counts(self, before: datetime) -> Counts:
        """How many people there are of each kind, last heard of by then."""
        asked, waits = and_(_known, _can_be_asked), ~and_(_known, _over)
        kinds = (~_known & _can_be_asked, asked & waits, ~_can_be_asked & waits, _over)
        return Counts(*(self._count(before, kind) for kind in kinds))

    def _count(self, before: datetime, kind: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(participants).where(_silent(before), kind)
        return self._connection.execute(query).scalar_one()


def _silent(before: datetime) -> ColumnElement[bool]:
    """Not heard of since; who organises something is needed, and never meant."""
    return and_(participants.c.seen <= day(before), ~_organises)
