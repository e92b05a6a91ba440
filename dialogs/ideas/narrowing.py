"""Topic, status and place together: what a list of ideas can be narrowed down to."""

from __future__ import annotations

from msgspec import Struct

from ..answers import Where
from ..answers.pick import Pick
from ..flow import Ask, choices
from ..places import WHOLE
from ..texts import load
from .states import STATES

T, S, TOPICS = load("narrowing"), load("idea_states"), load("idea_topics")
ASKED = "topic stand around"
"""The questions that narrow, as facts are asked about them."""

QUESTIONS: tuple[Ask, ...] = (
    Ask("topic", T["topic"], Pick(choices(TOPICS, *TOPICS)), optional=True),
    Ask("stand", T["stand"], Pick(choices(S, *STATES)), optional=True),
    Ask("around", T["around"], Where(level="municipality"), optional=True),
)


class Narrowed(Struct, frozen=True):
    """What is empty narrows nothing; `place` is a district's or a municipality's key."""

    topic: str = ""
    state: str = ""
    place: str = ""

    def fits(self, topic: str, state: str, region: str) -> bool:
        """Whether an idea is one of those."""
        there = self.place in ("", WHOLE) or region.startswith(self.place)
        return self.topic in ("", topic) and self.state in ("", state) and there


def narrowed(of: str) -> Narrowed:
    """From the answers to the questions, as a fact is asked about them: `topic|state|place`."""
    given = [*of.split("|"), "", "", ""]
    return Narrowed(*given[:3])
