"""What may be shown of a survey, and to whom; every path to results leads through here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from dialogs.answers import Kind, Note, Number, Rank
from dialogs.markup import words
from dialogs.surveys.survey import Question, Survey
from dialogs.surveys.tally import STEP, Tallies, Tally
from dialogs.texts import chain, in_language, load

K = 10
"""Fewest answers that are broken down (C5)."""
CLASSES = 5
DayName = Callable[[datetime, str], str]
"""Writes the day of a time in words of a language."""
R = load("result")
N = load("note")


class Count(Struct, frozen=True):
    """How many chose an option; None where that is withheld."""

    value: str
    label: str
    count: int | None


class QuestionResult(Struct, frozen=True):
    """`n` answered, `missing` skipped or were not asked; None where that would tell of few."""

    id: str
    text: str
    kind: str
    n: int | None
    missing: int | None
    options: tuple[Count, ...]
    withheld: bool


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


class Source(Struct, frozen=True):
    """All that a result is made from."""

    survey: Survey
    state: str
    tallies: Tallies
    examples: int
    published: datetime | None
    closed: datetime | None
    operator: str


def result(source: Source, language: str, day: DayName) -> Result:
    """What may be shown now: nothing before its time, the last full step while a survey is open.

    `day` writes a date in words.
    """
    survey, languages = source.survey, chain(language)
    hidden = source.state == "open" and survey.results != "public"
    if source.state == "open":
        tally = Tally() if hidden else source.tallies.released
    else:
        tally = source.tallies.current
    questions = tuple(
        _question(question, tally, languages, hidden)
        for question in survey.questions
        if not isinstance(question.answer, Note)
    )
    title = in_language(survey.title or {"de": survey.id}, languages)
    return Result(
        survey.id,
        title,
        survey.version,
        source.state,
        tally.participants,
        _standing(source, tally, hidden, languages),
        questions,
        _note(source, languages, day),
    )


def _question(
    question: Question, tally: Tally, languages: tuple[str, ...], hidden: bool
) -> QuestionResult:
    n = tally.answered.get(question.id, 0)
    withheld = hidden or tally.participants < K or n < K
    counts = tally.counts.get(question.id, {})
    options = tuple(
        Count(value, label, None if withheld else count)
        for value, label, count in _counts(question.answer, counts, languages)
        if not withheld or question.answer.offered()
    )
    # How many were asked a question tells how many gave the answer that leads to it.
    tells = withheld and n not in (0, tally.participants)
    return QuestionResult(
        question.id,
        in_language(question.text, languages),
        question.answer.__struct_config__.tag,  # type: ignore[arg-type]
        None if tells else n,
        None if tells else tally.participants - n,
        options,
        withheld,
    )


def _counts(
    kind: Kind, counts: Mapping[str, int], languages: tuple[str, ...]
) -> list[tuple[str, str, int]]:
    match kind:
        case Number():
            return _classes({float(value): count for value, count in counts.items()}, kind)
        case Rank():
            return [
                (
                    c.value,
                    words(R["first"].fill(languages, label=in_language(c.label, languages))),
                    counts.get(f"{c.value}@1", 0),
                )
                for c in kind.choices
            ]
        case _:
            return [
                (o.value, o.label, counts.get(o.value, 0)) for o in kind.options(languages, ())
            ]


def _classes(counts: Mapping[float, int], kind: Number) -> list[tuple[str, str, int]]:
    """Numbers in a few classes with round ends: the smallest and largest answer stay unknown."""
    if not counts:
        return []
    step = 10.0**-kind.decimals
    width = max(step, _round_up((max(counts) - min(counts) + step) / CLASSES))
    found: list[tuple[str, str, int]] = []
    while (max(counts) // width - min(counts) // width) >= CLASSES:
        width = _round_up(width * 1.5)
    low = min(counts) // width * width
    while low <= max(counts):
        inside = [number for number in counts if low <= number < low + width]
        ends = [kind.keys(round(end, kind.decimals))[0] for end in (low, low + width - step)]
        name = ends[0] if ends[0] == ends[1] else "–".join(ends)
        found.append((name.replace("–", ".."), name, sum(counts[number] for number in inside)))
        low = round(low + width, kind.decimals)
    return found


def _round_up(number: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    power = 10.0 ** math.floor(math.log10(number))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= number * (1 - 1e-9))


def _standing(source: Source, tally: Tally, hidden: bool, languages: tuple[str, ...]) -> str:
    if hidden:
        return words(R["hidden"].fill(languages))
    if source.state == "open" and tally.participants == 0:
        return words(R["none_yet"].fill(languages, step=STEP))
    name = "interim" if source.state == "open" else "participants"
    return words(R[name].fill(languages, n=tally.participants, step=STEP))


def _note(source: Source, languages: tuple[str, ...], day: DayName) -> tuple[str, ...]:
    survey, language = source.survey, languages[0].split("-")[0]
    begin = day(source.published, language) if source.published else ""
    end = day(source.closed, language) if source.closed else ""
    # The sentence has a full stop of its own, and many names end with one: e. V.
    asker = (in_language(survey.asker, languages) or source.operator).removesuffix(".")
    funder = in_language(survey.funder, languages).removesuffix(".")
    lines = [N["asker"].fill(languages, asker=asker)]
    if funder:
        lines.append(N["funder"].fill(languages, funder=funder))
    lines += [
        N["period" if end else "period_open"].fill(languages, begin=begin, end=end),
        N["wording"].fill(languages, version=survey.version),
        N["channel"].fill(languages),
        N["counting"].fill(languages),
        N["duplicates"].fill(languages),
        N["limits"].fill(languages, k=K),
        N["representative"].fill(languages),
    ]
    if source.examples:
        lines.append(R["examples"].fill(languages, n=source.examples))
    return tuple(words(line) for line in lines)
