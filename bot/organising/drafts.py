"""A draft as its organisers read it: all its questions, what is missing, what would be better."""

from __future__ import annotations

import re

from dialogs.markup import Rich, Span, glue, plain
from dialogs.surveys.checking import problems
from dialogs.surveys.survey import Question, Survey
from dialogs.texts import LANGUAGES, Text, chain, in_language, load
from storage.drafts import Owned

W = load("writing")
_MOST_HINTS = 5
_ENGLISH = f"der Text auf {LANGUAGES['en']} (en) fehlt"
"""Not told in the chat: English is welcome, and nothing that a small group has to have."""
_PLACE = re.compile(r"questions\[(\d+)\](.*)")


def title(one: Owned) -> Text:
    """What it is called, or its id."""
    return one.survey.title or {"de": one.survey.id}


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
    ]
    return glue([part for part in told if part])


def _question(question: Question, number: int, languages: tuple[str, ...]) -> Rich:
    labels = [in_language(c.label, languages) for c in getattr(question.answer, "choices", ())]
    shown = f" ({' / '.join(labels)})" if labels else ""
    return plain(f"{number}. {in_language(question.text, languages)}{shown}")


def hints(survey: Survey, language: str) -> list[Rich]:
    """What keeps a survey from being published, then what would make it better."""
    languages = chain(language)
    told = [problem for problem in problems(survey) if problem.text != _ENGLISH]
    found = sorted(told, key=lambda problem: problem.warning)
    lines = [
        W["hint_line" if problem.warning else "fault_line"].fill(
            languages, place=_place(problem.place, languages), text=problem.text
        )
        for problem in found[:_MOST_HINTS]
    ]
    if left := len(found) - _MOST_HINTS:
        lines += [W["more_hints"].fill(languages, number=left)] if left > 0 else []
    return lines


def _place(place: str, languages: tuple[str, ...]) -> str:
    """A place in a file's terms, as somebody who knows no file would say it."""
    if found := _PLACE.match(place):
        return W["question_place"].raw(languages).format(number=int(found[1]) + 1)
    name = f"{place.partition('.')[0]}_place"
    return W[name].raw(languages) if name in W else W["survey_place"].raw(languages)
