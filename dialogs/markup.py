"""Text with bold and links, made so that no value can ever bring markup of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

_MARK = re.compile(r"\*\*|\{([a-z_]+)\}")


class Span(Struct, frozen=True, array_like=True, omit_defaults=True):
    """A stretch of text in one style; `link` is an address or empty."""

    text: str
    bold: bool = False
    link: str = ""


Rich = tuple[Span, ...]
Value = str | int | Rich


def plain(text: str) -> Rich:
    """The text as it stands: asterisks and braces in it mean nothing."""
    return (Span(text),) if text else ()


def rich(template: str, **values: Value) -> Rich:
    """Fill one of our own templates: `**bold**` and `{name}`; values stay plain.

    Raises KeyError where the template names a value that is not given.
    """
    spans: list[Span] = []
    for text, bold, name in _parts(template):
        value: Value = values[name] if name else text
        if isinstance(value, tuple):
            for span in value:
                _join(spans, span.text, span.bold or bold, span.link)
        elif (words := str(value)) != "":
            _join(spans, words, bold)
    return tuple(spans)


def fields(template: str) -> frozenset[str]:
    """The names that a template wants filled in."""
    return frozenset(name for _, _, name in _parts(template) if name)


def words(text: Rich) -> str:
    """The bare words, for places that know no markup."""
    return "".join(span.text for span in text)


def glue(parts: Iterable[Rich], between: str = "\n\n") -> Rich:
    """Several texts as one; empty ones leave no gap."""
    spans: list[Span] = []
    for part in parts:
        if part and spans:
            spans.append(Span(between))
        spans += part
    return tuple(spans)


def _join(spans: list[Span], text: str, bold: bool, link: str = "") -> None:
    """Add a stretch; what looks alike is one, so that no platform marks it twice."""
    last = spans[-1] if spans else None
    if last is not None and last.bold == bold and last.link == link == "":
        spans[-1] = Span(last.text + text, bold)
    else:
        spans.append(Span(text, bold, link))


@lru_cache(maxsize=2000)
def _parts(template: str) -> tuple[tuple[str, bool, str], ...]:
    """(text, bold, field) for each stretch of a template."""
    parts: list[tuple[str, bool, str]] = []
    bold, done = False, 0
    for mark in _MARK.finditer(template):
        if mark.start() > done:
            parts.append((template[done : mark.start()], bold, ""))
        if mark[1]:
            parts.append(("", bold, mark[1]))
        else:
            bold = not bold
        done = mark.end()
    if done < len(template):
        parts.append((template[done:], bold, ""))
    if bold:
        raise ValueError(f"bold is not closed in {template!r}")
    return tuple(parts)
