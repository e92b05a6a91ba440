"""Who is to hear of what became of an idea: each of its people once of each change (D4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, Select, and_, insert, or_, select, update

from dialogs.messages import Message

from .consents import consenting
from .dialect import upsert
from .idea_handling import Change, change
from .moments import stamp
from .outbox import Outbox
from .post import IDEA
from .recipients import Recipients
from .tables import (
    idea_changes,
    idea_supporters,
    idea_told,
    idea_verdicts,
    ideas,
    outbox,
    participants,
)

PURPOSE = "ideas"
"""The consent without which nobody hears of ideas."""


class Hearer(NamedTuple):
    """Somebody to tell; without a chat that can be written to, `chat` is 0."""

    participant: str
    language: str
    chat: int
    platform: str
    own: int
    """The number under which they know it: of their own idea, where theirs was merged."""


class Untold(Struct, frozen=True):
    """A change, and the next of those who have not been told of it."""

    change: Change
    hearers: Sequence[Hearer]


class News:
    def __init__(self, connection: Connection, outbox: Outbox, recipients: Recipients) -> None:
        self._connection = connection
        self._outbox = outbox
        self._recipients = recipients

    def untold(self, most: int) -> Untold | None:
        """The oldest change of which not everybody has been told."""
        query = select(idea_changes).where(idea_changes.c.told.is_(None))
        row = self._connection.execute(query.order_by(idea_changes.c.id).limit(1)).first()
        if row is None:
            return None
        return Untold(change(row), self._hearers(change(row), most))

    def tell(
        self, of: int, told: Sequence[tuple[Hearer, Message]], now: datetime, due: datetime
    ) -> None:
        """Post each their message, once; who has been told already is an error."""
        rows = []
        for hearer, message in told:
            post = None
            if hearer.chat:
                post = self._outbox.push(hearer.chat, hearer.platform, message, due, IDEA)
            rows.append({"change": of, "participant": hearer.participant, "post": post})
        if rows:
            self._connection.execute(insert(idea_told), rows)

    def all_told(self, of: int, now: datetime) -> None:
        """Note that everybody has been told of a change."""
        done = update(idea_changes).where(idea_changes.c.id == of).values(told=stamp(now))
        self._connection.execute(done)

    def wanted(self, posts: Sequence[int]) -> set[int]:
        """Of claimed news those that may still be said: the idea is there, and the person agrees.

        Whether something is done is asked only while it is said to be.
        """
        done = and_(ideas.c.state == "done", ideas.c.publication == "published")
        query = (
            select(outbox.c.id)
            .join(idea_told, idea_told.c.post == outbox.c.key)
            .join(idea_changes, idea_changes.c.id == idea_told.c.change)
            .join(ideas, ideas.c.id == idea_changes.c.idea)
            .join(participants, participants.c.id == idea_told.c.participant)
            .where(outbox.c.id.in_(posts), outbox.c.due.is_not(None), consenting(PURPOSE))
            .where(or_(idea_changes.c.kind != "asked", done))
        )
        return set(self._connection.execute(query).scalars())

    def withdraw(self, participant: str, now: datetime) -> None:
        """Take back what waits for a person who wants to hear nothing more."""
        posts = select(idea_told.c.post).where(
            idea_told.c.participant == participant, idea_told.c.post.is_not(None)
        )
        waiting = outbox.c.key.in_(posts), outbox.c.due.is_not(None), outbox.c.claimed.is_(None)
        gone = {"due": None, "retry": None, "body_sealed": None}
        self._connection.execute(
            update(outbox).where(*waiting).values(**gone, settled=stamp(now), error="withdrawn")
        )

    def judge(self, of: int, participant: str, agrees: bool) -> None:
        """Note whether a person finds that an idea has been done; the last word counts."""
        row = {"change": of, "participant": participant, "agrees": agrees}
        added = upsert(self._connection, idea_verdicts).values(row)
        self._connection.execute(
            added.on_conflict_do_update(
                index_elements=["change", "participant"], set_={"agrees": agrees}
            )
        )

    def verdicts(self, number: int) -> tuple[int, int]:
        """How many people said last that it has been done, and that it has not."""
        asked = select(idea_changes.c.id).where(
            idea_changes.c.idea == number, idea_changes.c.kind == "asked"
        )
        last = self._connection.execute(asked.order_by(idea_changes.c.id.desc())).scalars().first()
        query = select(idea_verdicts.c.agrees).where(idea_verdicts.c.change == last)
        said = list(self._connection.execute(query).scalars())
        return sum(said), len(said) - sum(said)

    def asked(self, number: int) -> int | None:
        """The last question whether an idea has been done, if that was asked."""
        query = select(idea_changes.c.id).where(
            idea_changes.c.idea == number, idea_changes.c.kind == "asked"
        )
        rows = self._connection.execute(query.order_by(idea_changes.c.id.desc())).scalars()
        return rows.first()

    def _hearers(self, of: Change, most: int) -> list[Hearer]:
        known = select(idea_told.c.participant).where(idea_told.c.change == of.id)
        rows = self._connection.execute(
            select(participants.c.id, participants.c.language, consenting(PURPOSE).label("yes"))
            .where(participants.c.id.in_(self._people(of)), participants.c.id.not_in(known))
            .order_by(participants.c.id)
            .limit(most)
        ).all()
        found = self._recipients.reached([row.id for row in rows if row.yes])
        where = {who: (person.chat, person.platform) for who, person in found.items()}
        own = self._own(of.idea, [row.id for row in rows])
        return [
            Hearer(row.id, row.language, *where.get(row.id, (0, "")), own.get(row.id, of.idea))
            for row in rows
        ]

    def _people(self, of: Change) -> Select[Any]:
        """Givers and supporters, also of what was merged into it; or its giver alone."""
        family = or_(ideas.c.id == of.idea, ideas.c.merged_into == of.idea)
        if of.kind in ("published", "rejected"):
            return select(ideas.c.giver).where(ideas.c.id == of.idea, ideas.c.giver.is_not(None))
        givers = select(ideas.c.giver.label("who")).where(family, ideas.c.giver.is_not(None))
        supporters = (
            select(idea_supporters.c.participant.label("who"))
            .join(ideas, ideas.c.id == idea_supporters.c.idea)
            .where(family)
        )
        people = givers.union(supporters).subquery()
        return select(people.c.who)

    def _own(self, number: int, people: Sequence[str]) -> dict[str, int]:
        family = and_(ideas.c.merged_into == number, ideas.c.giver.in_(people))
        query = select(ideas.c.giver, ideas.c.id).where(family).order_by(ideas.c.id.desc())
        merged = {row.giver: row.id for row in self._connection.execute(query)}
        given = select(ideas.c.giver).where(ideas.c.id == number)
        giver = self._connection.execute(given).scalar_one_or_none()
        return {who: own for who, own in merged.items() if who != giver}
