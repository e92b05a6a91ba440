"""Rounds of a repeated survey side by side, made of their results and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dialogs.markup import words
from dialogs.suppression import K
from dialogs.surveys.survey import Survey
from dialogs.texts import Text, chain, in_language, load

from .question import QuestionResult
from .result import Result

C = load("comparison")
NEWEST, MOST = 3, 12
"""Rounds that a chat shows at first, and that are ever shown together."""
ALIKE = frozenset({"pick", "pick_many", "scale", "rank"})
"""Kinds of questions whose answers are the same in every round, whoever answers."""


class Round(Struct, frozen=True):
    """A round as everybody may see it by itself; `label` says when it was."""

    label: str
    result: Result


class Told(Struct, frozen=True):
    """A round as a whole."""

    id: str
    label: str
    state: str
    participants: int
    standing: str


class Cell(Struct, frozen=True):
    """How many `of` those who answered; no `count` where that is withheld, or bounded instead."""

    count: int | None = None
    of: int | None = None
    bound: str = ""


class Line(Struct, frozen=True):
    """An answer in each of the rounds."""

    value: str
    label: str
    cells: tuple[Cell, ...]


class Compared(Struct, frozen=True):
    """A question in each of the rounds; `why` there are no numbers of any."""

    id: str
    text: str
    why: str
    answered: tuple[int | None, ...] = ()
    lines: tuple[Line, ...] = ()
    medians: tuple[str, ...] = ()


class Comparison(Struct, frozen=True):
    """Rounds in the same words, the oldest first; `left` earlier ones are not among them.

    It is told under the name of the newest round, with a method note of all of them.
    """

    id: str
    title: str
    version: int
    rounds: tuple[Told, ...]
    left: int
    questions: tuple[Compared, ...]
    note: tuple[str, ...]
    k: int = K


def in_same_words(rounds: Sequence[Survey]) -> int:
    """How many of the newest rounds all ask in the same words; the oldest is given first (C11)."""
    for number, one in enumerate(reversed(rounds)):
        if one.questions != rounds[-1].questions:
            return number
    return len(rounds)


def comparison(
    shown: Sequence[Round], title: Text, language: str, left: int = 0, other: bool = False
) -> Comparison:
    """Of rounds in the same words, the oldest first.

    `left` earlier ones are not among them; `other`: before those it was asked in other words.
    """
    languages, newest = chain(language), shown[-1].result
    return Comparison(
        newest.id,
        in_language(title, languages),
        newest.version,
        tuple(_told(one) for one in shown),
        left,
        tuple(_compared([r.result.questions[n] for r in shown], shown) for n in _asked(newest)),
        tuple(_note(shown, languages, other)),
        newest.k,
    )


def _asked(newest: Result) -> range:
    return range(len(newest.questions))


def _told(one: Round) -> Told:
    made = one.result
    return Told(made.id, one.label, made.state, made.participants, made.standing)


def _compared(asked: Sequence[QuestionResult], rounds: Sequence[Round]) -> Compared:
    newest = asked[-1]
    medians = tuple(question.median for question in asked)
    if newest.kind not in ALIKE and not (newest.kind == "number" and any(medians)):
        return Compared(newest.id, newest.text, "apart")
    if all(question.why for question in asked):
        return Compared(newest.id, newest.text, newest.why)
    lines = tuple(_lines(asked, rounds)) if newest.kind in ALIKE else ()
    answered = tuple(question.n for question in asked)
    found = medians if any(medians) else ()
    return Compared(newest.id, newest.text, "", answered, lines, found)


def _lines(asked: Sequence[QuestionResult], rounds: Sequence[Round]) -> Iterator[Line]:
    for option in asked[-1].options:
        cells = (_cell(q, option.value, r) for q, r in zip(asked, rounds, strict=True))
        yield Line(option.value, option.label, tuple(cells))


def _cell(question: QuestionResult, value: str, one: Round) -> Cell:
    told = next((option for option in question.options if option.value == value), None)
    if told is None or (told.count is None and not told.bound):
        return Cell()
    if told.bound:
        return Cell(bound=told.bound)
    return Cell(told.count, one.result.participants if question.n is None else question.n)


def _note(rounds: Sequence[Round], languages: tuple[str, ...], other: bool) -> Iterator[str]:
    """What holds for all rounds once, and what does not with the name of each."""
    yield words(C["same"].fill(languages, n=len(rounds)))
    yield words(C["people"].fill(languages))
    if other:
        yield words(C["other_wording"].fill(languages))
    notes = [one.result.note for one in rounds]
    common = [line for line in notes[-1] if all(line in note for note in notes)]
    for one, note in zip(rounds, notes, strict=True):
        if own := " ".join(line for line in note if line not in common):
            yield f"{one.label}. {own}"
    yield from common
