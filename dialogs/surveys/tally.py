"""Counting ballots: one adds to the tally, a change takes the old one away again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from ..answers import Photo, Sentence, Voice
from .survey import Survey

STEP = 10
"""Open surveys show their results as of the last full step of so many ballots (C8)."""
PRIVATE = (Sentence, Voice, Photo)
"""Kinds whose answers are the person's own words or files: sealed, never counted by content."""

Counted = Mapping[str, tuple[str, ...]]
"""Question answered → what the answer adds one to."""


class Tally(Struct, omit_defaults=True):
    """How many took part, answered each question, and gave each answer."""

    participants: int = 0
    answered: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}

    def add(self, counted: Counted, by: int = 1) -> None:
        """Count a ballot; by -1, take one away."""
        self.participants += by
        for question, keys in counted.items():
            self.answered[question] = self.answered.get(question, 0) + by
            counts = self.counts.setdefault(question, {})
            for key in keys:
                counts[key] = counts.get(key, 0) + by
                if not counts[key]:
                    del counts[key]


class Tallies(Struct):
    """The tally as it is, and as it was when an open survey last showed it."""

    current: Tally
    released: Tally

    def add(self, counted: Counted, by: int = 1) -> bool:
        """Count a ballot; true where that made a full step, which is then shown."""
        self.current.add(counted, by)
        full = self.current.participants >= self.released.participants + STEP
        if full and self.current.participants % STEP == 0:
            self.released = copy(self.current)
            return True
        return False


def copy(tally: Tally) -> Tally:
    return Tally(
        tally.participants,
        dict(tally.answered),
        {question: dict(counts) for question, counts in tally.counts.items()},
    )


def counted(survey: Survey, answers: Mapping[str, Any]) -> Counted:
    """What a ballot adds to; skipped questions add nothing."""
    return {
        question.id: question.answer.keys(answers[question.id])
        for question in survey.questions
        if answers.get(question.id) is not None
    }


def files_in(survey: Survey, answers: Mapping[str, Any]) -> frozenset[str]:
    """The names of the files that a ballot speaks of."""
    return frozenset(
        name
        for question in survey.questions
        if answers.get(question.id) is not None
        for name in question.answer.files(answers[question.id])
    )


def private(survey: Survey) -> frozenset[str]:
    """The questions whose answers are to be sealed."""
    return frozenset(q.id for q in survey.questions if isinstance(q.answer, PRIVATE))
