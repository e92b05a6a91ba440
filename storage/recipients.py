"""Whom a campaign is for: those who agreed to be written to, once each, slice by slice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from sqlalchemy import (
    Connection,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
    update,
)

from dialogs.organising.roles import EVERYBODY as ALLIANCE
from dialogs.surveys import audience as audiences
from dialogs.surveys.audience import EVERYBODY, Audience

from .budget import Budget
from .consents import consenting
from .crypt import voter
from .moments import day
from .rows import Recipient
from .tables import ballots, campaigns, chats, participants, residences, told

if TYPE_CHECKING:
    from .surveys import Surveys

SLICE = 1000
"""People looked at in one transaction, so that no reply waits for it."""
PAUSE = timedelta(days=3)
"""Between an invitation and a reminder."""
_NEXT = (
    select(participants.c.id)
    .where(participants.c.id > bindparam("after"), consenting())
    .order_by(participants.c.id)
    .limit(bindparam("most"))
)
_is_last = func.coalesce(chats.c.id == participants.c.last_chat, false())
_CHATS = (
    select(
        chats.c.participant, chats.c.id, chats.c.platform,
        participants.c.language, residences.c.region,
    )
    .join(participants, participants.c.id == chats.c.participant)
    .outerjoin(residences, residences.c.participant == chats.c.participant)
    .where(chats.c.participant.in_(bindparam("people", expanding=True)), chats.c.gone.is_(False))
    # The chat used last comes last. Where that is gone, days tell; they would not be enough where
    # somebody uses two chats on one day.
    .order_by(chats.c.participant, _is_last, chats.c.seen.asc().nulls_first(), chats.c.id)
)  # fmt: skip
_TOLD = (
    select(
        told.c.participant, told.c.day, told.c.declined, campaigns.c.survey, campaigns.c.kind,
        func.coalesce(campaigns.c.association, ALLIANCE).label("association"),
    )
    .join(campaigns, campaigns.c.id == told.c.campaign)
    .where(
        told.c.participant > bindparam("after"),
        told.c.participant <= bindparam("last"),
        or_(campaigns.c.survey == bindparam("survey"), told.c.day > bindparam("since")),
        # What came of a survey is no invitation: it counts against nobody's budget.
        campaigns.c.kind != "result",
    )
)  # fmt: skip
_FORGOTTEN = select(
    campaigns.c.audience,
    campaigns.c.forgotten,
    func.coalesce(campaigns.c.association, ALLIANCE).label("association"),
).where(campaigns.c.forgotten > bindparam("since"))
_VOTED = select(ballots.c.voter).where(
    ballots.c.survey == bindparam("survey"),
    ballots.c.voter.in_(bindparam("voters", expanding=True)),
)
_newest = (
    select(
        chats.c.platform,
        participants.c.language,
        residences.c.region,
        func.row_number()
        .over(
            partition_by=chats.c.participant,
            order_by=(_is_last.desc(), chats.c.seen.desc().nulls_last(), chats.c.id.desc()),
        )
        .label("place"),
    )
    .join(participants, participants.c.id == chats.c.participant)
    .outerjoin(residences, residences.c.participant == chats.c.participant)
    .where(consenting(), chats.c.gone.is_(False))
    .subquery()
)
_CELLS = (
    select(_newest.c.region, _newest.c.language, _newest.c.platform, func.count().label("people"))
    .where(_newest.c.place == 1)
    .group_by(_newest.c.region, _newest.c.language, _newest.c.platform)
)

Cell = tuple[str, str, str]
"""District (empty: unknown), language, platform."""


class Aim(Struct, frozen=True):
    """Whom a campaign is for; one that `reminds`, for those who were invited to that survey.

    Where it names a `purpose`, people have to have agreed to that besides.
    """

    survey: str
    audience: Audience = EVERYBODY
    association: str = ALLIANCE
    reminds: bool = False
    cut: str = ""
    purpose: str = ""


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
        self, aim: Aim, after: str, now: datetime, budget: Budget, most: int = SLICE
    ) -> Slice:
        """Who is to be invited to a survey, of the next people after a participant's id.

        Not who has a ballot in it, was invited to it before, or to enough others lately.
        """
        next_ = {"after": after, "most": most}
        agreed = consenting(aim.purpose) if aim.purpose else true()
        ids = self._connection.execute(_NEXT.where(agreed), next_).scalars().all()
        if not ids:
            return Slice(after, [], True)
        within = {"after": after, "last": ids[-1]}
        found = self.reached(ids)
        fitting = {
            who: person
            for who, person in found.items()
            if aim.audience.fits(person.region, person.language)
            and (not aim.cut or aim.audience.lot(who) <= aim.cut)
        }
        wanted = self._wanted(aim, fitting)
        wanted &= self._in_time(aim, fitting, within, now, budget)
        people = [p for who, p in fitting.items() if budget.most and who in wanted]
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
                found[row.participant] = Recipient(
                    row.participant, row.id, row.platform, row.language, row.region or ""
                )
        return found

    def slices(
        self, aim: Aim, now: datetime, budget: Budget, most: int = SLICE
    ) -> Iterator[Slice]:
        """All of them, from the first person to the last."""
        part = Slice("", [], False)
        while not part.is_last:
            part = self.slice(aim, part.last, now, budget, most)
            yield part

    def count(self, aim: Aim, now: datetime, budget: Budget) -> Counter[str]:
        """How many people would be invited now, by platform."""
        return Counter(
            person.platform for part in self.slices(aim, now, budget) for person in part.people
        )

    def cut(self, aim: Aim, now: datetime, budget: Budget) -> str:
        """The last lot that is drawn into the sample, of all who would be invited now."""
        lots = sorted(
            aim.audience.lot(person.participant)
            for part in self.slices(aim, now, budget)
            for person in part.people
        )
        return lots[: aim.audience.sample][-1] if lots else "0"

    def cells(self) -> Mapping[Cell, int]:
        """How many people can be written to, whatever they have answered."""
        return {
            (row.region or "", row.language, row.platform): row.people
            for row in self._connection.execute(_CELLS)
        }

    def decline(self, participant: str, survey: str = "") -> None:
        """Remind a person no more of a survey, or of the newest that they were invited to."""
        to = campaigns.c.survey == survey
        if not survey:
            newest = select(campaigns.c.survey).join(told, told.c.campaign == campaigns.c.id)
            newest = newest.where(told.c.participant == participant)
            newest = newest.order_by(told.c.day.desc(), campaigns.c.made.desc()).limit(1)
            to = campaigns.c.survey == newest.scalar_subquery()
        theirs = told.c.campaign.in_(select(campaigns.c.id).where(to))
        query = update(told).where(told.c.participant == participant, theirs)
        self._connection.execute(query.values(declined=True))

    def declined(self, participant: str) -> list[str]:
        """The surveys to which a person said "not now" when invited."""
        query = (
            select(campaigns.c.survey)
            .join(told, told.c.campaign == campaigns.c.id)
            .where(told.c.participant == participant, told.c.declined)
            .order_by(told.c.day.desc(), campaigns.c.survey)
        )
        found = self._connection.execute(query.where(campaigns.c.survey.is_not(None))).scalars()
        return list(dict.fromkeys(found))

    def decline_alike(self, giver: str, taker: str) -> None:
        """Have one person's "not now" hold for another's invitations by the same campaigns."""
        said = select(told.c.campaign).where(told.c.participant == giver, told.c.declined)
        theirs = told.c.participant == taker, told.c.campaign.in_(said)
        self._connection.execute(update(told).where(*theirs).values(declined=True))

    def _in_time(
        self,
        aim: Aim,
        people: Mapping[str, Recipient],
        within: dict[str, str],
        now: datetime,
        budget: Budget,
    ) -> set[str]:
        """Those who have been left alone for long enough, and not told of it yet."""
        today, since = day(now), day(now) - budget.longest
        lately: dict[str, list[tuple[str, int]]] = {who: [] for who in people}
        told_: dict[str, dict[str, int]] = {who: {} for who in people}
        for row in self._connection.execute(
            _TOLD, within | {"survey": aim.survey, "since": since}
        ):
            if row.participant in people:
                lately[row.participant].append((row.association, today - row.day))
                if row.survey == aim.survey:
                    kind = "declined" if row.declined else row.kind
                    known = told_[row.participant]
                    known[kind] = max(row.day, known.get(kind, 0))
        # Nobody knows any more whom those were for: so they count for all whom they may be for.
        for lost in self._connection.execute(_FORGOTTEN, {"since": since}).all():
            audience, ago = audiences.read(lost.audience), today - lost.forgotten
            for who, one in people.items():
                if audience.fits(one.region, one.language):
                    lately[who].append((lost.association, ago))
        latest = day(now - PAUSE)
        due = (
            (lambda known: set(known) == {"survey"} and known["survey"] <= latest)
            if aim.reminds
            else (lambda known: not known)
        )
        return {w for w in people if due(told_[w]) and budget.leaves(aim.association, lately[w])}

    def _wanted(self, aim: Aim, people: Collection[str]) -> set[str]:
        """Those whose ballots, or having none, make them fit."""
        wanted = set(people) - self.voted(aim.survey, people)
        if (earlier := aim.audience.earlier) and self._surveys.secret(earlier) is None:
            return set()
        if aim.audience.answered:
            wanted &= self.voted(aim.audience.answered, people)
        if aim.audience.unanswered:
            wanted -= self.voted(aim.audience.unanswered, people)
        return wanted

    def voted(self, survey: str, people: Collection[str]) -> set[str]:
        """Those who have a ballot in a survey, as far as that can be told."""
        secret = self._surveys.secret(survey)
        if secret is None or not people:
            return set()
        by_key = {voter(secret, who): who for who in people}
        values = {"survey": survey, "voters": list(by_key)}
        return {by_key[key] for key in self._connection.execute(_VOTED, values).scalars()}
