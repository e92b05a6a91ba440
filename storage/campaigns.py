"""Campaigns: announcements to many people, planned into the outbox in slices and never twice.

Rows in the outbox name their campaign and hold no words of their own. Nothing of a campaign that
is paused, stopped or withdrawn from is said, also where it is claimed already: the sender asks
for a `verdict` right before it says a post.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, insert, select

from dialogs.messages import Message
from dialogs.surveys import audience as audiences

from .announced import Announced
from .campaign import Order, State
from .campaign_planning import Planning
from .crypt import Keys
from .moments import stamp
from .recipients import SLICE
from .rows import (
    RESULT,
    catch_up,
    counts,
    forget_told,
    is_open,
    of_person,
    of_survey,
    put_off,
    put_off_some,
    take_back,
    told_on,
)
from .surveys import Refused, Surveys
from .tables import campaigns, outbox, surveys

REFUSED: Mapping[State, str] = {
    "waiting": "wartet auf eine Freigabe",
    "planned": "ist nicht angehalten",
    "running": "ist nicht angehalten",
    "paused": "ist schon angehalten",
    "stopped": "ist abgebrochen",
    "done": "ist beendet",
}
_USUAL = Order()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def fresh_id() -> str:
    """A name for a campaign."""
    return "".join(secrets.choice(_LETTERS) for _ in range(6))


class Campaigns(Planning):
    def __init__(self, connection: Connection, keys: Keys, kept: Surveys) -> None:
        super().__init__(connection, kept)
        self._surveys = kept
        self.announced = Announced(connection, keys)
        self._back: list[tuple[Any, str, datetime]] = []

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
        self._expect(id, "waiting", "planned", "running", "paused")
        self._change(id, state="stopped", due=stamp(now))
        take_back(self._connection, outbox.c.campaign == id, "stopped", now)

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

    def _expect(self, id: str, *states: State) -> None:
        state = self._hold(id).state
        if state not in states:
            raise Refused(f"Die Aussendung „{id}“ {REFUSED[state]}.")
