"""Make a message fit what a platform can show."""

from __future__ import annotations

from msgspec.structs import replace

from dialogs.markup import Rich, Span, glue, plain, words
from dialogs.messages import Message, Option

from .adapter import Capabilities


def fit(message: Message, can: Capabilities) -> tuple[Message, ...]:
    """What says the same within `can`.

    Options that are too many for buttons become a numbered list, controls a line of words, a
    long text several messages; the buttons stay with the last one.
    """
    options, controls, text = message.options, message.controls, message.text
    if options and (not can.buttons or len(options) > can.buttons):
        text = glue((text, _listed(options, message.first)), "\n")
        options = ()
    if controls and (not can.buttons or len(options) + len(controls) > can.buttons):
        text = glue((text, plain(" · ".join(control.label for control in controls))))
        controls = ()
    options = tuple(Option(o.value, _short(o.label, can.label)) for o in options)
    *head, last = split(text, can.text)
    whole = replace(message, text=last, options=options, controls=controls)
    return (*(Message(part) for part in head), whole)


def split(text: Rich, longest: int) -> list[Rich]:
    """Cut a text between paragraphs, lines, sentences or words; styles stay intact."""
    parts: list[Rich] = []
    while len(flat := words(text)) > longest:
        cut = _cut(flat, longest)
        head, text = _divided(text, cut)
        parts.append(head)
        text = _stripped(text)
    return [*parts, text]


def _cut(text: str, longest: int) -> int:
    for mark in ("\n\n", "\n", ". ", " "):
        place = text.rfind(mark, longest // 4, longest)
        if place > 0:
            return place + (1 if mark == ". " else 0)
    return longest


def _divided(text: Rich, cut: int) -> tuple[Rich, Rich]:
    head: list[Span] = []
    tail: list[Span] = []
    for span in text:
        here = max(0, min(len(span.text), cut))
        if here:
            head.append(replace(span, text=span.text[:here]))
        if here < len(span.text):
            tail.append(replace(span, text=span.text[here:]))
        cut -= len(span.text)
    return tuple(head), tuple(tail)


def _stripped(text: Rich) -> Rich:
    if not text:
        return text
    first, *rest = text
    return (replace(first, text=first.text.lstrip()), *rest)


def _listed(options: tuple[Option, ...], first: int) -> Rich:
    """An option a line under its number; where labels are other numbers, these are to be typed."""
    lines = [_numbered(n, option.label) for n, option in enumerate(options, first)]
    if any(
        o.label.strip().isdecimal() and o.label != line
        for o, line in zip(options, lines, strict=True)
    ):
        lines = [f"– {option.label}" for option in options]
    return plain("\n".join(lines))


def _numbered(number: int, label: str) -> str:
    """A label that bears its number already is left as it is."""
    own = label == str(number) or label.startswith((f"{number}. ", f"{number} – "))
    return label if own else f"{number}. {label}"


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"
