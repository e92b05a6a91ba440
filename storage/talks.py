"""Talks between residents and organisers: opened, answered, handed over, closed, forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from .crypt import Keys
from .moments import moment, moment_if, stamp
from .tables import organisers, talk_words, talks
from .talk import Event, NoTalk, Said, Speaker, Taken, Talk

_ONE: Select[Any] = select(talks)


class Talks:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self.deleted = False

    # Looking.

    def get(self, number: int) -> Talk:
        """Raises NoTalk."""
        return _talk(self._row(_ONE.where(talks.c.id == number), number))

    def of(self, participant: str) -> list[Talk]:
        """All talks of a resident, the one used last first."""
        query = _ONE.where(talks.c.participant == participant)
        rows = self._connection.execute(query.order_by(talks.c.changed.desc(), talks.c.id.desc()))
        return [_talk(row) for row in rows]

    def open_in(self, association: str = "") -> list[Talk]:
        """Those of an association or of all: who has waited longest first, then the newest."""
        query = _ONE.where(talks.c.closed.is_(None))
        if association:
            query = query.where(talks.c.association == association)
        order = talks.c.waits.is_(None), talks.c.waits, talks.c.changed.desc(), talks.c.id
        return [_talk(row) for row in self._connection.execute(query.order_by(*order))]

    def entries(self, number: int) -> list[Said]:
        """All that was said and happened, in order."""
        query = select(talk_words).where(talk_words.c.talk == number)
        rows = self._connection.execute(query.order_by(talk_words.c.number))
        return [
            Said(
                row.number,
                row.speaker,
                self._keys.unseal(row.words_sealed, _context(number, row.number)).decode(),
                moment(row.at),
            )
            for row in rows
        ]

    def last_said(self, number: int, speaker: Speaker) -> datetime | None:
        """When somebody said something last; not an organiser before the talk changed hands."""
        before = select(func.max(talk_words.c.number)).where(
            talk_words.c.talk == number, talk_words.c.speaker == "event"
        )
        query = select(func.max(talk_words.c.at)).where(
            talk_words.c.talk == number, talk_words.c.speaker == speaker
        )
        if speaker == "organiser":
            since = func.coalesce(before.scalar_subquery(), 0)
            query = query.where(talk_words.c.number > since)
        return moment_if(self._connection.execute(query).scalar_one())

    def waiting(self, number: int) -> int:
        """How many things the resident has said since the last answer."""
        answered = select(func.coalesce(func.max(talk_words.c.number), 0)).where(
            talk_words.c.talk == number, talk_words.c.speaker == "organiser"
        )
        query = select(func.count()).where(
            talk_words.c.talk == number,
            talk_words.c.speaker == "guest",
            talk_words.c.number > answered.scalar_subquery(),
        )
        return self._connection.execute(query).scalar_one()

    def overdue(self, before: datetime, but: str = "") -> list[int]:
        """Open talks whose residents have waited since before then, and that nobody minded.

        With `but`, also those of which organisers were reminded, unless they are that
        association's.
        """
        query = select(talks.c.id).where(talks.c.closed.is_(None), talks.c.waits <= stamp(before))
        fresh = talks.c.association != but if but else talks.c.reminded.is_(False)
        query = query.where(fresh)
        return list(self._connection.execute(query.order_by(talks.c.id)).scalars())

    def silent(self, before: datetime, most: int) -> list[int]:
        """Open talks in which nobody has said anything since."""
        query = select(talks.c.id).where(talks.c.closed.is_(None), talks.c.changed < stamp(before))
        return list(self._connection.execute(query.order_by(talks.c.id).limit(most)).scalars())

    # Talking.

    def open(
        self, participant: str, association: str, topic: str, words: str, now: datetime
    ) -> Talk:
        """Begin a talk with its first words."""
        row = {
            "participant": participant,
            "association": association,
            "topic": topic,
            "opened": stamp(now),
            "changed": stamp(now),
            "waits": stamp(now),
            "reminded": False,
        }
        added = insert(talks).values(**row).returning(talks.c.id)
        number: int = self._connection.execute(added).scalar_one()
        self._write(number, "guest", words, now)
        return self.get(number)

    def say(self, number: int, words: str, now: datetime) -> int:
        """Have the resident say something; the entry's number. Raises NoTalk."""
        talk = self.hold(number)
        waits = talk.waits or now
        self._change(number, waits=stamp(waits), changed=stamp(now), **_SETTLED)
        return self._write(number, "guest", words, now)

    def answer(self, number: int, organiser: str, words: str, now: datetime) -> int:
        """Have an organiser answer, who takes the talk if nobody has; raises NoTalk, Taken."""
        self.hold(number)
        mine = or_(talks.c.organiser.is_(None), talks.c.organiser == organiser)
        query = update(talks).where(talks.c.id == number, mine)
        values = {"organiser": organiser, "waits": None, "reminded": False, "changed": stamp(now)}
        if self._connection.execute(query.values(**values)).rowcount != 1:
            raise Taken(number)
        return self._write(number, "organiser", words, now)

    def note(self, number: int, words: str, now: datetime) -> int:
        """Keep something for organisers alone. Raises NoTalk."""
        self.hold(number)
        return self._write(number, "note", words, now)

    # Hands.

    def free(self, number: int) -> None:
        """Have nobody answer in a talk: whoever did is no organiser of that association now."""
        self._change(number, organiser=None)

    def hand_over(
        self, number: int, association: str, organiser: str | None, event: Event, now: datetime
    ) -> int:
        """Have others answer from here on: one organiser, or an association. Raises NoTalk."""
        talk = self.hold(number)
        values = {"association": association, "organiser": organiser}
        reminded = talk.reminded or event == "overdue"
        came = {"came_from": talk.association, "came_from_organiser": talk.organiser}
        self._change(number, **values, **came, reminded=reminded, changed=stamp(now))
        return self._write(number, "event", event, now)

    def hand_back(self, number: int, now: datetime) -> int:
        """Undo the last handing over. Raises NoTalk where there was none."""
        talk = self.hold(number)
        if talk.came_from is None:
            raise NoTalk(number)
        back = {"association": talks.c.came_from, "organiser": talks.c.came_from_organiser}
        self._change(number, **back, **_SETTLED, changed=stamp(now))
        return self._write(number, "event", "objected", now)

    def remind(self, number: int, now: datetime) -> int:
        """Note that organisers are reminded of it. Raises NoTalk."""
        self.hold(number)
        self._change(number, reminded=True)
        return self._write(number, "event", "reminded", now)

    def close(self, number: int, event: Event, now: datetime) -> int:
        """End a talk. Raises NoTalk where it is over already."""
        self.hold(number)
        self._change(number, closed=stamp(now), waits=None, reminded=False, **_SETTLED)
        return self._write(number, "event", event, now)

    def reopen(self, number: int, now: datetime) -> int:
        """Go on with a talk that was closed not long ago. Raises NoTalk."""
        talk = _talk(self._row(_ONE.where(talks.c.id == number).with_for_update(), number))
        if not talk.may_reopen(now):
            raise NoTalk(number)
        waits = stamp(now) if self.waiting(number) else None
        self._change(number, closed=None, waits=waits, changed=stamp(now))
        return self._write(number, "event", "reopened", now)

    def note_event(self, number: int, event: Event, now: datetime) -> int:
        """Note something that happened to a talk, open or not; the entry's number."""
        self._row(_ONE.where(talks.c.id == number).with_for_update(), number)
        return self._write(number, "event", event, now)

    def hold(self, number: int) -> Talk:
        """An open talk, which nobody else changes until the end. Raises NoTalk."""
        query = _ONE.where(talks.c.id == number, talks.c.closed.is_(None))
        return _talk(self._row(query.with_for_update(), number))

    def hold_all(self, participant: str) -> list[Talk]:
        """Hold all talks of a person, also those in which they answer; those of their own."""
        own = select(organisers.c.id).where(organisers.c.participant == participant)
        theirs = or_(
            talks.c.participant == participant,
            talks.c.organiser.in_(own),
            talks.c.came_from_organiser.in_(own),
        )
        rows = self._connection.execute(_ONE.where(theirs).order_by(talks.c.id).with_for_update())
        return [_talk(row) for row in rows.all() if row.participant == participant]

    # Forgetting.

    def forget(self, participant: str) -> None:
        """Delete all talks of a person with every word in them."""
        gone = delete(talks).where(talks.c.participant == participant)
        self.deleted = bool(self._connection.execute(gone).rowcount) or self.deleted

    def drop_closed(self, before: datetime, most: int) -> int:
        """Delete talks that were closed before then; how many there were."""
        old = select(talks.c.id).where(talks.c.closed < stamp(before)).limit(most)
        count = self._connection.execute(delete(talks).where(talks.c.id.in_(old))).rowcount
        self.deleted = self.deleted or bool(count)
        return count

    def _change(self, number: int, **values: object) -> None:
        self._connection.execute(update(talks).where(talks.c.id == number).values(**values))

    def _write(self, talk: int, speaker: Speaker, words: str, now: datetime) -> int:
        last = select(func.max(talk_words.c.number)).where(talk_words.c.talk == talk)
        number = (self._connection.execute(last).scalar_one() or 0) + 1
        row = {
            "talk": talk,
            "number": number,
            "speaker": speaker,
            "words_sealed": self._keys.seal(words.encode(), _context(talk, number)),
            "at": stamp(now),
        }
        self._connection.execute(insert(talk_words), row)
        return number

    def _row(self, query: Select[Any], number: int) -> Row[Any]:
        if (row := self._connection.execute(query).first()) is None:
            raise NoTalk(number)
        return row


_SETTLED: dict[str, Any] = {"came_from": None, "came_from_organiser": None}
"""Nobody can object any more."""


def _context(talk: int, number: int) -> bytes:
    return f"talk{talk}.{number}".encode()


def _talk(row: Row[Any]) -> Talk:
    return Talk(
        row.id,
        row.participant,
        row.association,
        row.organiser,
        row.topic,
        moment(row.opened),
        moment(row.changed),
        moment_if(row.waits),
        moment_if(row.closed),
        row.came_from,
        row.reminded,
    )
