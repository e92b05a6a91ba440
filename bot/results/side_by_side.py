"""A comparison of rounds as text: an answer a line, its numbers first and in the rounds' order."""

from __future__ import annotations

from dialogs.markup import Rich, Span, glue, plain
from dialogs.texts import chain, load

from .answers import percent
from .comparing import Cell, Compared, Comparison, Told

C, R, N = load("comparison"), load("result"), load("note")


def comparison_text(made: Comparison, language: str) -> Rich:
    """The comparison as a message, with the method note."""
    languages = chain(language)
    rounds = ", ".join(told_round(one, languages) for one in made.rounds)
    lines: list[Rich] = [_bold(_plain(C["title"].fill(languages, title=made.title)))]
    head = [C["rounds"].fill(languages, rounds=rounds)]
    if made.left:
        head.append(C["left"].fill(languages, n=made.left))
    lines.append(glue(head, "\n"))
    lines += [_question(question, made.k, languages) for question in made.questions]
    note = (_bold(N["title"].raw(languages)), plain("\n".join(made.note)))
    return glue((*lines, glue(note, "\n")))


def told_round(one: Told, languages: tuple[str, ...]) -> str:
    """When a round was, and how many took part, or have so far."""
    name = "round_open" if one.state == "open" else "round"
    return _plain(C[name].fill(languages, label=one.label, n=one.participants))


def share(cell: Cell, languages: tuple[str, ...]) -> str:
    """The number of an answer in one round, or that there is none."""
    if cell.count is None:
        return cell.bound or C["no_number"].raw(languages)
    return f"{percent(cell.count, cell.of or 0)} %"


def number(count: int | None, languages: tuple[str, ...]) -> str:
    return C["no_number"].raw(languages) if count is None else str(count)


def _question(question: Compared, k: int, languages: tuple[str, ...]) -> Rich:
    lines = [_bold(question.text)]
    if question.why:
        texts = C if question.why in C else R
        lines.append(texts[question.why].fill(languages, k=k))
        return glue(lines, "\n")
    numbers = ", ".join(number(n, languages) for n in question.answered)
    lines.append(C["answered"].fill(languages, numbers=numbers))
    for line in question.lines:
        shares = ", ".join(share(cell, languages) for cell in line.cells)
        lines.append(C["line"].fill(languages, shares=shares, label=line.label))
    if question.medians:
        medians = ", ".join(one or C["no_number"].raw(languages) for one in question.medians)
        lines.append(C["median"].fill(languages, medians=medians))
    return glue(lines, "\n")


def _plain(text: Rich) -> str:
    return "".join(span.text for span in text)


def _bold(text: str) -> Rich:
    return (Span(text, True),)
