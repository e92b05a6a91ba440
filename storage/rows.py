"""The rows of campaigns in the outbox, many at a time: written, put off, counted, taken back."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from dialogs.organising.roles import EVERYBODY as ALLIANCE

from .dialect import in_order, upsert
from .moments import day, moment, stamp
from .post import ALERT, USEFUL
from .tables import campaigns, chats, outbox, told

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When the rows of a campaign are due that is paused."""
RESULT: Final = "result"
"""The kind of campaign that tells those who took part what came of it."""
is_open = outbox.c.due.is_not(None)


class Recipient(NamedTuple):
    """Whoever has told no district has an empty `region`."""

    participant: str
    chat: int
    platform: str
    language: str = ""
    region: str = ""


def tell(
    connection: Connection,
    campaign: str,
    people: Sequence[Recipient],
    now: datetime,
    turn: int = 0,
) -> None:
    """Post a campaign's words to each of these people; once more for the same is an error.

    The first of them follows after that `turn`.
    """
    if not people:
        return
    today = day(now)
    whom = [{"campaign": campaign, "participant": p.participant, "day": today} for p in people]
    connection.execute(insert(told), whom)
    posts = [
        {
            "key": secrets.token_urlsafe(12),
            "chat": person.chat,
            "platform": person.platform,
            "priority": ALERT,
            "turn": number,
            "campaign": campaign,
            "due": stamp(now),
            "expires": stamp(now + USEFUL),
            "attempts": 0,
        }
        for number, person in enumerate(people, turn + 1)
    ]
    # One chat may have been two people's in turn, and have heard of it as the other.
    connection.execute(upsert(connection, outbox).on_conflict_do_nothing(), posts)


def next_turn(connection: Connection, association: str) -> int:
    """After which turn an association goes on: its own last, and not before others' next.

    So whoever comes later takes turns with those who wait already, and nobody has several turns
    at once by having several campaigns.
    """
    theirs = func.coalesce(campaigns.c.association, ALLIANCE) == association
    own = select(func.max(campaigns.c.turn)).where(theirs, campaigns.c.ended.is_(None))
    last = connection.execute(own).scalar_one() or 0
    return max(last, _others_next(connection, ~theirs) - 1)


def catch_up(connection: Connection, campaign: str) -> None:
    """Have what waits of a campaign that rested take its turns with the others from here on."""
    mine = outbox.c.campaign == campaign, is_open
    first = connection.execute(select(func.min(outbox.c.turn)).where(*mine)).scalar_one()
    late = _others_next(connection, campaigns.c.id != campaign) - (first or 0)
    if first is not None and late > 0:
        later = update(outbox).where(*mine).values(turn=outbox.c.turn + late)
        connection.execute(later)
        held = update(campaigns).where(campaigns.c.id == campaign)
        connection.execute(held.values(turn=campaigns.c.turn + late))


def _others_next(connection: Connection, which: ColumnElement[bool]) -> int:
    """The lowest turn that others wait with, who do not rest."""
    waits = (
        select(func.min(outbox.c.turn))
        .join(campaigns, campaigns.c.id == outbox.c.campaign)
        .where(which, campaigns.c.state == "running", is_open)
    )
    return connection.execute(waits).scalar_one() or 0


def put_off(connection: Connection, campaign: str, due: datetime | None) -> None:
    """Say what is left of a campaign no sooner than then; without a time, not at all.

    It is of use as long after that as it would have been.
    """
    waiting = (outbox.c.campaign == campaign) & is_open
    in_order(connection, waiting)
    connection.execute(update(outbox).where(waiting).values(**_then(due or NEVER)))


def put_off_some(connection: Connection, campaign: str, due: datetime, most: int) -> int:
    """The same for up to `most` of those that are due sooner; how many that were."""
    early = outbox.c.campaign == campaign, is_open, outbox.c.due < stamp(due)
    some = select(outbox.c.id).where(*early).order_by(outbox.c.id).limit(most).with_for_update()
    ids = connection.execute(some).scalars().all()
    these = outbox.c.id.in_(ids)
    connection.execute(update(outbox).where(these).values(**_then(due)))
    told_on(connection, campaign, due, these)
    return len(ids)


def _then(due: datetime) -> dict[str, int | None]:
    return {"due": stamp(due), "retry": None, "expires": stamp(due + USEFUL)}


def told_on(
    connection: Connection, campaign: str, due: datetime, which: ColumnElement[bool] = is_open
) -> None:
    """Whoever hears of it only then was not told on the day that it was written."""
    waits = select(chats.c.participant).join(outbox, outbox.c.chat == chats.c.id)
    waits = waits.where(outbox.c.campaign == campaign, which)
    connection.execute(
        update(told)
        .where(told.c.campaign == campaign, told.c.participant.in_(waits))
        .values(day=day(due))
    )


def counts(connection: Connection, campaign: str) -> tuple[int, int, int]:
    """Rows that wait, were said, and were given up."""
    query = (
        select(is_open.label("open"), outbox.c.error.is_(None).label("well"), func.count())
        .where(outbox.c.campaign == campaign)
        .group_by("open", "well")
    )
    found = [0, 0, 0]
    for open_, well, number in connection.execute(query):
        found[0 if open_ else 1 if well else 2] += number
    return found[0], found[1], found[2]


def of_person(participant: str) -> ColumnElement[bool]:
    """Announcements to any chat of a person."""
    theirs = select(chats.c.id).where(chats.c.participant == participant)
    return outbox.c.campaign.is_not(None) & outbox.c.chat.in_(theirs)


def of_survey(survey: str) -> ColumnElement[bool]:
    """Announcements of a survey."""
    return outbox.c.campaign.in_(_campaigns(survey))


def take_back(connection: Connection, which: ColumnElement[bool], why: str, now: datetime) -> None:
    """Settle announcements that wait and are not claimed; nobody was told of them.

    One that is claimed is for the sender to settle, who asks before it says anything.
    """
    waiting = which & outbox.c.due.is_not(None) & outbox.c.claimed.is_(None)
    in_order(connection, waiting)
    whom = (
        select(outbox.c.campaign, chats.c.participant)
        .join(chats, chats.c.id == outbox.c.chat)
        .where(waiting)
    )
    untold = tuple_(told.c.campaign, told.c.participant).in_(whom)
    connection.execute(delete(told).where(untold))
    done = {"due": None, "retry": None, "settled": stamp(now), "error": why}
    connection.execute(update(outbox).where(waiting).values(**done))


def one_each(connection: Connection, participant: str, here: int, now: datetime) -> None:
    """Leave a person whose chats were linked one announcement of each campaign.

    The one that was said or is being said, else the one to the chat `here`. They count as told
    all the same.
    """
    in_order(connection, of_person(participant))
    query = select(outbox.c.id, outbox.c.campaign, outbox.c.chat, outbox.c.due)
    query = query.add_columns(outbox.c.claimed, outbox.c.error).where(of_person(participant))
    rows = defaultdict(list)
    for row in connection.execute(query.order_by(outbox.c.chat != here, outbox.c.id)):
        rows[row.campaign].append(row)
    spare: list[int] = []
    for posts in rows.values():
        waiting = [row.id for row in posts if row.due is not None and row.claimed is None]
        said = any((row.due is None and not row.error) or row.claimed for row in posts)
        spare += waiting if said else waiting[1:]
    done = {"due": None, "retry": None, "settled": stamp(now), "error": "linked"}
    connection.execute(update(outbox).where(outbox.c.id.in_(spare)).values(**done))


def end_invitations(connection: Connection, survey: str, now: datetime) -> None:
    """Stop all campaigns that invite to a survey."""
    _end(connection, campaigns.c.survey == survey, now)


def _end(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    going = which, campaigns.c.ended.is_(None)
    ids = connection.execute(select(campaigns.c.id).where(*going).with_for_update()).scalars()
    for id in sorted(ids):
        take_back(connection, outbox.c.campaign == id, "closed", now)
    stopped = update(campaigns).where(*going).values(state="stopped", due=stamp(now))
    connection.execute(stopped)


def forget_invited(connection: Connection, survey: str) -> None:
    """Forget who was invited to a survey, and keep how many and when.

    Whom a campaign was for that looked at this survey's ballots goes as well: it tells whose.
    """
    looks = [f'%"{name}":"{survey}"%' for name in ("answered", "unanswered")]
    asks = or_(*(campaigns.c.audience.like(told_by) for told_by in looks))
    # What is left of such a campaign is for nobody that could still be told.
    going = asks & campaigns.c.ended.is_(None)
    for id in connection.execute(select(campaigns.c.id).where(going)).scalars().all():
        _end(connection, campaigns.c.id == id, moment(0))
    ids = select(campaigns.c.id).where(or_(campaigns.c.survey == survey, asks))
    last_day = select(func.max(told.c.day)).where(told.c.campaign == campaigns.c.id)
    day_ = last_day.scalar_subquery()
    known = select(told.c.campaign)
    noted = update(campaigns).where(campaigns.c.id.in_(ids), campaigns.c.id.in_(known))
    connection.execute(noted.values(forgotten=day_))
    said = (
        select(outbox.c.campaign, outbox.c.error.is_(None).label("well"), func.count())
        .where(outbox.c.campaign.in_(ids), outbox.c.due.is_(None))
        .group_by(outbox.c.campaign, "well")
    )
    for id, well, number in connection.execute(said).all():
        column = campaigns.c.sent if well else campaigns.c.failed
        grown = update(campaigns).where(campaigns.c.id == id, campaigns.c.ended.is_(None))
        connection.execute(grown.values({column: column + number}))
    connection.execute(delete(told).where(told.c.campaign.in_(ids)))
    rows = outbox.c.campaign.in_(ids)
    in_order(connection, rows)
    connection.execute(delete(outbox).where(rows, outbox.c.claimed.is_(None)))
    # What is being said just now only loses its name.
    connection.execute(update(outbox).where(rows).values(campaign=None))


def forget_told(connection: Connection, campaign: str) -> None:
    """Forget whom a campaign was for that has ended, and that nobody is to be told of again."""
    connection.execute(delete(told).where(told.c.campaign == campaign))
    connection.execute(delete(outbox).where(outbox.c.campaign == campaign))


def _campaigns(survey: str) -> Select[tuple[str]]:
    """Those that invite to it."""
    return select(campaigns.c.id).where(campaigns.c.survey == survey, campaigns.c.kind != RESULT)
