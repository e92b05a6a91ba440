"""Results as text (numbers first, so that a screen reader makes sense of the bars) and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from babel.numbers import format_decimal

from dialogs.markup import Rich, Span, glue, plain
from dialogs.texts import chain, load, locale

from .answers import percent
from .question import Count, QuestionResult
from .result import Result

WIDTH = 20
IN_CHAT = 20
"""Of people's own words so many are told in a chat at most; files hold them all."""
R = load("result")
N = load("note")


def as_text(result: Result, language: str, most: int = IN_CHAT) -> Rich:
    """The result as a message: every question with its bars, then the method note.

    Of people's own words at most so many of each question; 0 for all.
    """
    languages = chain(language)
    head = R["title"].fill(languages, title=result.title)
    note = glue((_bold(N["title"].raw(languages)), plain("\n".join(result.note))), "\n")
    questions = [_question(question, result, languages, most) for question in result.questions]
    return glue((_all_bold(head), plain(result.standing), *questions, note))


def as_json(result: Result) -> dict[str, Any]:
    """The result for programs; `count` is null where it is withheld."""
    data: dict[str, Any] = msgspec.to_builtins(result)
    return {**data, "note": "\n".join(result.note)}


def _question(
    question: QuestionResult, made: Result, languages: tuple[str, ...], most: int
) -> Rich:
    of = made.participants
    lines = [_bold(question.text)]
    if question.n is not None and question.why != "few":
        lines.append(R["answered"].fill(languages, n=question.n, of=of))
    if question.why:
        lines.append(R[question.why].fill(languages, k=made.k))
    elif question.words:
        lines += _words(question.words, languages, most or len(question.words))
    elif not question.options:
        lines.append(R["words"].fill(languages))
    else:
        n = of if question.n is None else question.n
        lines.append(plain("\n".join(_bars(question.options, n, languages))))
    if question.kind == "pick_many" and not question.why:
        lines.append(R["many"].fill(languages, n=question.n or 0))
    if question.median:
        lines.append(R["median"].fill(languages, median=question.median))
    if question.ranking:
        lines.append(R["ranking"].fill(languages))
        ranked = (decimal(one.place, languages) + " " + one.label for one in question.ranking)
        lines.append(plain("\n".join(ranked)))
    return glue(lines, "\n")


def _words(said: Sequence[str], languages: tuple[str, ...], most: int) -> list[Rich]:
    """People's own words, each on one line and in quotation marks: none is taken for a number."""
    lines = [R["words_shown"].fill(languages, n=len(said))]
    lines += [plain(quoted(text)) for text in said[:most]]
    if left := len(said[most:]):
        lines.append(R["words_left"].fill(languages, n=left))
    return lines


def quoted(text: str) -> str:
    """A text on one line, set apart from ours."""
    return f"– „{' '.join(text.split())}“"


def _bars(options: Sequence[Count], n: int, languages: tuple[str, ...]) -> list[str]:
    most = max((option.count or 0 for option in options), default=0)
    lines = []
    for option in options:
        if option.bound:
            lines.append(f"{option.bound} {option.label}")
            continue
        count = option.count or 0
        share = percent(count, n)
        text = R["bar"].fill(languages, count=count, share=share, label=option.label)
        bar = "█" * round(WIDTH * count / most) if most else ""
        lines.append(f"{''.join(span.text for span in text)} {bar}".rstrip())
    return lines


def decimal(number: float, languages: tuple[str, ...]) -> str:
    """With one digit after the point, as the language writes it."""
    return format_decimal(number, format="0.0", locale=locale(languages[0]))


def _bold(text: str) -> Rich:
    return (Span(text, True),)


def _all_bold(text: Rich) -> Rich:
    return tuple(Span(span.text, True, span.link) for span in text)
