"""The course of a conversation: flows begin, take their steps, interrupt each other and end.

`Frame.answers` holds the answers on the path and no others, so an abandoned branch can neither
steer nor be counted. Steps are known by name, never by place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..flow import END, Ask, Begin, Do, Review, Say
from ..markup import Value
from ..messages import Control
from ..session import Frame
from ..texts import Template
from .frames import Act, T
from .steps import Steps

NONE: Mapping[str, str] = {}
OPENING, JOIN = "opening", "join"
"""The step that opens a survey, and the answer that goes on."""
__all__ = ["Act", "Course", "T"]

_NOWHERE = {"survey": "no_survey", "link": "no_link"}
MAX_STEPS = 200
MAX_DEPTH = 3
"""Drafts that a person may have at once."""
PATIENCE = 4
"""What does not work, in a row, before the bot takes a rest."""


class Course(Steps):
    """What is said and done on the way through a turn."""

    def start(self, id: str, read: bool = False) -> None:
        """Begin the flow asked for: a built-in one, `survey:id`, `code:code`, or `results:id`.

        `read`: what opens a survey has been read, and was agreed to.
        """
        name, _, rest = id.partition(":")
        under_way = [frame for frame in self.frames if frame.flow == id and self.flow(frame).stays]
        if id == "start":
            self.arrive()
        elif name == "code":
            self.poster = self.poster or rest
            self.start(self.world.codes.get(rest, "link:"))
        elif under_way:
            self.frames = [f for f in self.staying() if f.flow != id] + under_way
            if poster := self.led_by(id):
                self.change(poster=poster)
            self.asked += 1
            self.welcome_back()
        elif id in self.world.current:
            # Whoever has to consent first is told everything once more after that.
            joins = read and name == "survey" and self.holds("consent:surveys")
            self.begin(id, {OPENING: JOIN} if joins else {})
        elif rest and name in self.world.current:
            first = self.world.flows[name, self.world.current[name]].steps[0]
            self.begin(name, {first.id: rest})
        else:
            self.refuse(T[_NOWHERE.get(name, "no_command")])

    def led_by(self, flow: str) -> str:
        """The code of the poster that leads to this flow, if one was named in this turn."""
        known = self.poster in self.world.posters and self.world.codes.get(self.poster) == flow
        return self.poster if known else ""

    def arrive(self) -> None:
        """`/start` and greetings: go on where one was, else get to know each other."""
        if self.staying():
            self.return_to_draft()
        elif self.holds("consent:surveys"):
            self.begin("menu")
        else:
            self.begin("welcome")

    def begin(self, id: str, answers: Mapping[str, str] = NONE) -> None:
        """Begin a flow, some questions answered already."""
        flow = self.world.flows[id, self.world.current[id]]
        self.frames = self.staying()
        if flow.role and not self.holds(f"role:{flow.role}"):
            return self.refuse(T["no_role"])
        if flow.stays and len(self.frames) >= MAX_DEPTH:
            oldest = self.frames.pop(0)
            self.show.say(T["too_many_drafts"], title=self.show.title(self.flow(oldest)))
        seed = self.asked if flow.survey or id.startswith("trial:") else 0
        came = self.led_by(id)
        self.frames.append(Frame(id, flow.version, answers=dict(answers), seed=seed, poster=came))
        return self.follow(flow.steps[0].id)

    def follow(self, id: str, jumped: bool = False) -> None:
        """Take steps until a question is open or the flow is over."""
        flow = self.flow()
        notes: list[Say] = []
        for _ in range(MAX_STEPS):
            if id == END:
                self.frames.pop()
                return self.resume()
            step = flow.step(id)
            if isinstance(step, (Say, Ask, Do)) and self.is_left_out(step):
                id = flow.after(step, {})
                continue
            match step:
                case Ask():
                    if self.reached(step, jumped):
                        self.tell(notes)
                        return self.ask()
                    if step.id in self.frames[-1].answers:
                        # Whoever comes by again has read them.
                        notes.clear()
                    if step.id not in self.frames[-1].answers and self.is_empty(step):
                        id = END
                        continue
                case Review():
                    self.tell([] if self.frames[-1].editing else notes)
                    self.change(step=id, draft=(), editing="", unedited={}, misses=0, page=0)
                    return self.ask()
                case Say(when=when) if when and not when.holds(self.frames[-1].answers):
                    pass
                case Say(once=True):
                    notes.append(step)
                case Say():
                    self.show.step(step, self.frames[-1].answers)
                case Do():
                    self.tell(notes)
                    self.act(flow, step)
                case Begin():
                    return self.hand_over(step)
            answers = self.frames[-1].answers
            following = flow.after(step, answers)
            jumped = any(go.to == following for go in step.go)
            id = following
        raise RuntimeError(f"flow {flow.id} version {flow.version} runs in circles")

    def hand_over(self, step: Begin) -> None:
        frame = self.frames.pop()
        of = f":{frame.answers[step.of]}" if step.of else ""
        if step.flow:
            name = f"{step.flow}{of}"
        elif step.fact:
            name = self.world.fact(f"{step.fact}{of}")
        else:
            name = str(frame.answers[step.answer])
        if step.later:
            self.then = name
        else:
            self.start(name, step.read)

    def resume(self) -> None:
        """Return to the flow that was interrupted, if there is one."""
        if self.frames:
            self.show.say(T["resumed"], title=self.show.title(self.flow()))
            self.ask()
        elif self.show.silent:
            self.begin("menu")
        else:
            self.show.controls(*[Control.UNDO] * bool(self.dropped), Control.MENU)

    def return_to_draft(self) -> None:
        """Leave what only interrupted it."""
        if not self.flow().stays:
            self.frames = self.staying()
            self.asked += 1
        self.welcome_back()

    def welcome_back(self) -> None:
        """The open question once more, with a line that recalls where it belongs."""
        flow, frame = self.flow(), self.frames[-1]
        asked = flow.counted or [step for step in flow.steps if isinstance(step, Ask)]
        given = sum(1 for question in asked if question.id in frame.answers)
        if flow.stays:
            self.show.say(T["recap"], title=self.show.title(flow), given=given)
        self.ask(again=True)

    def settle(self, answer: Any) -> None:
        frame, flow = self.frames[-1], self.flow()
        answers = {**frame.answers, frame.step: answer}
        ordered = dict(sorted(answers.items(), key=lambda item: flow.places[item[0]]))
        before = {id: a for id, a in frame.before.items() if id != frame.step}
        self.change(answers=ordered, before=before, draft=(), misses=0, page=0)
        step = self.step()
        following = flow.after(step, ordered)
        jumped = isinstance(step, Ask) and any(go.to == following for go in step.go)
        self.follow(following, jumped)

    def open_again(self, question: str) -> None:
        """Ask a question once more from the review; the others keep their answers."""
        frame = self.frames[-1]
        before = {**frame.before, question: frame.answers[question]}
        answers = {id: answer for id, answer in frame.answers.items() if id != question}
        self.change(
            step=question,
            answers=answers,
            before=before,
            editing=question,
            unedited=frame.unedited or frame.answers,
            draft=(),
            misses=0,
            page=0,
        )
        self.ask()

    def present(self) -> None:
        """The open question, else the menu."""
        if self.frames:
            self.ask(again=True)
        else:
            self.begin("menu")

    def refuse(self, text: Template | None, **values: Value) -> None:
        """Say what does not work, each time with other help; after some tries take a rest (A8)."""
        if not self.frames:
            if text:
                self.say(text, **values)
            return self.begin("menu")
        step, stays, misses = self.step(), self.flow().stays, self.frames[-1].misses + 1
        if misses == PATIENCE:
            return self.rest()
        self.change(misses=misses)
        if text:
            self.say(text, **values)
        if misses == PATIENCE - 2:
            optional = isinstance(step, Ask) and step.optional
            self.say(T["stuck_skip" if optional else "stuck" if stays else "stuck_menu"])
        elif misses == PATIENCE - 1:
            self.say(T["still_stuck" if stays else "still_stuck_menu"])
        return self.ask(again=True)

    def rest(self) -> None:
        if self.flow().stays:
            self.change(misses=0)
            self.say(T["rest"])
            self.show.controls(Control.RESUME, Control.MENU)
        else:
            self.frames = self.staying()
            self.say(T["rest_menu"])
            self.show.controls(*[Control.RESUME] * bool(self.frames), Control.MENU)
        self.paused = bool(self.frames)

    def ask(self, again: bool = False) -> None:
        self.paused = False
        open_ = self.step()
        if isinstance(open_, Ask) and self.is_left_out(open_):
            # Answered elsewhere since it was asked: the consent of another draft.
            return self.follow(self.flow().after(open_, {}))
        if not again:
            self.asked += 1
        return self.show.question(self.flow(), self.frames[-1], str(self.asked))
