"""A draft as its organisers read it: all its questions, what is missing, what would be better."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogs.markup import Rich, Span, glue, plain
from dialogs.surveys.checking import problems
from dialogs.surveys.survey import Question, Survey
from dialogs.texts import LANGUAGES, Text, chain, in_language, load
from dialogs.wording import Finding
from storage.drafts import Owned

from .wording import findings, is_unfair, scores
from .wording import told as wording

W, T = load("writing"), load("wording")
_MOST_HINTS = 5
_ENGLISH = f"der Text auf {LANGUAGES['en']} (en) fehlt"
"""Not told in the chat: English is welcome, and nothing that a small group has to have."""
_PLACE = re.compile(r"questions\[(\d+)\](.*)")


def title(one: Owned) -> Text:
    """What it is called, or its id."""
    return one.survey.heading


def page(one: Owned, language: str) -> Rich:
    """All that stands in it, then the hints."""
    languages = chain(language)
    listed = [
        _question(question, number, languages)
        for number, question in enumerate(one.survey.questions, 1)
    ]
    told = [
        (Span(in_language(title(one), languages), True),),
        plain(in_language(one.survey.opening, languages)),
        glue(listed, "\n") if listed else W["no_questions"].fill(languages),
        glue(hints(one.survey, language), "\n"),
        readability(one.survey, language),
    ]
    return glue([part for part in told if part])


def _question(question: Question, number: int, languages: tuple[str, ...]) -> Rich:
    labels = [in_language(c.label, languages) for c in getattr(question.answer, "choices", ())]
    shown = f" ({' / '.join(labels)})" if labels else ""
    return plain(f"{number}. {in_language(question.text, languages)}{shown}")


def hints(survey: Survey, language: str) -> list[Rich]:
    """What keeps a survey from being published, then what would make it better."""
    languages = chain(language)
    found = [
        W[name].fill(languages, place=_place(place, languages), text=text)
        for name, place, text in _pressing(survey, language)
    ]
    lines = found[:_MOST_HINTS]
    if left := len(found) - len(lines):
        lines.append(W["more_hints"].fill(languages, number=left))
    return lines


def _pressing(survey: Survey, language: str) -> Iterator[tuple[str, str, str]]:
    """Text, place and what is wrong: faults, what skews answers, what is missing, the rest."""
    told = [problem for problem in problems(survey) if problem.text != _ENGLISH]
    doubtful = findings(survey)
    yield from (("fault_line", one.place, one.text) for one in told if not one.warning)
    yield from (_doubtful(one, language) for one in doubtful if is_unfair(one))
    yield from (("hint_line", one.place, one.text) for one in told if one.warning)
    yield from (_doubtful(one, language) for one in doubtful if not is_unfair(one))


def _doubtful(finding: Finding, language: str) -> tuple[str, str, str]:
    return "hint_line", finding.place, wording(finding, language)


def readability(survey: Survey, language: str) -> Rich:
    """How easily each message reads, the hardest first; nothing where all are short."""
    languages = chain(language)
    told = [f"{_place(place, languages)} {score}" for place, score in scores(survey, language)]
    return T["scores"].fill(languages, scores=", ".join(told)) if told else ()


def _place(place: str, languages: tuple[str, ...]) -> str:
    """A place in a file's terms, as somebody who knows no file would say it."""
    if found := _PLACE.match(place):
        return W["question_place"].raw(languages).format(number=int(found[1]) + 1)
    name = f"{place.partition('.')[0]}_place"
    return W[name].raw(languages) if name in W else W["survey_place"].raw(languages)
