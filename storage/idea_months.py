"""What happened to ideas in a month, region by region: drafted, and told when it is released."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from dialogs.ideas.states import NotSo, Publication

from .dialect import in_order, upsert
from .idea_handling import Change, change
from .moments import stamp
from .rows import of_person, take_back
from .tables import (
    campaigns,
    idea_changes,
    idea_month_items,
    idea_month_told,
    idea_months,
    ideas,
    outbox,
)
from .tables import told as table_told

IDEAS: Final = "ideas"
"""The kind of campaign that tells of a month, and the consent that it needs besides."""
LONGEST = 600
"""Characters that organisers may add above, and below."""
_PUBLISHED: Publication = "published"
State = Literal["draft", "released", "left_out", "expired"]


class NoMonth(LookupError):
    """There is no such month, or none that can still be changed."""


class Month(Struct, frozen=True):
    """`period` is like 2026-10, `region` a district's or a Land's key; `places` are districts."""

    id: str
    period: str
    region: str
    places: tuple[str, ...]
    state: State
    above: str
    below: str
    wanted_by: str


class Item(Struct, frozen=True):
    """The last status of an idea in a month."""

    number: int
    words: str
    change: Change
    left_out: bool


class IdeaMonths:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def changed(self, since: datetime, until: datetime) -> list[tuple[Change, str]]:
        """The last status that each published idea got in that time, and its region."""
        last = (
            select(func.max(idea_changes.c.id))
            .join(ideas, ideas.c.id == idea_changes.c.idea)
            .where(
                ideas.c.publication == _PUBLISHED,
                idea_changes.c.kind == "state",
                idea_changes.c.at >= stamp(since),
                idea_changes.c.at < stamp(until),
            )
            .group_by(idea_changes.c.idea)
        )
        rows = self._connection.execute(
            select(idea_changes, ideas.c.region)
            .join(ideas, ideas.c.id == idea_changes.c.idea)
            .where(idea_changes.c.id.in_(last))
            .order_by(idea_changes.c.idea)
        )
        return [(change(row), row.region) for row in rows]

    def draft(
        self, period: str, region: str, places: Sequence[str], changes: Collection[Change]
    ) -> str:
        """Draft what a region is told of a month; its id. A second draft is an error."""
        id = f"{period}-{region}"
        row = {"id": id, "period": period, "region": region, "places": " ".join(places)}
        texts = {"state": "draft", "above": "", "below": ""}
        self._connection.execute(insert(idea_months), {**row, **texts})
        items = [
            {"month": id, "idea": one.idea, "change": one.id, "left_out": False} for one in changes
        ]
        self._connection.execute(insert(idea_month_items), items)
        return id

    def expire(self, period: str, kept: str) -> None:
        """End drafts of months before; forget who was told of those before `kept`."""
        early = idea_months.c.period < period, idea_months.c.state == "draft"
        self._connection.execute(update(idea_months).where(*early).values(state="expired"))
        self._connection.execute(delete(idea_month_told).where(idea_month_told.c.period < kept))
        old = select(idea_months.c.campaign).where(
            idea_months.c.period < kept, idea_months.c.campaign.is_not(None)
        )
        self._connection.execute(delete(table_told).where(table_told.c.campaign.in_(old)))

    def in_state(self, state: State, most: int = 100) -> list[Month]:
        """The newest first."""
        query = select(idea_months).where(idea_months.c.state == state)
        order = idea_months.c.period.desc(), idea_months.c.region
        return [_read(row) for row in self._connection.execute(query.order_by(*order).limit(most))]

    def get(self, id: str) -> Month:
        """Raises NoMonth."""
        return _read(self._row(id))

    def of_campaign(self, campaign: str) -> Month:
        """The month that a campaign tells of; raises NoMonth."""
        query = select(idea_months).where(idea_months.c.campaign == campaign)
        if (row := self._connection.execute(query).first()) is None:
            raise NoMonth(campaign)
        return _read(row)

    def items(self, id: str) -> list[Item]:
        """Its ideas that are still shown."""
        query = (
            select(idea_changes, idea_month_items.c.left_out, ideas.c.words.label("said"))
            .join(idea_month_items, idea_month_items.c.change == idea_changes.c.id)
            .join(ideas, ideas.c.id == idea_month_items.c.idea)
            .where(idea_month_items.c.month == id, ideas.c.publication == _PUBLISHED)
            .order_by(ideas.c.id)
        )
        return [
            Item(row.idea, row.said or "", change(row), row.left_out)
            for row in self._connection.execute(query)
        ]

    def word(self, id: str, where: Literal["above", "below"], words: str) -> None:
        """Say something above or below; raises NoMonth, NotSo."""
        if len(words) > LONGEST:
            raise NotSo(f"Das ist zu lang: höchstens {LONGEST} Zeichen.")
        self._change(id, **{where: words})

    def toggle(self, id: str, number: int) -> None:
        """Leave one idea out, or take it in again; raises NoMonth."""
        self._row(id, "draft")
        item = idea_month_items.c.month == id, idea_month_items.c.idea == number
        other = ~idea_month_items.c.left_out
        self._connection.execute(update(idea_month_items).where(*item).values(left_out=other))
        # Whoever agreed to the release before agreed to something else.
        self._change(id)

    def want(self, id: str, by: str) -> None:
        """Note who releases it, where somebody else has to as well; raises NoMonth."""
        self._row(id, "draft")
        wanted = update(idea_months).where(idea_months.c.id == id).values(wanted_by=by)
        self._connection.execute(wanted)

    def settle(self, id: str, state: State, campaign: str | None = None) -> None:
        """End a draft, once; raises NoMonth."""
        self._change(id, state=state, campaign=campaign)

    def withdraw(self, participant: str, now: datetime) -> None:
        """Take back what waits for a person who wants to hear nothing more of ideas."""
        kind = outbox.c.campaign.in_(select(campaigns.c.id).where(campaigns.c.kind == IDEAS))
        which = of_person(participant) & kind
        in_order(self._connection, which)
        take_back(self._connection, which, "withdrawn", now)

    def _change(self, id: str, **values: object) -> None:
        self._row(id, "draft")
        query = update(idea_months).where(idea_months.c.id == id)
        self._connection.execute(query.values(wanted_by=None, **values))

    def _row(self, id: str, state: State | None = None) -> Row[Any]:
        query = select(idea_months).where(idea_months.c.id == id).with_for_update()
        row = self._connection.execute(query).first()
        if row is None or state not in (None, row.state):
            raise NoMonth(id)
        return row


def draft_again(connection: Connection, campaign: str) -> None:
    """Let the month of a campaign be changed and released once more: nobody has heard of it."""
    again = {"state": "draft", "wanted_by": None, "campaign": None}
    month = idea_months.c.campaign == campaign
    connection.execute(update(idea_months).where(month).values(again))


def first_told(connection: Connection, campaign: str, people: Sequence[str]) -> set[str]:
    """Of these people, those who have not been told of the campaign's month; now they are."""
    month = select(idea_months.c.period).where(idea_months.c.campaign == campaign)
    period = connection.execute(month).scalar_one()
    if not people:
        return set()
    rows = [{"period": period, "participant": who} for who in people]
    fresh = upsert(connection, idea_month_told).values(rows).on_conflict_do_nothing()
    return set(connection.execute(fresh.returning(idea_month_told.c.participant)).scalars())


def _read(row: Row[Any]) -> Month:
    return Month(
        row.id,
        row.period,
        row.region,
        tuple(row.places.split()),
        row.state,
        row.above,
        row.below,
        row.wanted_by or "",
    )
