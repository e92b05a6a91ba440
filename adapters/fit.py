"""Make a message fit what a platform can show."""

from __future__ import annotations

from msgspec.structs import replace

from dialogs.markup import Rich, Span, glue, plain, words
from dialogs.messages import OFFER, Control, File, Message, Option

from .adapter import Capabilities


def fit(message: Message, can: Capabilities) -> tuple[Message, ...]:
    """What says the same within `can`.

    Options that are too many for buttons become a numbered list, controls a line of words, a
    long text several messages; the buttons stay with the last one. Where people can react, the
    options stay with the list as well, so that a reaction can stand for one. Files go first,
    each with what it shows in words. What is public asks nothing: its options are links.
    """
    if message.public:
        return tuple(replace(part, public=True) for part in _fitted(_linked(message), can))
    return _fitted(message, can)


def _fitted(message: Message, can: Capabilities) -> tuple[Message, ...]:
    options, controls, text = message.options, message.controls, message.text
    files = tuple(_captioned(file, can) for file in message.files)
    if files and not (text or options or controls):
        return files
    locate = message.locate if can.keyboard else ""
    if not can.keyboard:
        controls = tuple(c for c in controls if c.value != f"/{Control.LOCATE}")
    if options and (not can.buttons or len(options) > can.buttons):
        listed = _dashed(options) if message.prompt == OFFER else _listed(options, message.first)
        text = glue((text, listed), "\n")
        options = options if can.reactions else ()
    if controls and (not can.buttons or len(options) + len(controls) > can.buttons):
        text = glue((text, plain(" · ".join(control.label for control in controls))))
        controls = controls if can.reactions else ()
    if not locate:  # On a keyboard of that kind a label is also what is said.
        options, controls = _shortened(options, can.label), _shortened(controls, can.label)
    head, last = _parts(message, text, can, bool(options or controls))
    whole = replace(
        last, options=options, controls=controls, prompt=message.prompt, first=message.first,
        locate=locate, many=message.many, language=message.language,
    )  # fmt: skip
    return (*files, *head, whole)


def _linked(message: Message) -> Message:
    """Each option as a line that leads to its value, on every platform."""
    lines = [(Span(option.label, link=option.value),) for option in message.options]
    text = glue((message.text, glue(lines, "\n")))
    return Message(text, files=message.files)


def _captioned(file: File, can: Capabilities) -> Message:
    """A message of its own for a file; where there can be none, only what it shows."""
    if can.caption:
        return Message(plain(_short(file.alt, can.caption)), files=(file,))
    return Message(plain(f"{file.name}: {file.alt}"))


def _parts(
    message: Message, text: Rich, can: Capabilities, has_buttons: bool
) -> tuple[list[Message], Message]:
    """The texts; where a keyboard has to go and others come, it goes with the first paragraph."""
    head: list[Message] = []
    located = message.located and can.keyboard
    if located and has_buttons and (cut := words(text).find("\n\n")) > 0:
        first, text = _divided(text, cut)
        head = [Message(part, located=True) for part in split(_trimmed(first), can.text)]
        located = False
    *others, last = split(_trimmed(text), can.text)
    return [*head, *(Message(part) for part in others)], Message(last, located=located)


def split(text: Rich, longest: int) -> list[Rich]:
    """Cut a text between paragraphs, lines, sentences or words; styles stay intact."""
    if len(words(text)) <= longest:
        return [text]
    parts: list[Rich] = []
    text = _trimmed(text)
    while len(flat := words(text)) > longest:
        head, tail = _divided(text, _cut(flat, longest))
        parts.append(_trimmed(head))
        text = _trimmed(tail)
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


def _trimmed(text: Rich) -> Rich:
    """The text without space around it, in whatever spans that stands."""
    spans = list(text)
    while spans and not spans[0].text.strip():
        del spans[0]
    while spans and not spans[-1].text.strip():
        del spans[-1]
    if spans:
        spans[0] = replace(spans[0], text=spans[0].text.lstrip())
        spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip())
    return tuple(spans)


def _listed(options: tuple[Option, ...], first: int) -> Rich:
    """An option a line under its number; where labels are other numbers, these are to be typed."""
    if _speak_for_themselves(options, first):
        return _dashed(options)
    lines = [_numbered(n, option.label) for n, option in enumerate(options, first)]
    return plain("\n".join(lines))


def _dashed(options: tuple[Option, ...]) -> Rich:
    """Without numbers, which would be taken for an answer to something else."""
    return plain("\n".join(f"– {option.label}" for option in options))


def numbers(options: tuple[Option, ...], first: int) -> dict[str, str]:
    """The values of options by the numbers that they bear in the list."""
    if _speak_for_themselves(options, first):
        return {option.label.strip(): option.value for option in options}
    return {str(n): option.value for n, option in enumerate(options, first)}


def _speak_for_themselves(options: tuple[Option, ...], first: int) -> bool:
    """Whether there are labels that are other numbers than those of the list."""
    return any(
        option.label.strip().isdecimal() and option.label != _numbered(n, option.label)
        for n, option in enumerate(options, first)
    )


def _numbered(number: int, label: str) -> str:
    """A label that bears its number already is left as it is."""
    own = label == str(number) or label.startswith((f"{number}. ", f"{number} – "))
    return label if own else f"{number}. {label}"


def _shortened(buttons: tuple[Option, ...], longest: int) -> tuple[Option, ...]:
    return tuple(Option(button.value, _short(button.label, longest)) for button in buttons)


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"
