"""The engine: a pure function from what is remembered and what was heard to a turn.

Rules of this module:
* The same session, words and world always give the same turn; no clock, no randomness, no I/O.
* What a turn has to know and was not told, it asks for by raising `Needs`; the caller tells the
  fact and takes the turn again. Nothing has happened until `advance` returns.
* A turn says exactly one message.
* A question keeps its number while it is open, however often it is shown; a press that bears
  another number is stale and is answered with the question that is open now.
* What was offered outside of any conversation, as by an invitation, can be pressed at any time.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from ..answers import PickMany, Sentence, Unclear, Voice
from ..answers.document import Document
from ..answers.place import LOCATING
from ..flow import Ask, Review
from ..messages import (
    OFFER,
    Control,
    Heard,
    Media,
    Message,
    Other,
    Place,
    Press,
    Start,
    Words,
    is_document,
)
from ..session import Session
from ..texts import Template, load
from ..understanding.cleaning import clean
from ..understanding.codes import code_in, invite_in, link_code_in
from ..understanding.ideas import idea_in
from ..understanding.matching import fold, forms, says_no, says_yes
from ..understanding.understand import guess, understand
from ..world import World
from .controls import UNCLEAR, Controls
from .course import Act, T
from .review import reviewed

GOT = load("got")
WRITES = "role:organiser"
"""The fact that somebody writes surveys, whose files may be some."""
_ANYWHERE = frozenset({Control.MENU, Control.HELP, Control.STOP})
_SITUATIONAL = frozenset({Control.KEEP, Control.MORE, Control.DONE, Control.LOCATE})


class Turn(Struct, frozen=True):
    """What follows from one thing heard; when the acts are done, the flow `then` is begun."""

    session: Session
    message: Message
    acts: tuple[Act, ...] = ()
    then: str = ""


def advance(session: Session, heard: Heard, world: World) -> Turn:
    """Take one turn; raises Needs."""
    run = _Run(session, world)
    run.take(heard)
    paused = run.paused and bool(run.frames)
    after = Session(tuple(run.frames), run.asked, paused, run.dropped)
    return Turn(after, run.show.message(run.located), tuple(run.acts), run.then)


class _Run(Controls):
    """A turn being taken: the only thing here that changes, and gone when the turn is done."""

    located = False

    # What was heard.

    def take(self, heard: Heard) -> None:
        if self.world.new:
            self.say(T["hello"])
        lost = self.prune()
        self.located = bool(self.frames) and self.frames[-1].draft == LOCATING
        match heard:
            case Start():
                self.come(heard)
            case Press(prompt=prompt, value=value) if prompt == OFFER:
                self.start(value, read=True)
            case _ if lost:
                self.after_loss(heard)
            case Press():
                self.press(heard)
            case Words(text=text):
                self.words(clean(text))
            case Media() | Place() | Other():
                self.thing(heard)
            case _:
                assert_never(heard)

    def come(self, start: Start) -> None:
        """By a link, a code or a command."""
        self.poster = start.poster
        self.start(start.flow)

    def after_loss(self, heard: Heard) -> None:
        """What was open is no more: this was meant for it and must not answer anything else."""
        meaning = understand(clean(heard.text)) if isinstance(heard, Words) else None
        self.paused = False
        if isinstance(meaning, Start) or meaning in _ANYWHERE:
            self.mean(meaning)
        elif self.frames:
            self.resume()
        else:
            self.begin("menu")

    def press(self, heard: Press) -> None:
        fresh = heard.prompt == str(self.asked) and self.frames
        control = heard.value[1:] if heard.value.startswith("/") else ""
        if heard.off and not (fresh and self.is_many()):
            fresh, control = False, ""  # what was answered is not taken back like that
        if control in list(Control) and (fresh or not heard.prompt):
            self.control(Control(control))
        elif fresh and not control:
            self.paused = False
            self.answer(heard)
        else:
            self.say(T["closed"])
            self.present()

    def words(self, text: str) -> None:
        step = self.frames and self.step()
        free, meant = self.is_free(), self.is_meant()
        if step and self.is_label(text, step):
            self.paused = False
            return self.answer(Words(text))
        if (code := code_in(text)) in self.world.codes:
            return self.come(Start(f"code:{code}"))
        if not free and (link := link_code_in(text)):
            return self.start(f"link_enter:{link}")
        if not free and (invite := invite_in(text)):
            return self.start(f"joining:{invite}")
        if not meant and (idea := idea_in(text, free)) and not self.is_offered(idea):
            return self.start(f"idea:{idea}")
        # Where any words are an answer, a misspelt control has to be known before it is taken.
        meaning = understand(text, free, meant) or (guess(text, free) if free else None)
        if meaning in _SITUATIONAL and not self.fits(meaning):
            meaning = None
        if meaning:
            return self.mean(meaning)
        if not step:
            return self.start("start") if self.world.new else self.unknown(text)
        if (self.paused or self.world.away) and (free or not self.readable(text, step)):
            return self.welcome_back()
        self.paused = False
        return self.answer(Words(text))

    def thing(self, heard: Media | Place | Other) -> None:
        if isinstance(heard, Media) and self.may_be_survey(heard):
            self.paused = False
            self.begin("import")
            self.answer(heard)
        elif self.frames:
            self.paused = False
            self.answer(heard)
        else:
            self.say(_got(heard))
            self.begin("menu")

    def may_be_survey(self, sent: Media) -> bool:
        """Whether it is a table of somebody who writes surveys, and no answer to what is open."""
        if not is_document(sent) or not self.holds(WRITES):
            return False
        step = self.frames and self.step()
        return not isinstance(step, Ask) or not isinstance(step.answer, Document)

    def unknown(self, text: str) -> None:
        """No question is open: perhaps it answers an invitation, or names a survey."""
        if (named := f"survey:{text.strip().casefold()}") in self.world.current:
            self.start(named)
        elif says_yes(text):
            self.start("keep_all" if self.holds("silent") else "join")
        elif says_no(text):
            self.start("forget_me" if self.holds("silent") else "not_now")
        elif meaning := guess(text):
            self.mean(meaning)
        else:
            self.say(T["no_code" if code_in(text) else "unknown" if text else "empty"])
            self.begin("menu")

    def mean(self, meaning: Control | Start) -> None:
        if isinstance(meaning, Start):
            self.come(meaning)
        else:
            self.control(meaning)

    # An answer.

    def answer(self, heard: Heard) -> None:
        step = self.step()
        if isinstance(step, Review):
            return self.review(heard, step)
        try:
            self.accept(step, step.answer.read(heard, self.show.asking(step, self.frames[-1])))
        except Unclear as unclear:
            self.unclear(unclear, heard)

    def unclear(self, unclear: Unclear, heard: Heard) -> None:
        """Say what is wrong with it, unless it is a misspelt control."""
        if isinstance(heard, Words) and (meaning := guess(heard.text, self.is_free())):
            return self.mean(meaning)
        hint: Template | None = UNCLEAR[unclear.text]
        if isinstance(heard, (Media, Place, Other)):
            self.say(_got(heard))
            hint = None if unclear.text == "want_pick" else hint
        return self.refuse(hint, **unclear.values)

    def review(self, heard: Heard, step: Review) -> None:
        try:
            chosen = reviewed(heard, self.show.review(self.flow(), self.frames[-1]))
        except Unclear as unclear:
            return self.unclear(unclear, heard)
        frame = self.frames[-1]
        if frame.draft:
            return self.open_again(chosen)
        if chosen == "edit":
            self.change(draft=("edit",), misses=0)
            return self.ask(again=True)
        if chosen == "discard":
            self.dropped = (replace(frame, misses=0),)
        return self.settle(chosen)

    def is_free(self) -> bool:
        """Whether the open question takes any words."""
        step = self.frames and self.step()
        return isinstance(step, Ask) and isinstance(step.answer, (Sentence, Voice))

    def is_meant(self) -> bool:
        """Whether what is said now is meant for a person."""
        step = self.frames and self.step()
        return isinstance(step, Ask) and step.answer.meant

    def is_many(self) -> bool:
        """Whether the open question takes several of its options."""
        step = self.frames and self.step()
        return isinstance(step, Ask) and isinstance(step.answer, PickMany)

    def is_label(self, text: str, step: Ask | Review) -> bool:
        said = fold(text)
        return any(said in forms(o.label) for o in self.show.offered(step, self.frames[-1]))

    def is_offered(self, value: str) -> bool:
        """Whether the open question offers that."""
        if not self.frames:
            return False
        return any(o.value == value for o in self.show.offered(self.step(), self.frames[-1]))

    def readable(self, text: str, step: Ask | Review) -> bool:
        """Whether somebody who comes back has answered the open question at once."""
        if isinstance(step, Review):
            return False
        try:
            step.answer.read(Words(text), self.show.asking(step, self.frames[-1]))
        except Unclear:
            return False
        return True


def _got(heard: Media | Place | Other) -> Template:
    """The reply to something that is not taken."""
    match heard:
        case Media(kind=kind):
            return GOT[kind]
        case Place():
            return GOT["place"]
        case _:
            return GOT.get(heard.what, GOT["other"])
