"""The frames of a turn being taken: what is under way, and what the turn comes to."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..flow import Ask, Flow, Review, Step
from ..session import Frame, Session
from ..texts import Template, load
from ..world import World
from .showing import Showing

T = load("engine")


class Act(Struct, frozen=True):
    """Something for the bot to carry out in the same transaction."""

    command: str
    value: str = ""
    survey: str = ""
    version: int = 0
    answers: dict[str, Any] = {}
    poster: str = ""


class Frames:
    """What a turn changes and leaves behind; the last frame is the one being talked about."""

    def __init__(self, session: Session, world: World) -> None:
        self.world = world
        self.frames = [_carried(frame, world) for frame in session.frames]
        self.asked = session.asked
        self.paused = session.paused
        self.dropped: tuple[Frame, ...] = ()
        self.undoable = tuple(_carried(frame, world) for frame in session.dropped)
        self.acts: list[Act] = []
        self.made: set[str] = set()
        self.then = ""
        self.poster = ""
        self.show = Showing(world)

    def say(self, text: Template, **values: Any) -> None:
        self.show.say(text, **values)

    def flow(self, frame: Frame | None = None) -> Flow:
        frame = frame or self.frames[-1]
        return self.world.flows[frame.flow, frame.version]

    def step(self) -> Ask | Review:
        step: Step = self.flow().step(self.frames[-1].step)
        assert isinstance(step, (Ask, Review))
        return step

    def change(self, **fields: Any) -> None:
        self.frames[-1] = replace(self.frames[-1], **fields)

    def staying(self) -> list[Frame]:
        return [frame for frame in self.frames if self.flow(frame).stays]

    def prune(self) -> bool:
        """Drop what cannot go on: a survey that has closed, a step that is no more, a role lost.

        True where that was the flow being talked about: what is heard now was meant for it.
        """
        kept = []
        for frame in self.frames:
            flow = self.world.flows.get((frame.flow, frame.version))
            closed = flow and flow.role and not self.world.fact(f"role:{flow.role}")
            if closed:
                self.show.say(T["no_role"])
            elif flow and frame.flow in self.world.current and flow.waits_at(frame.step):
                kept.append(frame)
            elif flow and flow.stays:
                self.show.say(T["survey_closed"], title=self.show.title(flow))
        lost = self.frames[-1:] != kept[-1:]
        self.frames = kept
        self.asked += lost  # Its buttons are stale now.
        return lost


def _carried(frame: Frame, world: World) -> Frame:
    """The frame with the names that its steps bear today; its answers go along."""
    flow = world.flows.get((frame.flow, frame.version))
    if flow is None or not flow.moved:
        return frame
    moved = flow.moved

    def renamed(answers: dict[str, Any]) -> dict[str, Any]:
        return {moved.get(id, id): answer for id, answer in answers.items()}

    return replace(
        frame,
        step=moved.get(frame.step, frame.step),
        answers=renamed(frame.answers),
        before=renamed(frame.before),
        editing=moved.get(frame.editing, frame.editing),
        unedited=renamed(frame.unedited),
    )
