"""The groups that a breakdown tells of: regions, or the answers to a question."""

from __future__ import annotations

from dialogs.answers import Where
from dialogs.suppression import merged
from dialogs.surveys.regions import NONE, POOLED, Part, Parts, led_by, parts_of
from dialogs.surveys.survey import Question
from dialogs.surveys.tally import Tally, total

from .counting import Crossed
from .question import Shown


def regions_of(shown: Shown, question: Question, crossed: Crossed) -> Parts:
    """Regions as groups: as it was settled, or as these ballots make them."""
    if question.id in shown.parts:
        return shown.parts[question.id]
    sizes = {answer: tally.participants for answer, tally in crossed.items()}
    return parts_of(question, sizes, shown.k)


def by_group(question: Question, part: Part, crossed: Crossed) -> Crossed:
    """The tallies of the groups of a part, of those that are told together as POOLED."""
    found: dict[str, list[Tally]] = {}
    for answer, tally in crossed.items():
        if not isinstance(question.answer, Where):
            group = POOLED if answer in part.split.pool else answer
        elif answer.startswith(part.of):
            group = part.group(answer)
        else:
            continue
        found.setdefault(group, []).append(tally)
    return {group: total(tallies) for group, tallies in found.items()}


def answers_of(shown: Shown, question: Question) -> Parts:
    """The answers to a question as groups; () where they cannot be told apart."""
    sizes = _sizes(shown, question)
    found = merged(sizes, shown.k)
    # Who was asked another question would tell more of a small group, and so would steps that
    # were shown meanwhile: how many of it had answered by then, and what all had said by then.
    told = question.id in led_by(shown.survey) or shown.survey.results == "public"
    if found is None or (found.pool and told):
        return ()
    return (Part("", found),)


def _sizes(shown: Shown, question: Question) -> dict[str, int]:
    """How many gave each answer, and none."""
    counts = shown.tally.counts.get(question.id, {})
    options = {o.value: o.count(counts) for o in shown.options(question)}
    return options | {NONE: shown.tally.participants - shown.answered(question)}
