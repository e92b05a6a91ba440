"""Which campaigns there are, how far they have come, and who was invited by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, update

from dialogs.organising.roles import EVERYBODY as ALLIANCE

from .campaign import Campaign, NoCampaign, Progress, read
from .moments import stamp
from .recipients import Recipients
from .rows import counts, is_open
from .surveys import Surveys
from .tables import campaigns, chats, outbox, told
from .verdicts import Verdict, verdicts

_HOLD = select(campaigns).where(campaigns.c.id == bindparam("campaign")).with_for_update()
_INVITED = (
    select(campaigns.c.survey)
    .join(told, told.c.campaign == campaigns.c.id)
    .where(told.c.participant == bindparam("who"), campaigns.c.survey.is_not(None))
    .order_by(told.c.day.desc(), campaigns.c.made.desc())
)
_WAITS = exists().where(
    outbox.c.campaign == campaigns.c.id,
    outbox.c.chat == chats.c.id,
    chats.c.participant == told.c.participant,
    is_open,
    outbox.c.claimed.is_(None),
)


class Lookup:
    def __init__(self, connection: Connection, kept: Surveys) -> None:
        self._connection = connection
        self.recipients = Recipients(connection, kept)

    def all(self) -> list[Campaign]:
        """The newest first."""
        query = select(campaigns).order_by(campaigns.c.made.desc(), campaigns.c.id)
        return [read(row) for row in self._connection.execute(query)]

    def get(self, id: str) -> Campaign:
        """Raises NoCampaign."""
        query = select(campaigns).where(campaigns.c.id == id)
        if (row := self._connection.execute(query).first()) is None:
            raise NoCampaign(id)
        return read(row)

    def at_work(self, now: datetime) -> list[Campaign]:
        """Those that have something to be done for now, the oldest first."""
        going = campaigns.c.state.in_(("planned", "running", "stopped"))
        waits = campaigns.c.state == "waiting"
        query = select(campaigns).where(
            campaigns.c.ended.is_(None),
            or_(
                and_(going, campaigns.c.due <= stamp(now)),
                and_(waits, campaigns.c.expires <= stamp(now)),
            ),
        )
        rows = self._connection.execute(query.order_by(campaigns.c.made, campaigns.c.id))
        return [read(row) for row in rows]

    def progress(self, id: str) -> Progress:
        """Raises NoCampaign."""
        campaign = self.get(id)
        waiting, sent, failed = (
            counts(self._connection, id) if campaign.ended is None else (0, 0, 0)
        )
        return Progress(
            campaign.recipients, waiting, campaign.sent + sent, campaign.failed + failed
        )

    def waiting(self, now: datetime, association: str = "") -> int:
        """How many announcements wait in the outbox to be said now: none of those that rest."""
        query = select(func.count()).where(
            outbox.c.campaign.is_not(None), is_open, outbox.c.due <= stamp(now)
        )
        if association:
            theirs = func.coalesce(campaigns.c.association, ALLIANCE) == association
            query = query.where(outbox.c.campaign.in_(select(campaigns.c.id).where(theirs)))
        return self._connection.execute(query).scalar_one()

    def invited(self, participant: str, said: bool = False) -> list[str]:
        """The surveys that a person was invited to, the newest invitation first.

        `said`: none of which the invitation still waits.
        """
        query = _INVITED.where(~_WAITS) if said else _INVITED
        rows = self._connection.execute(query, {"who": participant}).scalars()
        return list(dict.fromkeys(rows))

    def verdicts(self, posts: Sequence[int], now: datetime) -> dict[int, Verdict]:
        """Whether claimed posts may be said at this moment."""
        return verdicts(self._connection, self.recipients, posts, now)

    def _hold(self, id: str) -> Campaign:
        """A campaign, held until the transaction ends."""
        if (row := self._connection.execute(_HOLD, {"campaign": id}).first()) is None:
            raise NoCampaign(id)
        return read(row)

    def _change(self, id: str, **values: object) -> None:
        query = update(campaigns).where(campaigns.c.id == id).values(**values)
        self._connection.execute(query)
