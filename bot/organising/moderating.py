"""People's own words as organisers read them: of surveys that are over, by nobody, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.answers import Choice
from dialogs.engine import Act
from dialogs.ideas.flags import flags
from dialogs.markup import Rich, Span, glue, plain
from dialogs.organising.roles import Role
from dialogs.surveys.tally import PRIVATE
from dialogs.texts import chain, in_language, load
from dialogs.world import Barred
from storage.words import Counts, Said

from ..asked import Asked, Fact
from ..doing import Command, Doing
from ..results.question import Shown
from .commands import note
from .releasing import over
from .rights import Acting, owned, part

T, FLAGS = load("moderating"), load("idea_flags")
STATES: Mapping[str, Any] = {"show": "shown", "hide": "hidden"}


def readable(acting: Acting, survey: str) -> dict[tuple[int, str], Counts]:
    """(version, question) → its answers, where there are enough of them to be read at all."""
    counts = acting.store.words.counts(survey)
    return {key: counts[key] for key in _told(acting, survey) if key in counts}


def _told(acting: Acting, survey: str) -> Iterator[tuple[int, str]]:
    """Where it may be told how many answered: whoever reads the answers counts them."""
    store = acting.store
    for version in store.surveys.versions(survey):
        definition, tallies = (
            store.surveys.definition(survey, version),
            store.surveys.tallies(survey),
        )
        if tallies[version].released != tallies[version].current:
            continue
        k = store.surveys.standing(survey).k
        shown = Shown(definition, tallies[version].released, interim=False, languages=(), k=k)
        for question in definition.questions:
            if isinstance(question.answer, PRIVATE) and not shown.withheld(question):
                yield version, question.id


def _said_one(acting: Acting, id: str) -> Said:
    """An answer that this person may read; raises Barred."""
    said = acting.store.words.one(id)
    if said is None or said.file:
        raise Barred
    over(acting, said.survey, Role.ORGANISER)
    if (said.version, said.question) not in readable(acting, said.survey):
        raise Barred
    return said


def _next(acting: Acting, survey: str, but: str = "") -> str:
    """The flow of the next answer to be read, or of the overview."""
    for version, question in readable(acting, survey):
        if said := acting.store.words.next(survey, version, question, but):
            return f"judge:{said.id}"
    return f"words:{survey}"


def _words(asked: Asked, of: str) -> Mapping[str, Any]:
    over(asked, of, Role.ORGANISER)
    counts = list(readable(asked, of).values())
    names = ("unread", "shown", "hidden", "files")
    k = asked.store.surveys.standing(of).k
    return {"k": k, **{name: sum(getattr(one, name) for one in counts) for name in names}}


def _words_entries(asked: Asked, of: str) -> tuple[Choice, ...]:
    over(asked, of, Role.ORGANISER)
    counts = readable(asked, of).values()
    entries = []
    if (following := _next(asked, of)) != f"words:{of}":
        entries.append(Choice(following, T["read_entry"].by_language))
    if any(one.shown + one.hidden for one in counts):
        entries.append(Choice(f"reread:{of}", T["reread_entry"].by_language))
    return (*entries, Choice(f"manage:{of}", T["back_entry"].by_language))


def _said(asked: Asked, of: str) -> Mapping[str, Rich]:
    said, languages = _said_one(asked, of), chain(asked.language)
    survey = asked.store.surveys.definition(said.survey, said.version)
    question = next(q for q in survey.questions if q.id == said.question)
    parts = [(Span(in_language(question.text, languages), True),), plain(f"„{said.text}“")]
    if found := flags(said.text):
        kinds = ", ".join(FLAGS[kind].raw(languages) for kind in found)
        parts.append(T["careful"].fill(languages, kinds=kinds))
    return {"said": glue(parts)}


def _said_next(asked: Asked, of: str) -> str:
    return _next(asked, _said_one(asked, of).survey, but=of)


def _words_of(asked: Asked, of: str) -> str:
    return f"words:{_said_one(asked, of).survey}"


def judge_words(doing: Doing, act: Act) -> None:
    said = _said_one(doing, act.answers["word"])
    doing.store.words.judge(said.id, STATES[act.value])
    if "shown" in (said.state, STATES[act.value]):
        doing.store.surveys.changed()
    _noted(doing, said.survey, act.value)


def reread_words(doing: Doing, act: Act) -> None:
    survey = act.answers["survey"]
    over(doing, survey, Role.ORGANISER)
    doing.store.words.unread(survey)
    doing.store.surveys.changed()
    _noted(doing, survey, "reread")


def _noted(doing: Doing, survey: str, action: str) -> None:
    association = owned(doing, survey).association
    note(doing, part(doing, association, Role.ORGANISER), association, action, survey)


FACTS: dict[str, Fact] = {
    "words": _words,
    "words_entries": _words_entries,
    "no_words": lambda asked, of: (),
    "said": _said,
    "said_next": _said_next,
    "words_of": _words_of,
}
COMMANDS: dict[str, Command] = {
    "judge_words": judge_words,
    "reread_words": reread_words,
}
