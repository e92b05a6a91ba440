"""Changing a survey part by part, as somebody writes it in the chat; pure, on frozen values."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from ..answers import Answer, Choice, Number, Pick, PickMany, Rank, Scale, Sentence, Where
from ..answers.kind import Order
from ..texts import Text, load
from ..understanding.matching import fold, forms
from .checking import LABEL
from .survey import Question, Survey

T = load("kinds")
MOST_CHOICES, MOST_QUESTIONS = 60, 60
LONGEST_ID = 24
"""Characters of an id made of a title; with a random ending it stays under 32."""
LONGEST_IN_CHAT = 32
"""Characters of an id that a button can bear."""
UNSURE = Choice("unsure", T["unsure"].by_language)
_NOT_ID = re.compile(r"[^a-z0-9]+")
_BULLET = re.compile(r"\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s+")


class Unfit(ValueError):
    """What was typed cannot stand there; `why` names the text that says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def begun(title: str, opening: str, asker: str, ending: str) -> Survey:
    """A survey without questions; its id ends with something random."""
    name = _NOT_ID.sub("-", max(forms(title), key=len)).strip("-")[:LONGEST_ID].strip("-")
    id = f"{name}-{ending}" if name else ending
    return Survey(id, (), {"de": opening}, title={"de": title}, asker={"de": asker})


def with_question(survey: Survey, text: str, simple: str, kind: str, lines: str) -> Survey:
    """One question more, at the end; raises Unfit."""
    if len(survey.questions) >= MOST_QUESTIONS:
        raise Unfit("too_many_questions")
    taken = {question.id for question in survey.questions}
    number = next(n for n in range(1, len(taken) + 2) if f"q{n}" not in taken)
    words: Text = {"de": text, "de-simple": simple} if simple else {"de": text}
    question = Question(f"q{number}", words, KINDS[kind](lines))
    return replace(survey, questions=(*survey.questions, question))


def with_text(survey: Survey, part: str, language: str, words: str) -> Survey:
    """Another wording of the title, the opening and the like."""
    texts = {**getattr(survey, part), language: words}
    return replace(survey, **{part: texts})


def with_wording(survey: Survey, number: int, part: str, language: str, words: str) -> Survey:
    """Another wording of a question's text or hint; raises IndexError."""
    question = survey.questions[number]
    texts = {**getattr(question, part), language: words}
    return _with(survey, number, replace(question, **{part: texts}))


def with_choices(survey: Survey, number: int, lines: str) -> Survey:
    """Other options of a question, just those; raises Unfit, IndexError."""
    question = survey.questions[number]
    kind = question.answer
    if not isinstance(kind, (Pick, PickMany)):
        raise Unfit("no_choices")
    known = {choice.label.get("de"): choice for choice in kind.choices}
    # An option that keeps its words keeps its value and its other languages.
    made = tuple(known.get(c.label["de"], c) for c in choices(lines))
    values = {choice.value for choice in made}
    if len(values) < len(made):
        made = tuple(replace(c, value=f"a{n}") for n, c in enumerate(made, 1))
    return _with(survey, number, replace(question, answer=replace(kind, choices=made)))


def turned(survey: Survey, number: int, what: str) -> Survey:
    """A question made optional, mixed or sensitive, or not so; raises IndexError."""
    question = survey.questions[number]
    kind = question.answer
    if what == "mixed" and isinstance(kind, (Pick, PickMany, Rank)):
        order: Order = "fixed" if kind.order == "random" else "random"
        return _with(survey, number, replace(question, answer=replace(kind, order=order)))
    if what == "optional":
        return _with(survey, number, replace(question, optional=not question.optional))
    sensitive = question.flag == "sensitive"
    flagged = replace(question, flag="opinion" if sensitive else "sensitive")
    changed = _with(survey, number, flagged)
    # What is delicate must not be tied to anybody (GDPR Art. 9).
    return changed if sensitive else replace(changed, anonymity="unlinkable")


def moved_up(survey: Survey, number: int) -> Survey:
    """A question one place earlier; raises IndexError."""
    questions = list(survey.questions)
    question = questions.pop(number)
    questions.insert(max(0, number - 1), question)
    return replace(survey, questions=tuple(questions))


def without_question(survey: Survey, number: int) -> Survey:
    """Raises IndexError."""
    questions = list(survey.questions)
    questions.pop(number)
    return replace(survey, questions=tuple(questions))


def copied(survey: Survey, asker: str, ending: str) -> Survey:
    """A new draft with the questions of another survey."""
    return replace(renamed(survey, ending), version=1, asker={"de": asker})


def renamed(survey: Survey, ending: str) -> Survey:
    """The same survey under an id of its own."""
    name = survey.id[:LONGEST_ID].strip("-")
    return replace(survey, id=f"{name}-{ending}")


def choices(lines: str) -> tuple[Choice, ...]:
    """The options that somebody typed, one a line or parted by semicolons; raises Unfit."""
    parts = [line for row in lines.splitlines() for line in row.split(";")]
    labels = [label for part in parts if (label := _BULLET.sub("", part, count=1).strip())]
    if not 2 <= len(labels) <= MOST_CHOICES:
        raise Unfit("two_choices")
    if len({fold(label) for label in labels}) < len(labels):
        raise Unfit("same_choices")
    if any(len(label) > LABEL for label in labels):
        raise Unfit("long_choices")
    unsure = {fold(words) for words in UNSURE.label.values()}
    return tuple(
        UNSURE if fold(label) in unsure else Choice(f"a{number}", {"de": label})
        for number, label in enumerate(labels, 1)
    )


def _with(survey: Survey, number: int, question: Question) -> Survey:
    questions = list(survey.questions)
    questions[number] = question
    return replace(survey, questions=tuple(questions))


def _yes_no(lines: str) -> Pick:
    yes_no = (Choice(value, T[value].by_language) for value in ("yes", "no"))
    return Pick((*yes_no, UNSURE))


def _one(lines: str) -> Pick:
    made = choices(lines)
    return Pick(made if UNSURE in made else (*made, UNSURE))


KINDS: dict[str, Callable[[str], Answer]] = {
    "yes_no": _yes_no,
    "one": _one,
    "many": lambda lines: PickMany(choices(lines)),
    "scale": lambda lines: Scale(1, 5, T["scale_least"].by_language, T["scale_most"].by_language),
    "number": lambda lines: Number(),
    "words": lambda lines: Sentence(),
    "place": lambda lines: Where(),
}
"""What an organiser can ask for in the chat; everything else comes from a file."""
