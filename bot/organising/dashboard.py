"""How a survey goes (requirement G9), from numbers that move in steps and tell of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.answers import Note
from dialogs.markup import Rich, glue
from dialogs.organising.roles import Role
from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP
from dialogs.texts import chain, in_language, load, shortened
from storage.drafts import Owned

from ..asked import Asked, Fact
from ..results.answers import percent
from ..results.result import shown_of
from ..results.sources import source
from ..sending.sent import sent_to
from .rights import owned

T = load("dashboard")


def _dashboard(asked: Asked, of: str) -> Mapping[str, Any]:
    one, languages = owned(asked, of, Role.HELPER), chain(asked.language)
    version = asked.store.surveys.standing(of).version
    survey = asked.store.surveys.definition(of, version)
    # Through the gate: nothing before its time, and steps while it is open (C8).
    shown = source(asked.store, of, asked.operator, version)
    finished = shown_of(shown, languages).tally.participants
    reached = asked.store.steps.shown(of, version)
    lines = [*_invited(asked, of, languages)]
    if begun := max(reached.values(), default=0):
        lines.append(T["started"].fill(languages, n=begun))
    lines += steps(survey, reached, finished, languages)
    if not reached:
        lines.append(T["nothing_yet"].fill(languages, step=STEP))
    if finished:
        lines.append(T["finished"].fill(languages, n=finished))
    elif shown.hidden:
        lines.append(T["finished_later"].fill(languages))
    lines += _odd(asked, one, languages)
    title = in_language(survey.heading, languages)
    return {"title": title, "lines": glue(lines, "\n"), "step": STEP}


def _invited(asked: Asked, of: str, languages: tuple[str, ...]) -> Iterator[Rich]:
    """How many were written to: of each sending what is told of it by itself, and no more."""
    sent = [c for c in asked.store.campaigns.all() if c.survey == of and c.kind == "survey"]
    told = [number for c in sent if (number := sent_to(asked.store, c, asked.config.results.k))]
    if told:
        yield T["invited"].fill(languages, n=sum(told))
    if len(told) < len([c for c in sent if c.cursor]):
        yield T["invited_some"].fill(languages)


def steps(
    survey: Survey, reached: Mapping[str, int], finished: int, languages: tuple[str, ...]
) -> Iterator[Rich]:
    """How often each question was reached that everybody is asked, and how many went on."""
    numbered = {question.id: number for number, question in enumerate(survey.questions, 1)}
    asked = [q for q in survey.questions if not isinstance(q.answer, Note) and q.when is None]
    there = [q for q in asked if q.id in reached]
    following = [*(reached[q.id] for q in there[1:]), finished]
    for question, after in zip(there, following, strict=False):
        n = reached[question.id]
        text = shortened(in_language(question.text, languages), 40)
        number = numbered[question.id]
        # Each number moves in steps of its own, so one may be ahead of the one before it.
        left = percent(n - after, n) if 0 < after < n else 0
        name = "step_left" if left else "step"
        yield T[name].fill(languages, number=number, text=text, n=n, left=left)


def _odd(asked: Asked, one: Owned, languages: tuple[str, ...]) -> Iterator[Rich]:
    """What looks odd, as a hint: nothing is ever removed because of it (C4).

    Before the close only where what people say is shown meanwhile, and as late as that.
    """
    if one.state != "closed" and one.survey.results != "public":
        yield T["odd_later"].fill(languages)
        return
    found = asked.store.surveys.bursts(one.survey.id)
    if found.alike:
        yield T["alike"].fill(languages)
    if found.by_poster:
        yield T["by_poster"].fill(languages)
    if not (found.alike or found.by_poster):
        yield T["nothing_odd" if one.state == "closed" else "nothing_odd_yet"].fill(languages)


FACTS: dict[str, Fact] = {"dashboard": _dashboard}
