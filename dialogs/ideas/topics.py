"""What topic an idea is of, suggested from its words."""

from __future__ import annotations

from collections.abc import Sequence

from ..texts import load
from .meaning import meaning
from .vocabulary import vocabulary

T = load("idea_topics")
TOPICS: tuple[str, ...] = tuple(T)
"""In the order in which they are offered where nothing is suggested; the last is for the rest."""


def topics_of(text: str) -> Sequence[str]:
    """The topics that its words speak of, the likeliest first; none where they say nothing."""
    known = vocabulary().topics
    weights: dict[str, float] = {}
    for concept, weight in meaning(text).weights.items():
        if (topic := known.get(concept)) is not None:
            weights[topic] = weights.get(topic, 0) + weight
    return sorted(weights, key=lambda topic: (-weights[topic], TOPICS.index(topic)))


def by_fit(text: str) -> tuple[str, ...]:
    """All topics, the suggested ones first."""
    return tuple(dict.fromkeys((*topics_of(text), *TOPICS)))
