"""What was asked, word for word, in every language and in the order in which it was."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from dialogs.answers import Kind, Note
from dialogs.surveys.survey import Flag, Survey
from dialogs.texts import Text


class CodedOption(Struct, frozen=True):
    value: str
    label: Text


class CodedQuestion(Struct, frozen=True):
    """`number` counts from 1; `kind` has the bounds of answers, `when` who was asked."""

    number: int
    id: str
    text: Text
    hint: Text
    kind: dict[str, Any]
    options: tuple[CodedOption, ...]
    optional: bool
    flag: Flag
    when: dict[str, Any] | None
    constraint: dict[str, Any] | None


class CodeBook(Struct, frozen=True):
    """A version of a survey as it was published."""

    survey: str
    version: int
    title: Text
    opening: Text
    asker: Text
    funder: Text
    use: Text
    anonymity: str
    languages: tuple[str, ...]
    questions: tuple[CodedQuestion, ...]


def code_book(survey: Survey) -> CodeBook:
    """Notes that ask nothing stand in it as they stood between the questions."""
    languages = tuple(dict.fromkeys(lang for q in survey.questions for lang in q.text))
    questions = tuple(
        CodedQuestion(
            number,
            q.id,
            q.text,
            q.hint,
            _kind(q.answer),
            _options(q.answer, languages),
            q.optional or isinstance(q.answer, Note),
            q.flag,
            msgspec.to_builtins(q.when),
            msgspec.to_builtins(q.constraint),
        )
        for number, q in enumerate(survey.questions, 1)
    )
    return CodeBook(
        survey.id,
        survey.version,
        survey.title,
        survey.opening,
        survey.asker,
        survey.funder,
        survey.use,
        survey.anonymity,
        languages,
        questions,
    )


def _kind(kind: Kind) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(kind)
    return {name: value for name, value in found.items() if name != "choices"}


def _options(kind: Kind, languages: tuple[str, ...]) -> tuple[CodedOption, ...]:
    labels: dict[str, dict[str, str]] = {}
    for language in languages:
        for option in kind.options((language,), ()):
            labels.setdefault(option.value, {})[language] = option.label
    return tuple(CodedOption(value, label) for value, label in labels.items())
