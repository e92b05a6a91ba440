"""Flows: conversations as data. A step says, asks, does or begins; rules tell what follows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from .answers import Choice, Kind
from .answers.pick import Pick
from .conditions import Answers, Condition
from .texts import Template, Text

END = "end"


def about(fact: str, of: str, answers: Answers) -> str:
    """The name of a fact about the answers to one question, or to several: `fact:a|b,c|`."""
    if not of:
        return fact
    given = (answers.get(question) for question in of.split())
    parts = (
        ",".join(a) if isinstance(a, (list, tuple)) else "" if a is None else str(a) for a in given
    )
    return f"{fact}:{'|'.join(parts)}"


class Offered(Pick, frozen=True, tag="offered"):
    """One of the choices that a fact holds (`fact:answer to of`); for our own flows only.

    Here and in steps that tell a fact, `of` may name several questions.
    """

    fact: str = ""
    of: str = ""


class Go(Struct, frozen=True):
    """Where to go on, if `when` holds."""

    to: str
    when: Condition | None = None


class Say(Struct, frozen=True):
    """Say a text, filled in by the fact `fact` (`fact:answer to of`) and organisers' `texts`.

    The fact `files` (`files:answer to of`) gives the files that go with it.
    Not where `when` fails. One that says `once` is silent where what follows has been answered.
    """

    id: str
    text: Template
    fact: str = ""
    of: str = ""
    files: str = ""
    texts: Mapping[str, Text] = {}
    when: Condition | None = None
    once: bool = False
    unless: str = ""
    go: tuple[Go, ...] = ()


class Ask(Struct, frozen=True):
    """Ask a question: not where `when` fails, nor where the fact `unless` is true.

    That fact may be of an answer (`unless:answer to unless_of`). `counted` questions bear "Frage 2
    von 5". An answer has to meet `constraint`. `empty` is said instead where there is nothing to
    choose from. Our own texts are filled in by the fact `fact` (`fact:answer to of`).
    """

    id: str
    text: Template | Text
    answer: Kind
    optional: bool = False
    when: Condition | None = None
    unless: str = ""
    unless_of: str = ""
    fact: str = ""
    of: str = ""
    texts: Mapping[str, Text] = {}
    counted: bool = False
    hint: Text = {}
    constraint: Condition | None = None
    constraint_text: Text = {}
    empty: Template | None = None
    go: tuple[Go, ...] = ()


class Do(Struct, frozen=True):
    """Have the bot carry out a command; `value` is a word or names the question that gives it.

    The fact `fact` gives it where there is one: a fresh code or number that is also shown.
    `drops` ends the drafts of flows with that purpose (of all, where the value is `*`);
    `speaks` goes on in the language that the value names; `makes` names the fact that is true
    from here on, for what follows in the same turn.
    """

    id: str
    command: str
    value: str = ""
    fact: str = ""
    drops: bool = False
    speaks: bool = False
    makes: str = ""
    unless: str = ""
    go: tuple[Go, ...] = ()


class Begin(Struct, frozen=True):
    """End this flow and begin another: the one named, or that an answer or a fact names.

    The flow that `flow` names begins with the answer to `of` as its first; the fact may be
    `fact:answer to of`. `later`: when the commands of this turn have been carried out, so that it
    shows what they changed. `read`: what opens it was read before and is agreed to.
    """

    id: str
    flow: str = ""
    of: str = ""
    answer: str = ""
    fact: str = ""
    later: bool = False
    read: bool = False
    go: tuple[Go, ...] = ()


class Review(Struct, frozen=True):
    """Show all counted answers; send them, change one, or throw them away."""

    id: str
    go: tuple[Go, ...] = ()


Step = Say | Ask | Do | Begin | Review


class Flow(Struct, frozen=True, eq=False, dict=True):
    """A conversation. One that `stays` survives interruptions as a draft; others are dropped.

    `purpose` is the consent that it needs; `survey` is the id of the survey that it asks; `role`
    is the role (dialogs.organising.roles) without which it is closed to a person. `moved` tells
    the names of today for steps that had others: people may have been at them.
    """

    id: str
    steps: tuple[Step, ...]
    version: int = 0
    title: Text = {}
    purpose: str = ""
    survey: str = ""
    stays: bool = False
    role: str = ""
    moved: Mapping[str, str] = {}

    @cached_property
    def places(self) -> dict[str, int]:
        """Step name → place in line."""
        return {step.id: place for place, step in enumerate(self.steps)}

    @cached_property
    def counted(self) -> tuple[Ask, ...]:
        """The questions that count as such."""
        return tuple(step for step in self.steps if isinstance(step, Ask) and step.counted)

    def step(self, id: str) -> Step:
        return self.steps[self.places[id]]

    def waits_at(self, id: str) -> bool:
        """Whether there is such a step, and people can be at it between two turns."""
        return id in self.places and isinstance(self.step(id), (Ask, Review))

    def after(self, step: Step, answers: Answers) -> str:
        """The name of what follows: the first rule that holds, else the next in line."""
        for go in step.go:
            if go.when is None or go.when.holds(answers):
                return go.to
        following = self.places[step.id] + 1
        return self.steps[following].id if following < len(self.steps) else END


def choices(texts: Mapping[str, Template], *values: str) -> tuple[Choice, ...]:
    """Our own options: each value's label is the text of that name."""
    return tuple(Choice(value, texts[value].by_language) for value in values)
