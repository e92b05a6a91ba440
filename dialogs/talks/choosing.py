"""Which association a resident is put through to, by place and topic."""

from __future__ import annotations

from collections.abc import Sequence

from ..organising.association import Association
from ..organising.roles import EVERYBODY
from ..places import regions


def chosen(groups: Sequence[Association], place: str, topic: str) -> str:
    """The one that fits best: place counts more than topic; the alliance where none fits.

    `place` is a region's key; place and topic may be empty.
    """
    fits = [(_fit(one, place, topic), one) for one in groups if one.id != EVERYBODY]
    best = max((fit for fit, _ in fits), default=0)
    return next((one.id for fit, one in fits if fit == best), EVERYBODY) if best else EVERYBODY


def _fit(group: Association, place: str, topic: str) -> int:
    near = bool(place) and any(_meet(place, own) for own in group.profile.places)
    return 2 * near + (topic in group.profile.topics)


def _meet(one: str, other: str) -> bool:
    """Whether one of two regions lies in the other."""
    here, there = regions().get(one), regions().get(other)
    inside = bool(here and here.within(other)) or bool(there and there.within(one))
    return one == other or inside
