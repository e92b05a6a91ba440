"""The review before sending: all answers at a glance, each open to change."""

from __future__ import annotations

from msgspec import Struct

from ..answers.kind import picked
from ..flow import Ask, Flow
from ..markup import Rich, glue
from ..messages import Heard, Option, Words
from ..session import Frame
from ..texts import Template, in_language, load, shortened
from ..understanding.matching import says_no

T = load("review")
SHORT = 40
LABEL = 30


class Reviewing(Struct, frozen=True):
    """What the review shows: a summary with what can be done, or the questions to change."""

    text: Rich
    options: tuple[Option, ...]


def reviewing(flow: Flow, frame: Frame, languages: tuple[str, ...]) -> Reviewing:
    answered = [question for question in flow.counted if question.id in frame.answers]
    if frame.draft:
        labels = [_label(n, question, languages) for n, question in enumerate(answered, 1)]
        options = tuple(
            Option(question.id, label) for question, label in zip(answered, labels, strict=True)
        )
        return Reviewing(T["which"].fill(languages), options)
    lines = [
        T["line"].fill(
            languages,
            number=number,
            question=shortened(_words(question, languages), SHORT),
            answer=shortened(_answer(question, frame, languages), SHORT),
        )
        for number, question in enumerate(answered, 1)
    ]
    text = glue((T["intro"].fill(languages), glue(lines, "\n"), T["outro"].fill(languages)), "\n")
    names = ("send", "edit", "discard")
    return Reviewing(text, tuple(Option(name, T[name].raw(languages)) for name in names))


def reviewed(heard: Heard, view: Reviewing) -> str:
    """`send`, `edit`, `discard`, or the question to change; raises Unclear."""
    summary = any(option.value == "edit" for option in view.options)
    if summary and isinstance(heard, Words) and says_no(heard.text):
        return "edit"
    return picked(heard, view.options)


def _label(number: int, question: Ask, languages: tuple[str, ...]) -> str:
    return shortened(f"{number}. {_words(question, languages)}", LABEL)


def _words(question: Ask, languages: tuple[str, ...]) -> str:
    text = question.text.by_language if isinstance(question.text, Template) else question.text
    return in_language(text, languages)


def _answer(question: Ask, frame: Frame, languages: tuple[str, ...]) -> str:
    answer = frame.answers[question.id]
    if answer is None:
        return T["skipped"].raw(languages)
    return question.answer.words(answer, languages)
