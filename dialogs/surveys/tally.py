"""Counting ballots: one adds to the tally, a change takes the old one away again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from ..answers import Photo, Sentence, Voice
from .survey import Survey

STEP = 10
"""What open surveys show changes by at least so many ballots (C8)."""
HOUR = 3_600_000
"""Milliseconds: what open surveys show changes no more often."""
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


class Tallies(Struct, omit_defaults=True):
    """The tally as it is, and what an open survey tells of it (C8).

    Open surveys tell a series of their own, in which whoever withdrew or changed their ballot is
    counted as before until there are STEP of them: `gone` holds what was withdrawn meanwhile,
    `moved` what changes took away less what they gave. `released` is what is shown, `pending` what
    will be shown once STEP more ballots have come: so a close, which shows all as it is, adds no
    few new ballots to what was shown last. `at` is when that was last renewed (ms).
    """

    current: Tally
    released: Tally
    pending: Tally | None = None
    gone: Tally = msgspec.field(default_factory=Tally)
    moved: Tally = msgspec.field(default_factory=Tally)
    moves: int = 0
    at: int = 0

    def cast(self, counted: Counted) -> None:
        """Count somebody's first ballot."""
        self.current.add(counted)

    def withdraw(self, counted: Counted) -> None:
        self.current.add(counted, -1)
        self.gone.add(counted)

    def change(self, before: Counted, after: Counted) -> None:
        """Count a ballot instead of the one that the same person sent before."""
        if before == after:
            return
        for counted, by in ((before, -1), (after, 1)):
            self.current.add(counted, by)
            self.moved.add(counted, -by)
        self.moves += 1

    def release(self, now: int, step: int = STEP) -> bool:
        """Show the next step if there is one, at most once an hour (ms); whether there was."""
        pending = self.pending or copy(self.released)
        series = total((self.current, self.gone, self.moved))
        if series.participants < pending.participants + step or now < self.at + HOUR:
            return False
        self.released, self.at = pending, now
        if self.gone.participants >= step:
            self.gone = Tally()
        if self.moves >= step:
            self.moved, self.moves = Tally(), 0
        self.pending = total((self.current, self.gone, self.moved))
        return True

    def close(self, step: int = STEP) -> Tallies:
        """What is shown for good: all.

        More than `step` new ballots make the difference to what was shown last, and how many went
        or changed among them is told nowhere. Only tallies from before `pending` was kept may
        lack them: there the last step stays.
        """
        few = self.pending is None and self.released.participants > 0
        few = few and self.current.participants < self.released.participants + step
        return Tallies(self.current, self.released if few else copy(self.current))


def copy(tally: Tally) -> Tally:
    return total((tally,))


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them in one."""
    made = Tally()
    for tally in tallies:
        made.participants += tally.participants
        _add(made.answered, tally.answered)
        for question, counts in tally.counts.items():
            _add(made.counts.setdefault(question, {}), counts)
    return made


def _add(to: dict[str, int], counts: Mapping[str, int]) -> None:
    for key, count in counts.items():
        to[key] = to.get(key, 0) + count
        if not to[key]:
            del to[key]


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
