"""Campaigns: announcements to many people, planned into the outbox in slices and never twice.

Rows in the outbox name their campaign and hold no words of their own. Nothing of a campaign that
is paused, stopped or withdrawn from is said, also where it is claimed already: the sender asks
for a `verdict` right before it says a post.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, or_, select, update

from dialogs.messages import Message
from dialogs.organising.roles import EVERYBODY as ALLIANCE
from dialogs.surveys import audience as audiences

from .announced import Announced
from .budget import Budget
from .campaign import Campaign, NoCampaign, Order, Progress, State, read
from .crypt import Keys
from .dialect import plan_alone
from .followers import Followers
from .idea_months import IDEAS, draft_again, first_told
from .moments import stamp
from .recipients import SLICE, Recipients
from .rows import (
    RESULT,
    catch_up,
    counts,
    forget_told,
    is_open,
    next_turn,
    of_person,
    of_survey,
    put_off,
    put_off_some,
    take_back,
    tell,
    told_on,
)
from .surveys import Refused, Surveys
from .tables import campaigns, chats, outbox, surveys, told
from .verdicts import Verdict, verdicts

MANY = 500
"""People from whom on somebody else has to approve (requirement G2)."""
REFUSED: Mapping[State, str] = {
    "waiting": "wartet auf eine Freigabe",
    "planned": "ist nicht angehalten",
    "running": "ist nicht angehalten",
    "paused": "ist schon angehalten",
    "stopped": "ist abgebrochen",
    "done": "ist beendet",
}
NO_LIMIT = 1_000_000_000
_USUAL = Order()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

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


def fresh_id() -> str:
    """A name for a campaign."""
    return "".join(secrets.choice(_LETTERS) for _ in range(6))


class Campaigns:
    def __init__(self, connection: Connection, keys: Keys, kept: Surveys) -> None:
        self._connection = connection
        self._surveys = kept
        self.announced = Announced(connection, keys)
        self.recipients = Recipients(connection, kept)
        self.followers = Followers(connection)
        self._back: list[tuple[Any, str, datetime]] = []

    # Looking.

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

    # Doing.

    def make(
        self,
        survey: str,
        texts: Mapping[str, Message],
        now: datetime,
        due: datetime,
        order: Order = _USUAL,
    ) -> str:
        """A campaign that invites to an open survey; raises Refused where it is not open."""
        if not self._surveys.hold(survey):
            raise Refused(f"Die Umfrage „{survey}“ läuft nicht, dazu lässt sich nicht einladen.")
        return self._make(survey, texts, now, due, order)

    def tell_result(
        self, survey: str, texts: Mapping[str, Message], now: datetime, due: datetime
    ) -> str:
        """One that tells those who took part what came of it, once; raises Refused."""
        is_open = self._surveys.hold(survey)
        made = select(campaigns.c.id).where(
            campaigns.c.survey == survey, campaigns.c.kind == RESULT
        )
        if is_open or self._connection.execute(made).first():
            raise Refused(f"Zur Umfrage „{survey}“ lässt sich das nicht (noch einmal) sagen.")
        return self._make(survey, texts, now, due, Order(kind=RESULT))

    def tell_ideas(
        self, texts: Mapping[str, Message], now: datetime, due: datetime, order: Order
    ) -> str:
        """One that tells people of a region what happened to ideas; the month names it."""
        return self._make(None, texts, now, due, order)

    def told_result(self, survey: str) -> bool:
        """Whether those who took part are told, or have been."""
        query = select(campaigns.c.id).where(
            campaigns.c.survey == survey, campaigns.c.kind == RESULT
        )
        return self._connection.execute(query).first() is not None

    def forget_results(self, before: datetime) -> int:
        """Forget who is to hear of surveys that were closed before then; how many people."""
        late = (
            select(campaigns.c.id)
            .join(surveys, surveys.c.id == campaigns.c.survey)
            .where(campaigns.c.kind == RESULT, campaigns.c.ended.is_(None))
            .where(surveys.c.closed < stamp(before))
        )
        for id in self._connection.execute(late).scalars().all():
            waiting = outbox.c.campaign == id
            take_back(self._connection, waiting, "expired", before)
            self._change(id, state="stopped", due=stamp(before))
        return self.followers.forget(before)

    def _make(
        self,
        survey: str | None,
        texts: Mapping[str, Message],
        now: datetime,
        due: datetime,
        order: Order,
    ) -> str:
        id = order.id or fresh_id()
        row = {
            "id": id,
            "kind": order.kind,
            "survey": survey,
            "state": "waiting" if order.expires else "planned",
            "made": stamp(now),
            "due": stamp(due),
            "cursor": "",
            "recipients": 0,
            "sent": 0,
            "failed": 0,
            "association": order.association,
            "starter": order.starter,
            "audience": audiences.written(order.audience),
            "approved_by": order.approved_by or None,
            "expires": stamp(order.expires) if order.expires else None,
        }
        self._connection.execute(insert(campaigns), row)
        self.announced.keep(id, texts)
        return id

    def approve(self, id: str, by: str, due: datetime) -> None:
        """Let it go out from then on; raises Refused."""
        self._expect(id, "waiting")
        self._change(id, state="planned", approved_by=by, due=stamp(due), expires=None)

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

    def pause(self, id: str) -> None:
        """Say nothing more until it is resumed; raises Refused."""
        self._expect(id, "planned", "running")
        self._change(id, state="paused")
        put_off(self._connection, id, None)

    def resume(self, id: str, now: datetime, due: datetime) -> None:
        """Go on where it was paused; raises Refused."""
        self._expect(id, "paused")
        self._change(id, state="running", due=stamp(due))
        put_off(self._connection, id, due)
        catch_up(self._connection, id)
        told_on(self._connection, id, due)

    def hold_back(self, id: str, due: datetime, most: int = SLICE) -> bool:
        """Put off up to so many of its rows; whether there are more, to be put off likewise.

        Only when all are, the campaign rests itself: after a kill it is taken up again.
        """
        if self._hold(id).state not in ("planned", "running"):
            return False
        if put_off_some(self._connection, id, due, most) == most:
            return True
        self._change(id, due=stamp(due))
        return False

    def stop(self, id: str, now: datetime) -> None:
        """End it for good; what has not been said yet never will be. Raises Refused."""
        campaign = self._expect(id, "waiting", "planned", "running", "paused")
        self._change(id, state="stopped", due=stamp(now))
        take_back(self._connection, outbox.c.campaign == id, "stopped", now)
        if campaign.kind == IDEAS and not campaign.recipients:
            draft_again(self._connection, id)

    def finish(self, id: str, now: datetime) -> bool:
        """Note the end of a campaign with nothing left to say; false where there is."""
        campaign = self._hold(id)
        over = campaign.state == "stopped" or campaign.planned is not None
        waits = select(exists().where(outbox.c.campaign == id, is_open))
        if campaign.ended or not over or self._connection.execute(waits).scalar_one():
            return False
        _, sent, failed = counts(self._connection, id)
        self._change(
            id,
            state="stopped" if campaign.state == "stopped" else "done",
            sent=campaign.sent + sent,
            failed=campaign.failed + failed,
            ended=stamp(now),
        )
        self.announced.wipe(id)
        if campaign.kind == RESULT and campaign.survey is not None:
            # Nobody has to be known any longer, whether the ballots are untied already or not.
            forget_told(self._connection, id)
            self._surveys.untie(campaign.survey)
        return True

    def withdraw(self, participant: str, now: datetime) -> None:
        """Take back what waits for a person who wants to hear nothing more; at the group's end."""
        self._back.append((of_person(participant), "withdrawn", now))

    def answered(self, participant: str, survey: str, now: datetime) -> None:
        """The same with invitations to a survey in which this person has taken part now."""
        self._back.append((of_person(participant) & of_survey(survey), "answered", now))

    def flush(self) -> None:
        # After the ballots, which hold their surveys: so does whoever closes one, and takes back
        # its invitations only then.
        back, self._back = self._back, []
        for which, why, now in back:
            take_back(self._connection, which, why, now)

    def _hold(self, id: str) -> Campaign:
        """A campaign, held until the transaction ends."""
        if (row := self._connection.execute(_HOLD, {"campaign": id}).first()) is None:
            raise NoCampaign(id)
        return read(row)

    def _expect(self, id: str, *states: State) -> Campaign:
        campaign = self._hold(id)
        if campaign.state not in states:
            raise Refused(f"Die Aussendung „{id}“ {REFUSED[campaign.state]}.")
        return campaign

    def _change(self, id: str, **values: object) -> None:
        query = update(campaigns).where(campaigns.c.id == id).values(**values)
        self._connection.execute(query)
