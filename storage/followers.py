"""Who took part in a survey that is over and is to hear what came of it; never what they said.

The list is made at the close, before the tie between people and ballots is destroyed, and each
part of it goes in the transaction that writes those people's messages.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select

from .consents import consenting
from .crypt import voter
from .moments import stamp
from .tables import ballots, followers, participants, surveys

SLICE = 1000
"""People looked at with one statement."""

_NEXT = (
    select(participants.c.id)
    .where(participants.c.id > bindparam("after"), consenting())
    .order_by(participants.c.id)
    .limit(SLICE)
)
_VOTED = select(ballots.c.voter).where(
    ballots.c.survey == bindparam("survey"),
    ballots.c.voter.in_(bindparam("voters", expanding=True)),
)


class Followers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, survey: str) -> int:
        """How many wait to hear of it."""
        query = select(func.count()).where(followers.c.survey == survey)
        return self._connection.execute(query).scalar_one()

    def of(self, participant: str) -> list[str]:
        """The surveys whose result this person is to hear of."""
        query = select(followers.c.survey).where(followers.c.participant == participant)
        return list(self._connection.execute(query.order_by(followers.c.survey)).scalars())

    def waiting(self, before: datetime) -> list[str]:
        """Surveys closed before then of which people still are to hear, the oldest first."""
        query = (
            select(surveys.c.id)
            .where(surveys.c.closed <= stamp(before))
            .where(exists().where(followers.c.survey == surveys.c.id))
            .order_by(surveys.c.closed, surveys.c.id)
        )
        return list(self._connection.execute(query).scalars())

    def take(self, survey: str, most: int) -> list[str]:
        """Take so many off the list: whoever takes them has to write their messages."""
        some = (
            select(followers.c.participant)
            .where(followers.c.survey == survey)
            .order_by(followers.c.participant)
            .limit(most)
        )
        people = list(self._connection.execute(some).scalars())
        self._drop(survey, people)
        agreed = select(participants.c.id).where(participants.c.id.in_(people), consenting())
        return list(self._connection.execute(agreed.order_by(participants.c.id)).scalars())

    def forget(self, before: datetime) -> int:
        """Drop the lists of surveys that were closed before then; how many people."""
        old = select(surveys.c.id).where(surveys.c.closed < stamp(before))
        query = delete(followers).where(followers.c.survey.in_(old))
        return self._connection.execute(query).rowcount

    def _drop(self, survey: str, people: list[str]) -> None:
        theirs = followers.c.survey == survey, followers.c.participant.in_(people)
        self._connection.execute(delete(followers).where(*theirs))


def follow_up(connection: Connection, survey: str, secret: bytes) -> None:
    """Note who has a ballot in a survey and agreed to be written to."""
    after = ""
    while people := list(connection.execute(_NEXT, {"after": after}).scalars()):
        by_key = {voter(secret, who): who for who in people}
        voted = connection.execute(_VOTED, {"survey": survey, "voters": list(by_key)}).scalars()
        rows = [{"survey": survey, "participant": who} for who in sorted(map(by_key.get, voted))]  # type: ignore[type-var]
        if rows:
            connection.execute(insert(followers), rows)
        after = people[-1]
