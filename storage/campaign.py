"""What is known of a campaign: who wants it, for whom, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Row

from dialogs.organising.roles import EVERYBODY as ALLIANCE
from dialogs.surveys import audience as audiences
from dialogs.surveys.audience import EVERYBODY, Audience

from .audit import CONSOLE
from .moments import moment, moment_if
from .recipients import Aim

State = Literal["waiting", "planned", "running", "paused", "stopped", "done"]
Kind = Literal["survey", "reminder", "result", "ideas"]


class NoCampaign(Exception):
    """There is no campaign of that name."""


class Order(Struct, frozen=True):
    """Who wants a campaign (an organiser's id, or the console), for whom, and who agreed to it.

    One that `expires` waits for somebody else to approve of it until then.
    """

    association: str = ALLIANCE
    starter: str = CONSOLE
    audience: Audience = EVERYBODY
    kind: Kind = "survey"
    approved_by: str = ""
    expires: datetime | None = None
    id: str = ""


class Campaign(Struct, frozen=True):
    """`due`: nothing of it is said before; `planned`: when all its rows were in the outbox."""

    id: str
    kind: str
    survey: str | None
    state: State
    made: datetime
    due: datetime
    planned: datetime | None
    recipients: int
    sent: int
    failed: int
    ended: datetime | None
    cursor: str = ""
    order: Order = Order()
    cut: str = ""
    turn: int = 0

    @property
    def aim(self) -> Aim:
        """Whom it is for; raises ValueError where nobody knows."""
        if self.kind == "ideas":
            return Aim("", self.order.audience, self.order.association, purpose="ideas")
        if self.kind not in ("survey", "reminder") or self.survey is None:
            raise ValueError(f"nobody knows whom a campaign of kind {self.kind} is for")
        order = self.order
        reminds = self.kind == "reminder"
        return Aim(self.survey, order.audience, order.association, reminds, self.cut)

    @property
    def undrawn(self) -> bool:
        """Whether its sample is still to be drawn."""
        return bool(self.order.audience.sample) and not self.cut


class Progress(Struct, frozen=True):
    """How many people it is for so far, and what became of the messages to them."""

    recipients: int
    waiting: int
    sent: int
    failed: int


def read(row: Row[Any]) -> Campaign:
    """A campaign as its row tells it."""
    order = Order(
        row.association or ALLIANCE,
        row.starter or CONSOLE,
        audiences.read(row.audience),
        row.kind,
        row.approved_by or "",
        moment_if(row.expires),
        row.id,
    )
    return Campaign(
        row.id,
        row.kind,
        row.survey,
        row.state,
        moment(row.made),
        moment(row.due),
        moment_if(row.planned),
        row.recipients,
        row.sent,
        row.failed,
        moment_if(row.ended),
        row.cursor,
        order,
        row.cut or "",
        row.turn,
    )
