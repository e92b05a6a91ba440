"""A message as Matrix wants it: plain words, and HTML that no value can bring markup into."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.markup import Rich, Span
from dialogs.messages import Message

from ..fit import numbers

QUESTION = "de.revierstimme.question"
"""Our own key in a question's content: what the numbers in it stand for."""


class Question(Struct, frozen=True, omit_defaults=True):
    """What can be answered to a message: values by their numbers, and the controls."""

    prompt: str
    numbers: dict[str, str] = {}
    controls: tuple[str, ...] = ()


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
        )
        found[QUESTION] = msgspec.to_builtins(asked)
    return found


def words(text: Rich) -> dict[str, Any]:
    """A text as body, and formatted where it has to be; with nobody mentioned."""
    found: dict[str, Any] = {"body": "".join(_plain(text)), "m.mentions": {}}
    if any(span.bold or span.link for span in text):
        found["format"] = "org.matrix.custom.html"
        found["formatted_body"] = "".join(_html(span) for span in text)
    return found


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


def _html(span: Span) -> str:
    found = escape(span.text).replace("\n", "<br/>")
    if span.link:
        found = f'<a href="{escape(span.link)}">{found}</a>'
    return f"<strong>{found}</strong>" if span.bold else found
