"""A poster as data for its template: who asks, why, how long it takes, and how to get there."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from importlib.resources import as_file, files

from msgspec import Struct

from dialogs.markup import Value, words
from dialogs.surveys.survey import Survey, opening
from dialogs.texts import chain, in_language, load, locale

from ..printing import printed, qr
from ..reaching import Route

P = load("poster")


class Size(StrEnum):
    A4 = "a4"
    A6 = "a6"


class Way(Struct, frozen=True):
    """A platform with its QR code (SVG); `alt` says where it leads to."""

    platform: str
    account: str
    qr: str
    alt: str
    how: str


class Sheet(Struct, frozen=True):
    """All that the template reads."""

    size: Size
    language: str
    title: str
    why: str
    facts: tuple[str, ...]
    ways: tuple[Way, ...]
    code_heading: str
    code: str
    place: str


def sheet(  # noqa: PLR0913, PLR0917 - all that stands on it
    survey: Survey,
    operator: str,
    routes: Sequence[Route],
    code: str,
    place: str,
    size: Size,
    language: str,
) -> Sheet:
    """What stands on a poster; `code` is its own."""
    languages = chain(language)
    texts = {name: in_language(text, languages) for name, text in opening(survey).items()}
    asker = texts.get("asker") or operator
    facts = (
        _said("asker", languages, asker=asker.removesuffix(".")),
        texts["length"],
        texts["use"],
        texts["change"],
    )
    return Sheet(
        size,
        locale(language).partition("_")[0],
        texts["title"],
        texts["why"],
        facts,
        tuple(_way(route, code, languages) for route in routes),
        _said("code", languages),
        code,
        place,
    )


def poster_pdf(made: Sheet) -> bytes:
    """One page, always the same bytes; raises Unprintable."""
    with as_file(files(__package__).joinpath("poster.typ")) as template:
        return printed(made, "pdf", template)


def _way(route: Route, code: str, languages: tuple[str, ...]) -> Way:
    how = _said(f"how_{route.how}", languages, account=route.account, code=code)
    alt = _said("alt", languages, platform=route.platform, url=route.url)
    return Way(route.platform, route.account, qr(route.url), alt, how)


def _said(name: str, languages: tuple[str, ...], **values: Value) -> str:
    return words(P[name].fill(languages, **values))
