"""What may be shown of a survey, and to whom; every path to results leads through here."""

from __future__ import annotations

from msgspec import Struct

from dialogs.answers import Note
from dialogs.markup import words
from dialogs.suppression import K
from dialogs.surveys.tally import Tally
from dialogs.texts import chain, in_language, load

from .note import note
from .question import QuestionResult, Shown
from .source import DayName, Source

R = load("result")


class Result(Struct, frozen=True):
    """A survey's result with its method note, which nobody can leave out."""

    id: str
    title: str
    version: int
    state: str
    participants: int
    standing: str
    questions: tuple[QuestionResult, ...]
    note: tuple[str, ...]
    k: int = K


def result(source: Source, language: str, day: DayName) -> Result:
    """What may be shown now: nothing before its time, the last step while a survey is open.

    `day` writes a date in words.
    """
    survey, languages = source.survey, chain(language)
    shown = shown_of(source, languages)
    asked = [q for q in survey.questions if not isinstance(q.answer, Note)]
    return Result(
        survey.id,
        in_language(survey.title or {"de": survey.id}, languages),
        survey.version,
        source.state,
        shown.tally.participants,
        _standing(source, shown.tally, languages),
        tuple(shown.question(question) for question in asked),
        note(source, languages, day),
        source.k,
    )


def result_standing(source: Source, language: str) -> str:
    """How many took part, in one sentence."""
    languages = chain(language)
    return _standing(source, shown_of(source, languages).tally, languages)


def shown_of(source: Source, languages: tuple[str, ...]) -> Shown:
    """What is shown of each question."""
    tally = Tally() if source.hidden else source.tallies.released
    # What was not counted is not to be read either: it may be the words of few.
    told = {} if source.held or source.open else source.words
    return Shown(source.survey, tally, source.open, languages, told, source.k, source.parts)


def _standing(source: Source, tally: Tally, languages: tuple[str, ...]) -> str:
    if source.hidden:
        return words(R["hidden"].fill(languages))
    if source.open and tally.participants == 0:
        return words(R["none_yet"].fill(languages, step=2 * source.step))
    name = "interim" if source.open else "held" if source.held else "participants"
    return words(R[name].fill(languages, n=tally.participants, step=source.step))
