"""Whether an announcement that is claimed already may still be said: asked right before.

What is left is the time between the answer and the saying, a few milliseconds: who withdraws or
takes part just then, hears of it once more. To close that too, a turn would have to wait for what
is being said to that person, and a reply never waits for an alert.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select

from .consents import consenting
from .idea_months import IDEAS
from .moments import stamp
from .recipients import Recipients
from .rows import RESULT, is_open
from .tables import campaigns, chats, outbox, participants

Verdict = Literal["say", "wait", "drop"]

# A chat that was linked meanwhile can have an invitation of its own: of two the first is said.
_theirs, _same = chats.alias(), outbox.alias()
_twice = (
    exists()
    .where(
        _same.c.campaign == outbox.c.campaign,
        _same.c.id != outbox.c.id,
        _same.c.chat == _theirs.c.id,
        _theirs.c.participant == chats.c.participant,
        or_(
            and_(_same.c.due.is_(None), _same.c.error.is_(None)),
            and_(_same.c.claimed.is_not(None), _same.c.id < outbox.c.id),
        ),
    )
    .correlate(outbox, chats)
)
_VERDICTS = (
    select(
        outbox.c.id,
        outbox.c.due,
        campaigns.c.state,
        campaigns.c.due.label("not_before"),
        campaigns.c.survey,
        campaigns.c.kind,
        chats.c.participant,
        _twice.label("twice"),
        (consenting() & or_(campaigns.c.kind != IDEAS, consenting(IDEAS))).label("consents"),
    )
    .join(chats, chats.c.id == outbox.c.chat)
    .join(participants, participants.c.id == chats.c.participant)
    .join(campaigns, campaigns.c.id == outbox.c.campaign)
    .where(outbox.c.id.in_(bindparam("posts", expanding=True)), is_open)
)


def verdicts(
    connection: Connection, recipients: Recipients, posts: Sequence[int], now: datetime
) -> dict[int, Verdict]:
    """The verdict on each post: one that nobody knows any longer is to be dropped."""
    rows = connection.execute(_VERDICTS, {"posts": posts}).all()
    people: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        # Who took part is to hear what came of it, and of nothing else.
        if row.kind != RESULT:
            people[row.survey].add(row.participant)
    voted = {survey: recipients.voted(survey, who) for survey, who in people.items() if survey}
    found: dict[int, Verdict] = dict.fromkeys(posts, "drop")
    for row in rows:
        found[row.id] = _verdict(row, row.participant in voted.get(row.survey, ()), now)
    return found


def _verdict(row: Row[Any], voted: bool, now: datetime) -> Verdict:
    if row.state == "paused" or max(row.due, row.not_before) > stamp(now):
        return "wait"
    wanted = row.state == "running" and row.consents and not voted and not row.twice
    return "say" if wanted else "drop"
