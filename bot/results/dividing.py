"""Breakdowns as text and as JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from dialogs.markup import Rich, Span, glue, plain
from dialogs.texts import chain, load

from .answers import percent
from .breakdown import Breakdown, Divided, Division, Group

R = load("result")
N = load("note")


def breakdown_text(made: Breakdown, language: str) -> Rich:
    """The breakdown as a message: each question by groups, then the method note."""
    languages = chain(language)
    head = "".join(s.text for s in R["by"].fill(languages, title=made.title, by=made.by_text))
    lines: list[Rich] = [_bold(head)]
    if not made.divisions:
        lines.append(R["no_split"].fill(languages))
    for division in made.divisions:
        lines += _division(division, languages)
    note = (R["shares"].raw(languages), *made.note)
    lines.append(glue((_bold(N["title"].raw(languages)), plain("\n".join(note))), "\n"))
    return glue(lines)


def breakdown_json(made: Breakdown) -> dict[str, Any]:
    """The breakdown for programs: what is told of no group does not stand in it."""
    data: dict[str, Any] = msgspec.to_builtins(made)
    return {**data, "note": "\n".join(made.note)}


def _division(division: Division, languages: tuple[str, ...]) -> list[Rich]:
    lines: list[Rich] = []
    if division.of:
        lines.append(_bold(_plain(R["within"].fill(languages, region=division.label))))
    lines.append(plain("\n".join(_group(group, languages) for group in division.groups)))
    lines += [_question(q, division.groups, languages) for q in division.questions]
    return lines


def _question(question: Divided, groups: tuple[Group, ...], languages: tuple[str, ...]) -> Rich:
    lines = [_bold(question.text)]
    if question.why:
        lines.append(R[question.why].fill(languages))
    for group, bound in zip(groups, question.bounds, strict=False):
        if bound:
            lines.append(plain(f"{group.label}: {bound}"))
    for group, counts, median in zip(groups, question.counts, question.medians, strict=False):
        lines.append(plain(_group(group, languages)))
        for column, count in zip(question.columns, counts, strict=True):
            share = percent(count, group.n)
            lines.append(R["bar"].fill(languages, count=count, share=share, label=column.label))
        if median:
            lines.append(R["median"].fill(languages, median=median))
    return glue(lines, "\n")


def _group(group: Group, languages: tuple[str, ...]) -> str:
    return _plain(R["group"].fill(languages, label=group.label, n=group.n))


def _plain(text: Rich) -> str:
    return "".join(span.text for span in text)


def _bold(text: str) -> Rich:
    return (Span(text, True),)
