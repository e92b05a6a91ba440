"""How a survey goes (requirement G9), from numbers that move in steps and tell of nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dialogs.answers import Note
from dialogs.markup import Rich, glue
from dialogs.organising.roles import Role
from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP
from dialogs.texts import chain, in_language, load, shortened

from ..results.result import shown_of
from ..results.sources import source
from .rights import owned

if TYPE_CHECKING:
    from ..facts import Asked

T = load("dashboard")
Fact = Callable[["Asked", str], Any]


def _dashboard(asked: Asked, of: str) -> Mapping[str, Any]:
    one, languages = owned(asked, of, Role.HELPER), chain(asked.language)
    version = asked.store.surveys.standing(of).version
    survey = asked.store.surveys.definition(of, version)
    reached = asked.store.steps.shown(of, version)
    lines = list(_steps(survey, reached, languages))
    if not lines:
        lines = [T["nothing_yet"].fill(languages, step=STEP)]
    # Through the gate: nothing before its time, and steps while it is open (C8).
    shown = source(asked.store, of, asked.operator, version)
    if number := shown_of(shown, languages).tally.participants:
        lines.append(T["finished"].fill(languages, n=number))
    elif shown.hidden:
        lines.append(T["finished_later"].fill(languages))
    if one.state == "closed":
        lines += _odd(asked, of, languages)
    title = in_language(survey.title or {"de": of}, languages)
    return {"title": title, "lines": glue(lines, "\n"), "step": STEP}


def _steps(
    survey: Survey, reached: Mapping[str, int], languages: tuple[str, ...]
) -> Iterator[Rich]:
    """How often each question was reached that everybody is asked."""
    asked = [q for q in survey.questions if not isinstance(q.answer, Note) and q.when is None]
    for number, question in enumerate(survey.questions, 1):
        if question in asked and question.id in reached:
            text = shortened(in_language(question.text, languages), 40)
            yield T["step"].fill(languages, number=number, text=text, n=reached[question.id])


def _odd(asked: Asked, of: str, languages: tuple[str, ...]) -> Iterator[Rich]:
    """What looks odd, as a hint: nothing is ever removed because of it (C4)."""
    found = asked.store.surveys.bursts(of)
    if found.alike:
        yield T["alike"].fill(languages)
    if found.by_poster:
        yield T["by_poster"].fill(languages)
    if not (found.alike or found.by_poster):
        yield T["nothing_odd"].fill(languages)


FACTS: dict[str, Fact] = {"dashboard": _dashboard}
