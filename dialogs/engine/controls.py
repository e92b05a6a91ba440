"""What a person can do at every step: go back, skip, pause, cancel, stop and undo that."""

from __future__ import annotations

from typing import Any

from ..answers import Draft, Unclear, Understood, Where
from ..answers.place import LOCATING
from ..flow import Ask, Review
from ..messages import Control
from ..texts import load
from .course import Course, T

UNCLEAR = load("unclear")


class Controls(Course):
    """The course of a conversation with a person at the wheel."""

    def control(self, control: Control) -> None:
        if control is Control.MENU:
            self.begin("menu")
        elif control is Control.HELP:
            self.help()
        elif control is Control.STOP:
            self.stop()
        elif control is Control.UNDO:
            self.undo()
        elif not self.frames:
            self.refuse(T["nothing_open"])
        else:
            self.steer(control)

    def steer(self, control: Control) -> None:
        """The controls that need an open question."""
        paused, self.paused = self.paused, False
        match control:
            case Control.RESUME if self.staying() and (paused or not self.flow().stays):
                self.return_to_draft()
            case Control.RESUME if paused:
                self.welcome_back()
            case Control.PAUSE:
                self.pause()
            case Control.CANCEL:
                self.cancel()
            case Control.BACK:
                self.back()
            case Control.SKIP:
                self.skip()
            case Control.LOCATE if self.fits(control):
                self.change(draft=LOCATING, misses=0, page=0)
                self.ask(again=True)
            case Control.MORE:
                self.change(page=self.frames[-1].page + 1)
                self.ask(again=True)
            case _:
                self.go_on()

    def back(self) -> None:
        frame = self.frames[-1]
        if frame.draft:
            self.change(draft=frame.draft[:-1], misses=0)
            self.ask(again=True)
        elif frame.editing and frame.editing != frame.step:
            self.open_again(frame.editing)
        elif frame.editing:
            # As if nothing had been changed.
            self.change(answers=frame.unedited, before={})
            self.follow(next(step.id for step in self.flow().steps if isinstance(step, Review)))
        elif frame.answers:
            last = next(reversed(frame.answers))
            answers = {id: answer for id, answer in frame.answers.items() if id != last}
            asked = self.flow().step(last)
            kept = {last: frame.answers[last]} if isinstance(asked, Ask) and asked.counted else {}
            before = {**frame.before, **kept}
            self.change(answers=answers, before=before, step=last, misses=0, page=0)
            self.ask()
        else:
            self.refuse(T["first_step"])

    def skip(self) -> None:
        step = self.step()
        if isinstance(step, Ask) and step.optional:
            self.settle(None)
        else:
            self.refuse(T["required"])

    def go_on(self) -> None:
        """`weiter`: whatever brings one on from here."""
        step = self.step()
        if self.fits(Control.DONE):
            self.finish()
        elif self.fits(Control.KEEP):
            self.keep()
        elif isinstance(step, Ask) and step.optional:
            self.settle(None)
        else:
            self.refuse(T["go_on"])

    def pause(self) -> None:
        self.paused = True
        self.say(T["paused"])
        self.show.controls(Control.RESUME, Control.MENU)

    def cancel(self) -> None:
        stays, frame = self.flow().stays, self.frames.pop()
        self.dropped = (frame,) if stays else ()
        self.say(T["cancelled" if stays else "left"])
        self.resume()

    def stop(self) -> None:
        self.dropped = tuple(self.staying())
        self.frames, self.paused = [], False
        self.say(T["stopped" if self.dropped else "stopped_idle"])
        self.show.controls(*[Control.UNDO] * bool(self.dropped), Control.MENU)

    def undo(self) -> None:
        if self.undoable:
            self.frames = [*self.staying(), *self.undoable]
            self.asked += 1
            if not self.prune():
                self.say(T["undone"])
            self.present()
        else:
            self.refuse(T["nothing_to_undo"])

    def help(self) -> None:
        self.say(T["help"])
        self.present()

    def keep(self) -> None:
        """Leave the answer as it was, if it may be that still."""
        frame, step = self.frames[-1], self.step()
        assert isinstance(step, Ask)
        try:
            self.accept(step, frame.before[frame.step])
        except Unclear as unclear:
            self.refuse(UNCLEAR[unclear.text], **unclear.values)

    def finish(self) -> None:
        step = self.step()
        try:
            assert isinstance(step, Ask)
            self.accept(step, step.answer.finish(self.show.asking(step, self.frames[-1])))
        except Unclear as unclear:
            self.refuse(UNCLEAR[unclear.text], **unclear.values)

    def accept(self, step: Ask, answer: Any) -> None:
        if isinstance(answer, Draft):
            self.change(draft=answer.values, misses=0, page=0)
            return self.ask(again=True)
        if isinstance(answer, Understood):
            self.show.echo(answer.echo)
            answer = answer.answer
        if not self.allowed(step, {**self.frames[-1].answers, step.id: answer}):
            text = self.show.organisers(step.constraint_text)
            raise Unclear("constraint_text" if text else "constraint", why=text)
        return self.settle(answer)

    def fits(self, control: object) -> bool:
        """Whether a control that is not always there is there now."""
        if not self.frames:
            return False
        frame, step = self.frames[-1], self.step()
        match control:
            case Control.KEEP:
                return isinstance(step, Ask) and frame.step in frame.before
            case Control.DONE:
                return isinstance(step, Ask) and bool(frame.draft)
            case Control.LOCATE:
                return isinstance(step, Ask) and isinstance(step.answer, Where)
            case _:
                return self.show.pages(step, frame) > 1
