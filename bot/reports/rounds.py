"""Rounds side by side as blocks of a document: of each answer a bar for every round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.markup import words
from dialogs.texts import load

from ..printing import Bar, Bars, Block, Heading, Lines, Table
from ..results.answers import percent
from ..results.comparing import Cell, Compared, Comparison, Line
from ..results.side_by_side import number, told_round

R, C, RESULT = load("report"), load("comparison"), load("result")
Languages = tuple[str, ...]


def opening(made: Comparison, languages: Languages) -> Block:
    """Which rounds stand side by side."""
    rounds = ", ".join(told_round(one, languages) for one in made.rounds)
    lines = [words(C["rounds"].fill(languages, rounds=rounds))]
    if made.left:
        lines.append(words(C["left"].fill(languages, n=made.left)))
    return Lines(tuple(lines))


def questions(
    asked: Iterable[Compared], made: Comparison, languages: Languages
) -> Iterator[Block]:
    """Some of its questions."""
    for question in asked:
        yield Heading(question.text)
        if question.why:
            texts = C if question.why in C else RESULT
            yield Lines((words(texts[question.why].fill(languages, k=made.k)),))
            continue
        for line in question.lines:
            yield Heading(f"{_said('head_answer', languages)}: {line.label}", 2)
            yield _bars(line, question, made, languages)
        if question.medians:
            yield _medians(question, made, languages)


def _bars(line: Line, question: Compared, made: Comparison, languages: Languages) -> Bars:
    heads = ("head_count", "head_of", "head_percent", "head_round")
    rows = (
        _bar(cell, one.label, number(n, languages), languages)
        for cell, one, n in zip(line.cells, made.rounds, question.answered, strict=True)
    )
    return Bars(tuple(_said(name, languages) for name in heads), tuple(rows))


def _bar(cell: Cell, label: str, answered: str, languages: Languages) -> Bar:
    if cell.bound:
        least = int("".join(c for c in cell.bound if c.isdigit())) / 100
        return Bar(("", answered, cell.bound, label), least, hatched=True)
    if cell.count is None:
        return Bar(("", "", words(C["no_number"].fill(languages)), label), 0.0)
    of = cell.of or 0
    cells = (str(cell.count), str(of), f"{percent(cell.count, of)} %", label)
    return Bar(cells, cell.count / of if of else 0.0)


def _medians(question: Compared, made: Comparison, languages: Languages) -> Table:
    none = words(C["no_number"].fill(languages))
    rows = zip(question.medians, made.rounds, strict=True)
    head = (_said("head_median", languages), _said("head_round", languages))
    return Table(head, tuple((median or none, one.label) for median, one in rows))


def _said(name: str, languages: Languages) -> str:
    return R[name].raw(languages)
