"""Where results come from: the tallies of a survey as they are stored."""

from __future__ import annotations

from dialogs.surveys.audience import Audience
from dialogs.texts import Text
from storage.store import Store

from ..config import Operator
from ..sending.telling import title
from .source import Source


def source(store: Store, id: str, operator: Operator, version: int = 0) -> Source:
    """What a survey's result is made from; raises Unknown."""
    standing = store.surveys.standing(id)
    version = version or standing.version
    return Source(
        store.surveys.definition(id, version),
        standing.state,
        store.surveys.tallies(id)[version],
        standing.examples,
        standing.published,
        standing.closed,
        operator.name,
        store.words.shown(id, version) if standing.state == "closed" else {},
        _reached(store, id),
        standing.k,
        store.ballots.regions(id, version),
    )


def _reached(store: Store, id: str) -> tuple[tuple[Audience, Text], ...]:
    """Each audience once to which an invitation has begun to go out, the oldest first."""
    begun = [
        campaign.order.audience
        for campaign in reversed(store.campaigns.all())
        if campaign.survey == id and campaign.kind == "survey" and campaign.cursor
    ]
    return tuple(
        (audience, title(store, audience.earlier) if audience.earlier else {})
        for audience in dict.fromkeys(begun)
    )
