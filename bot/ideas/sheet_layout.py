"""Sheets of ideas as a document for the press: a page each, and what is in it before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from adapters.media import Picture
from dialogs.texts import locale, shortened

from ..printing import (
    Block,
    Code,
    Contents,
    Document,
    Heading,
    Lines,
    PageBreak,
    Photo,
    Table,
    framed,
    printed,
    qr,
)
from .photos import NONE, Photos
from .sheet import Sheet, said

MOST = 300
"""Ideas in one document."""
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that have what follows read in another direction."""
_LONG = re.compile(r"\S{25,}")
_BREAK = "\u200b"
_STEP = 12
_ALT = 200
"""Characters of an idea in the words that stand for its photo."""


def sheets_pdf(sheets: Sequence[Sheet], language: str, photos: Photos = NONE) -> bytes:
    """Always the same bytes for the same sheets; raises Unprintable."""
    return printed(document(sheets, language, photos), "pdf")


def document(sheets: Sequence[Sheet], language: str, photos: Photos = NONE) -> Document:
    """One idea by itself, or several with a list of what is in it."""
    spoken = locale(language).partition("_")[0]
    if len(sheets) == 1:
        [only] = sheets
        return Document(_title(only), spoken, tuple(_page(only, 1, photos)))
    blocks: list[Block] = [Contents(said("contents", language))]
    for one in sheets:
        blocks += [PageBreak(), Heading(_title(one)), *_page(one, 2, photos)]
    return Document(said("titles", language), spoken, tuple(blocks))


def _title(one: Sheet) -> str:
    return said("title", one.language, number=one.number)


def _page(one: Sheet, level: int, photos: Photos) -> Iterator[Block]:
    language = one.language
    yield Lines((legible(one.words),))
    if one.photo:
        yield _photo(one, photos.get(one.photo))
    yield Table(_heads(language, "fact", "value"), tuple(_facts(one)))
    yield Heading(said("course", language), level)
    steps = ((step.day, legible(step.what), legible(step.words)) for step in one.steps)
    yield Table(_heads(language, "day", "what", "said"), tuple(steps))
    yield Heading(said("support", language), level)
    if one.support:
        groups = tuple((legible(name), str(many)) for name, many in one.support)
        yield Table(_heads(language, "region", "people"), groups)
    yield Lines((one.support_note,))
    yield Heading(said("from", language), level)
    yield Lines(tuple(legible(line) for line in (one.association, one.about, one.address) if line))
    if one.link:
        caption = said("link", language, link=one.link)
        yield Code(qr(one.link), said("alt", language, link=one.link), caption)
    yield Heading(said("method", language), level)
    yield Lines((*one.note, one.hash_line), fine=True)


def _photo(one: Sheet, picture: Picture | None) -> Block:
    if picture is None:
        return Lines((said("photo_lost", one.language),))
    alt = said("photo_alt", one.language, number=one.number, words=shortened(one.words, _ALT))
    svg = framed(picture.content, picture.width, picture.height)
    caption = said("photo_note", one.language)
    return Photo(svg, alt, caption, picture.width, picture.height)


def _facts(one: Sheet) -> Iterator[tuple[str, str]]:
    told = {
        "place": one.place,
        "point": one.point,
        "topic": one.topic,
        "state": one.state,
        "due": one.due,
        "behind": str(one.behind),
        "received": one.received,
    }
    for name, value in told.items():
        if value:
            yield said(name, one.language), legible(value)


def legible(text: str) -> str:
    """A text that stays on its page and reads in one direction, whatever somebody wrote."""
    return _LONG.sub(_broken, _TURNING.sub("", text))


def _broken(found: re.Match[str]) -> str:
    long = found[0]
    return _BREAK.join(long[at : at + _STEP] for at in range(0, len(long), _STEP))


def _heads(language: str, *names: str) -> tuple[str, ...]:
    return tuple(said(name, language) for name in names)
