"""Whom a campaign is for: those who agreed to be written to, once each, slice by slice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, bindparam, false, func, literal, or_, select

from .crypt import voter
from .moments import day
from .rows import Recipient
from .tables import ballots, campaigns, chats, participants, told

if TYPE_CHECKING:
    from .surveys import Surveys

SLICE = 1000
"""People looked at in one transaction, so that no reply waits for it."""
CONTACT = "contact"
"""The consent without which nobody is written to."""


def consenting(purpose: str = CONTACT) -> ColumnElement[bool]:
    """Whether a participant's row says yes to a purpose: "-contact" is a no."""
    return (literal(" ") + participants.c.consents + " ").like(f"% {purpose} %")


_NEXT = (
    select(participants.c.id)
    .where(participants.c.id > bindparam("after"), consenting())
    .order_by(participants.c.id)
    .limit(bindparam("most"))
)
_CHATS = (
    select(chats.c.participant, chats.c.id, chats.c.platform)
    .join(participants, participants.c.id == chats.c.participant)
    .where(chats.c.participant.in_(bindparam("people", expanding=True)), chats.c.gone.is_(False))
    # The chat used last comes last. Where that is gone, days tell; they would not be enough where
    # somebody uses two chats on one day.
    .order_by(
        chats.c.participant,
        func.coalesce(chats.c.id == participants.c.last_chat, false()),
        chats.c.seen.asc().nulls_first(),
        chats.c.id,
    )
)
_TOLD = (
    select(told.c.participant, campaigns.c.survey)
    .join(campaigns, campaigns.c.id == told.c.campaign)
    .where(
        told.c.participant > bindparam("after"),
        told.c.participant <= bindparam("last"),
        campaigns.c.kind == "survey",
        or_(campaigns.c.survey == bindparam("survey"), told.c.day > bindparam("since")),
    )
)
_VOTED = select(ballots.c.voter).where(
    ballots.c.survey == bindparam("survey"),
    ballots.c.voter.in_(bindparam("voters", expanding=True)),
)


class Budget(Struct, frozen=True):
    """At most so many invitations in so many days (requirement F8); 0 for none at all."""

    most: int = 2
    days: int = 7


class Slice(NamedTuple):
    """Up to which participant it goes, whom it has, and whether nobody comes after them."""

    last: str
    people: list[Recipient]
    is_last: bool


class Recipients:
    def __init__(self, connection: Connection, surveys: Surveys) -> None:
        self._connection = connection
        self._surveys = surveys

    def slice(
        self, survey: str, after: str, now: datetime, budget: Budget, most: int = SLICE
    ) -> Slice:
        """Who is to be invited to a survey, of the next people after a participant's id.

        Not who has a ballot in it, was invited to it before, or to enough others lately.
        """
        next_ = {"after": after, "most": most}
        ids = self._connection.execute(_NEXT, next_).scalars().all()
        if not ids:
            return Slice(after, [], True)
        within = {"after": after, "last": ids[-1]}
        found = self.reached(ids)
        spared = self._told(survey, within, now, budget) | self.voted(survey, found)
        people = [p for who, p in found.items() if budget.most and who not in spared]
        return Slice(ids[-1], people, len(ids) < most)

    def reached(self, people: Sequence[str]) -> dict[str, Recipient]:
        """The chat that each person used last, of those that are not gone; asks no consent.

        Whoever has no chat left is not among them.
        """
        found: dict[str, Recipient] = {}
        for first in range(0, len(people), SLICE):
            some = {"people": people[first : first + SLICE]}
            for row in self._connection.execute(_CHATS, some):
                # A later chat of the same person takes the place of an earlier one.
                found[row.participant] = Recipient(row.participant, row.id, row.platform)
        return found

    def slices(
        self, survey: str, now: datetime, budget: Budget, most: int = SLICE
    ) -> Iterator[Slice]:
        """All of them, from the first person to the last."""
        part = Slice("", [], False)
        while not part.is_last:
            part = self.slice(survey, part.last, now, budget, most)
            yield part

    def count(self, survey: str, now: datetime, budget: Budget) -> Counter[str]:
        """How many people would be invited now, by platform."""
        return Counter(
            person.platform for part in self.slices(survey, now, budget) for person in part.people
        )

    def _told(
        self, survey: str, within: dict[str, str], now: datetime, budget: Budget
    ) -> set[str]:
        """Those who have been invited, to this one or often enough."""
        values = within | {"survey": survey, "since": day(now - timedelta(days=budget.days))}
        before, lately = set(), Counter[str]()
        for row in self._connection.execute(_TOLD, values):
            if row.survey == survey:
                before.add(row.participant)
            lately[row.participant] += 1
        return before | {who for who, times in lately.items() if times >= budget.most}

    def voted(self, survey: str, people: Collection[str]) -> set[str]:
        """Those who have a ballot in a survey, as far as that can be told."""
        secret = self._surveys.secret(survey)
        if secret is None or not people:
            return set()
        by_key = {voter(secret, who): who for who in people}
        values = {"survey": survey, "voters": list(by_key)}
        return {by_key[key] for key in self._connection.execute(_VOTED, values).scalars()}
