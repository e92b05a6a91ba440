"""Single steps of a flow: whether one is reached, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..flow import Ask, Do, Flow, Offered, Say, about
from ..texts import chain
from .frames import Act, Frames


class Steps(Frames):
    """What a step finds and leaves in the frame that is talked about."""

    def tell(self, notes: list[Say]) -> None:
        for note in notes:
            self.show.step(note, self.frames[-1].answers)
        notes.clear()

    def reached(self, step: Ask, jumped: bool) -> bool:
        """Whether this question is the one to ask now; then it is open."""
        frame = self.frames[-1]
        if step.when and not step.when.holds(frame.answers):
            answers = {id: a for id, a in frame.answers.items() if id != step.id}
            self.change(answers=answers)
            return False
        if step.id in frame.answers and not jumped:
            if self.allowed(step, frame.answers):
                return False
            # It looks at an earlier answer, and that has been changed.
            self.change(before={**frame.before, step.id: frame.answers[step.id]})
            frame = self.frames[-1]
        if self.is_empty(step):
            self.say(step.empty)  # type: ignore[arg-type]
            return False
        answers = {id: a for id, a in frame.answers.items() if id != step.id}
        self.change(step=step.id, answers=answers, draft=(), misses=0, page=0)
        return True

    @staticmethod
    def allowed(step: Ask, answers: Mapping[str, Any]) -> bool:
        """Whether the answer to a question meets its constraint; a skipped one does."""
        skipped = answers.get(step.id) is None
        return skipped or step.constraint is None or step.constraint.holds(answers)

    def is_empty(self, step: Ask) -> bool:
        return bool(
            step.empty
            and isinstance(step.answer, Offered)
            and not self.show.options(step, self.frames[-1])
        )

    def act(self, flow: Flow, step: Do) -> None:
        frame = self.frames[-1]
        value = str(frame.answers.get(step.value, step.value))
        if step.fact:
            told = self.world.fact(step.fact)
            value = str(told["fact"] if isinstance(told, Mapping) else told)
        answers = frame.answers
        if flow.survey:
            answers = {q.id: answers[q.id] for q in flow.counted if q.id in answers}
        act = Act(step.command, value, flow.survey, flow.version, answers, frame.poster)
        self.acts.append(act)
        if step.makes:
            self.made.add(step.makes)
            # Nobody goes back behind it: "no" would then be a word and not a withdrawal.
            self.change(answers={})
        if step.speaks:
            self.show.languages = chain(value)
        if step.drops:
            below = [f for f in self.frames[:-1] if value not in ("*", self.flow(f).purpose)]
            self.frames = [*below, self.frames[-1]]

    def is_left_out(self, step: Say | Ask | Do) -> bool:
        of = step.unless_of if isinstance(step, Ask) else ""
        told = about(step.unless, of, self.frames[-1].answers)
        return bool(step.unless) and self.holds(told)

    def holds(self, fact: str) -> bool:
        """Whether a fact is true, now that part of this turn has been carried out."""
        return fact in self.made or bool(self.world.fact(fact))
