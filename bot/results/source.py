"""All that a result is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from dialogs.suppression import K
from dialogs.surveys.audience import Audience
from dialogs.surveys.regions import Parts
from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP, Tallies, copy
from dialogs.texts import Text

DayName = Callable[[datetime, str], str]
"""Writes the day of a time in words of a language."""


class Source(Struct, frozen=True):
    """A survey's version with its tallies, and what the note has to say of it.

    `words` are the answers in people's own words that somebody has read and shows, by question.
    """

    survey: Survey
    state: str
    tallies: Tallies
    examples: int
    published: datetime | None
    closed: datetime | None
    operator: str
    words: Mapping[str, tuple[str, ...]] = {}
    reached: tuple[tuple[Audience, Text], ...] = ()
    """Who was written to, each with the title of the earlier survey that decided it."""
    k: int = K
    """Fewest people of whom something is told."""
    parts: Mapping[str, Parts] = {}
    """How regions are told apart by a question, once ballots keep nothing finer."""

    @property
    def step(self) -> int:
        """By how many ballots at least what is shown meanwhile changes."""
        return max(STEP, self.k)

    @property
    def open(self) -> bool:
        return self.state == "open"

    @property
    def hidden(self) -> bool:
        """Whether nothing may be told yet."""
        return self.open and self.survey.results != "public"

    @property
    def held(self) -> bool:
        """Whether so few ballots came after what was shown last that it stays at that."""
        both = self.tallies
        return not self.open and copy(both.released) != copy(both.current)
