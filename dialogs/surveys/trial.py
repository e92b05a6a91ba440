"""Trying out a survey that is being written: all that a resident sees, and nothing is counted."""

from __future__ import annotations

from datetime import date
from zlib import crc32

import msgspec
from msgspec.structs import replace

from ..engine.course import JOIN, OPENING
from ..engine.showing import Showing
from ..flow import END, Begin, Do, Flow, Go, Say
from ..messages import Message
from ..organising.roles import Role
from ..places import Gazetteer
from ..session import Frame
from ..texts import chain, load
from ..world import World
from .survey import Survey, flow

OVER = Say("over", load("publishing")["trial_over"], go=(Go(END),))
_LEFT_OUT = {"consent", "agreed", "contact", "declined", "about_data"}
_encode = msgspec.json.Encoder(order="deterministic").encode


def trial(survey: Survey) -> Flow:
    """The survey's flow from its opening on; its version tells one state from all others."""
    made = flow(survey)
    steps = tuple(
        OVER if step.id == "thanks" else step
        for step in made.steps
        if step.id not in _LEFT_OUT and not isinstance(step, (Do, Begin))
    )
    version = crc32(_encode(survey))
    return replace(
        made,
        id=f"trial:{survey.id}",
        version=version,
        steps=steps,
        purpose="",
        survey="",
        stays=False,
        role=Role.HELPER,
    )


def first_question(
    survey: Survey, language: str, today: date, places: Gazetteer
) -> Message | None:
    """The first question as somebody is asked it who takes part; none where there is none."""
    asking = flow(survey)
    if not asking.counted:
        return None
    step = next((q for q in asking.counted if q.when is None), asking.counted[0])
    world = World({}, {}, {}, chain(language), today, places)
    showing = Showing(world)
    frame = Frame(asking.id, asking.version, step=step.id, answers={OPENING: JOIN})
    showing.question(asking, frame, "1")
    return showing.message(located=False)
