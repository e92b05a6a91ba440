"""Planning a campaign into the outbox, slice by slice, so that nobody gets it twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from .budget import Budget
from .campaign import Campaign
from .campaign_lookup import Lookup
from .dialect import plan_alone
from .followers import Followers
from .idea_months import IDEAS, first_told
from .moments import stamp
from .recipients import SLICE
from .rows import RESULT, next_turn, tell
from .surveys import Surveys

MANY = 500
"""People from whom on somebody else has to approve (requirement G2)."""
NO_LIMIT = 1_000_000_000


class Planning(Lookup):
    def __init__(self, connection: Connection, kept: Surveys) -> None:
        super().__init__(connection, kept)
        self.followers = Followers(connection)

    def draw(self, id: str, cut: str) -> None:
        """Note the last lot of its sample, once."""
        if self._hold(id).undrawn:
            self._change(id, cut=cut)

    def plan(self, id: str, now: datetime, budget: Budget, most: int = SLICE) -> int:
        """Write the next slice into the outbox; how many rows that were."""
        plan_alone(self._connection)
        campaign = self._hold(id)
        at_work = campaign.state in ("planned", "running") and campaign.planned is None
        if not at_work or campaign.due > now or campaign.undrawn:
            return 0
        if campaign.kind == RESULT and campaign.survey is not None:
            return self._plan_result(campaign, campaign.survey, now, most)
        room = self._room(campaign)
        part = self.recipients.slice(campaign.aim, campaign.cursor, now, budget, most)
        people = part.people[:room]
        if campaign.kind == IDEAS:
            fresh = first_told(self._connection, id, [one.participant for one in people])
            people = [one for one in people if one.participant in fresh]
        turn = next_turn(self._connection, campaign.order.association)
        tell(self._connection, id, people, now, turn)
        self._change(
            id,
            state="running",
            cursor=part.last,
            recipients=campaign.recipients + len(people),
            planned=stamp(now) if part.is_last or len(people) == room else None,
            turn=turn + len(people),
        )
        return len(people)

    @staticmethod
    def _room(campaign: Campaign) -> int:
        """How many more it may be for: of its sample, and of those who need nobody's approval."""
        order = campaign.order
        limits = [order.audience.sample] * bool(order.audience.sample)
        limits += [MANY] * (not order.approved_by)
        return min(limits, default=NO_LIMIT) - campaign.recipients

    def _plan_result(self, campaign: Campaign, survey: str, now: datetime, most: int) -> int:
        """The next of those who took part: their list goes as their messages are written."""
        taken = self.followers.take(survey, most)
        people = list(self.recipients.reached(taken).values())
        turn = next_turn(self._connection, campaign.order.association)
        tell(self._connection, campaign.id, people, now, turn)
        self._change(
            campaign.id,
            state="running",
            recipients=campaign.recipients + len(people),
            planned=None if self.followers.count(survey) else stamp(now),
            turn=turn + len(people),
        )
        return len(people)
