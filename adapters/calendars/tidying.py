"""Other people's words, made plain: no markup, nothing hidden, no longer than they may be."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from dialogs.events.event import LINK
from dialogs.texts import shortened
from dialogs.understanding.cleaning import clean

_LOOKED_AT = 20_000
"""Characters of one value that are looked at."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|&(?:#?\w{1,10});")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"})
_SILENT = frozenset({"script", "style", "head", "title"})
_SPACE = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r"\n\s*\n+")


def line(text: str, longest: int) -> str:
    """On one line, cut where it is too long."""
    return shortened(paragraphs(text), longest)


def paragraphs(text: str, longest: int = _LOOKED_AT) -> str:
    """With its line breaks, cut after a word where it is too long."""
    text = text[:_LOOKED_AT]
    if _TAG.search(text):
        text = _bare(text)
    text = _LINES.sub("\n\n", _SPACE.sub(" ", clean(text))).strip()
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rsplit(' ', 1)[0].rstrip()}…"


def link(text: str) -> str:
    """An address of the web that can be opened, or nothing."""
    text = clean(text[: LINK + 100]).replace("\n", "")
    if len(text) > LINK or any(sign in text for sign in " <>\"'`\\"):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "." not in host or parts.username:
        return ""
    return text


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BREAKS:
            self.parts.append("\n")
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _bare(text: str) -> str:
    reader = _Text()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)
