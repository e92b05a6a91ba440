"""How a turn puts its one message together: what is said first, then the open question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from ..answers import Asking, PickMany, Scale, Where
from ..answers.mixing import mixed
from ..answers.place import LOCATING
from ..flow import Ask, Flow, Offered, Review, Say, about
from ..markup import Rich, Span, Value, fields, glue, plain
from ..messages import Control, File, Message, Option
from ..session import Frame
from ..texts import Template, Text, in_language, load, shortened, shown
from ..world import World
from .progress import total
from .review import Reviewing, reviewing

PAGE = 6
"""Options shown at once; more come in pages."""
T = load("engine")
CONTROLS = load("controls")


class Showing:
    """Collects what the bot says in a turn, in the person's language."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.languages = world.languages
        self._said: list[Rich] = []
        self._files: list[File] = []
        self._question = Message(())
        # A turn looks at the same few options several times.
        self._options: dict[object, tuple[Option, ...]] = {}

    @property
    def silent(self) -> bool:
        return not self._said

    def message(self, located: bool) -> Message:
        """The one message of the turn; `located`: the question before asked for a place."""
        asked = self._question
        located = located and not asked.locate
        if located and self.silent:
            self.say(T["unlocated"])
        text = glue((*self._said, asked.text))
        files, language = tuple(self._files), self.languages[0] if asked.prompt else ""
        return replace(asked, text=text, files=files, located=located, language=language)

    def say(self, text: Template, **values: Value) -> None:
        self._said.append(self.filled(text, values))

    def echo(self, told: Rich) -> None:
        """Say what was understood."""
        if told:
            self._said.append(told)

    def step(self, step: Say, answers: Mapping[str, Any]) -> None:
        """Say what a flow says, with its fact filled in."""
        values: dict[str, Value] = {n: self.organisers(t) for n, t in step.texts.items()}
        values |= self._told(step, answers)
        if step.files:
            self._files += self.world.fact(
                f"{step.files}:{answers[step.of]}" if step.of else step.files
            )
        self._said.append(self.filled(step.text, values))

    def _told(self, step: Say | Ask, answers: Mapping[str, Any]) -> Mapping[str, Value]:
        """What the step's fact fills in."""
        if not step.fact:
            return {}
        told = self.world.fact(about(step.fact, step.of, answers))
        return told if isinstance(told, Mapping) else {"fact": told}

    def controls(self, *controls: Control) -> None:
        """Buttons under a message that asks nothing."""
        self._question = Message((), controls=tuple(self._control(c) for c in controls))

    def question(self, flow: Flow, frame: Frame, prompt: str) -> None:
        """Ask what is open; `prompt` is its number."""
        step = flow.step(frame.step)
        assert isinstance(step, (Ask, Review))
        offered = self.offered(step, frame)
        pages = _pages(step, offered)
        first = frame.page % pages * PAGE
        options = offered[first : first + PAGE] if pages > 1 else offered
        if isinstance(step, Review):
            text = self.review(flow, frame).text
        else:
            text = self._asked(flow, frame, step)
        names = self._named(flow, frame, step, pages)
        controls = tuple(self._control(name) for name in names)
        # The steps of a scale bear their own numbers.
        scale = isinstance(step, Ask) and isinstance(step.answer, Scale)
        number = int(options[0].value) if scale else first + 1
        locate = CONTROLS["locate"].raw(self.languages) if frame.draft == LOCATING else ""
        many = isinstance(step, Ask) and isinstance(step.answer, PickMany)
        self._question = Message(text, options, controls, prompt, number, locate=locate, many=many)

    def pages(self, step: Ask | Review, frame: Frame) -> int:
        return _pages(step, self.offered(step, frame))

    def offered(self, step: Ask | Review, frame: Frame) -> tuple[Option, ...]:
        """All options of the open question, on whatever page."""
        if isinstance(step, Review):
            flow = self.world.flows[frame.flow, frame.version]
            return self.review(flow, frame).options
        return self.options(step, frame)

    def options(self, step: Ask, frame: Frame) -> tuple[Option, ...]:
        draft, kind = frame.draft, step.answer
        of = about(kind.fact, kind.of, frame.answers) if isinstance(kind, Offered) else ""
        key = (id(step), draft, self.languages[0], of)
        if (options := self._options.get(key)) is None:
            if isinstance(kind, Offered):
                choices = self.world.fact(of)
                options = tuple(
                    Option(c.value, in_language(c.label, self.languages)) for c in choices
                )
            else:
                options = mixed(kind, kind.options(self.languages, draft), frame.seed)
            self._options[key] = options
        return options

    def asking(self, step: Ask, frame: Frame) -> Asking:
        options = self.options(step, frame)
        return Asking(options, self.languages, self.world.today, self.world.places, frame.draft)

    def review(self, flow: Flow, frame: Frame) -> Reviewing:
        return reviewing(flow, frame, self.languages)

    def title(self, flow: Flow) -> Rich:
        return shown(flow.title, self.languages) if flow.title else plain(flow.id)

    def organisers(self, text: Text) -> Rich:
        return shown(text, self.languages)

    def filled(self, text: Template, values: Mapping[str, Value]) -> Rich:
        """A text of ours; what nobody filled in is the operator's (name, contact and so on)."""
        wanted = fields(text.raw(self.languages)) - values.keys()
        if wanted:
            operator = self.world.fact("operator")
            values = {**values, **{name: operator[name] for name in wanted}}
        return text.fill(self.languages, **values)

    def _asked(self, flow: Flow, frame: Frame, step: Ask) -> Rich:
        parts: list[Rich] = []
        if step.counted:
            number, of = total(flow, frame.answers, step.id)
            if of > 1:
                parts.append(self.filled(T["progress"], {"number": number, "of": of}))
        if isinstance(step.text, Template):
            values: dict[str, Value] = {n: self.organisers(t) for n, t in step.texts.items()}
            values |= self._told(step, frame.answers)
            parts.append(self.filled(step.text, values))
        else:
            parts.append(tuple(Span(s.text, True) for s in self.organisers(step.text)))
        if step.hint:
            parts.append(self.organisers(step.hint))
        if step.id in frame.before:
            before = frame.before[step.id]
            words = (
                T["skipped"].raw(self.languages)
                if before is None
                else shortened(step.answer.words(before, self.languages))
            )
            parts.append(self.filled(T["before"], {"answer": words}))
        parts.append(step.answer.instruction(self.asking(step, frame)))
        return glue(parts, "\n")

    def _named(
        self, flow: Flow, frame: Frame, step: Ask | Review, pages: int
    ) -> tuple[Control, ...]:
        if flow.id == "menu":
            return (Control.MORE,) if pages > 1 else ()
        if frame.draft == LOCATING:
            return (Control.BACK,)
        asks = isinstance(step, Ask)
        many = isinstance(step, Ask) and isinstance(step.answer, PickMany)
        there = {
            Control.DONE: many and bool(frame.draft),
            Control.KEEP: asks and step.id in frame.before,
            Control.MORE: pages > 1,
            Control.LOCATE: isinstance(step, Ask) and isinstance(step.answer, Where),
            Control.BACK: bool(frame.answers or frame.draft),
            Control.SKIP: isinstance(step, Ask) and step.optional,
            Control.PAUSE: flow.stays,
            Control.CANCEL: True,
            Control.HELP: True,
            Control.STOP: True,
        }
        return tuple(control for control, here in there.items() if here)

    def _control(self, control: Control) -> Option:
        return Option(f"/{control}", CONTROLS[control].raw(self.languages))


def _pages(step: Ask | Review, offered: tuple[Option, ...]) -> int:
    if isinstance(step, Ask) and isinstance(step.answer, Scale):
        return 1  # A scale torn into pages would lean to its first half.
    return max(1, -(-len(offered) // PAGE))
