"""A message as Matrix wants it: plain words, and HTML that no value can bring markup into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dialogs.markup import Rich, Span, glue
from dialogs.messages import OFFER, Message
from dialogs.texts import chain, load
from dialogs.understanding.matching import fold

from ..fit import numbers
from .signs import signs

QUESTION = "de.revierstimme.question"
"""Our own key in a question's content: what the numbers in it stand for."""
_YOURS = load("answered")["yours"]
_NUMBERED = re.compile(r"(\d{1,3})\. (?=\S)")


class Question(Struct, frozen=True, omit_defaults=True):
    """What can be answered to a message: values by numbers and by other signs, and the controls.

    Of `many` values each can be taken back. An offer shows no numbers, so it has `labels` to type.
    """

    prompt: str
    numbers: dict[str, str] = {}
    controls: tuple[str, ...] = ()
    signs: dict[str, str] = {}
    many: bool = False
    labels: dict[str, str] = {}


def content(message: Message) -> dict[str, Any]:
    """The content of m.room.message.

    It is m.text: of an m.notice, the kind for bots, nobody is notified by default.
    """
    found: dict[str, Any] = {"msgtype": "m.text", **words(message.text)}
    if message.options or message.controls:
        asked = Question(
            message.prompt,
            numbers(message.options, message.first),
            tuple(control.value for control in message.controls),
            signs(message.options, message.first),
            message.many,
            {fold(one.label): one.value for one in message.options if message.prompt == OFFER},
        )
        found[QUESTION] = msgspec.to_builtins(asked)
    return found


def words(text: Rich) -> dict[str, Any]:
    """A text as body, and formatted where it has to be; with nobody mentioned."""
    found: dict[str, Any] = {"body": "".join(_plain(text)), "m.mentions": {}}
    if (html := _html(text)) != _escaped("".join(span.text for span in text)):
        found["format"] = "org.matrix.custom.html"
        found["formatted_body"] = html
    return found


def answered(message: Message, event: str, value: str) -> dict[str, Any] | None:
    """The edit that shows under a question what was answered; clients without edits show all."""
    labels = [option.label for option in message.options if option.value == value]
    if not labels:
        return None
    text = _YOURS.fill(chain(message.language or "de"), answer=labels[0])
    new = {"msgtype": "m.text", **words(glue((message.text, text), "\n"))}
    return {
        **new,
        "body": f"* {new['body']}",
        "formatted_body": f"* {new['formatted_body']}",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def question(content: dict[str, Any]) -> Question | None:
    """What a message of ours asked, if it asked anything."""
    try:
        return msgspec.convert(content.get(QUESTION), Question)
    except msgspec.ValidationError:
        return None


def _plain(text: Rich) -> Iterator[str]:
    for span in text:
        yield span.text
        if span.link and span.link != span.text:
            yield f" ({span.link})"


def _html(text: Rich) -> str:
    """Lines that are numbered one after the other are a list, so that it is read out as one."""
    found, gap = "", ""
    for is_list, group in groupby(_blocks(_lines(text)), lambda block: len(block) > 1):
        for block in group:
            if is_list:
                first = _number(block[0])
                start = f' start="{first}"' if first != 1 else ""
                items = "".join(f"<li>{_spans(_unnumbered(line))}</li>" for line in block)
                found, gap = f"{found}<ol{start}>{items}</ol>", ""
            else:
                found, gap = f"{found}{gap}{_spans(block[0])}", "<br/>"
    return found


def _lines(text: Rich) -> list[list[Span]]:
    lines: list[list[Span]] = [[]]
    for span in text:
        first, *more = span.text.split("\n")
        if first:
            lines[-1].append(replace(span, text=first))
        lines += [[replace(span, text=part)] if part else [] for part in more]
    return lines


def _blocks(lines: Iterable[list[Span]]) -> list[list[list[Span]]]:
    """Lines of a list together, others each alone."""
    blocks: list[list[list[Span]]] = []
    for line in lines:
        before = _number(blocks[-1][-1]) if blocks else None
        if before is not None and _number(line) == before + 1:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _number(line: list[Span]) -> int | None:
    """The number that a line begins with, if it does."""
    found = _NUMBERED.match(line[0].text) if line else None
    return int(found[1]) if found else None


def _unnumbered(line: list[Span]) -> list[Span]:
    first = line[0]
    return [replace(first, text=_NUMBERED.sub("", first.text, count=1)), *line[1:]]


def _spans(line: Iterable[Span]) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    found = escape(span.text)
    if span.link:
        found = f'<a href="{escape(span.link)}">{found}</a>'
    return f"<strong>{found}</strong>" if span.bold else found


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br/>")
