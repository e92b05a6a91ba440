"""The posters of a survey, and how many came by each as far as that may be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.markup import Rich, glue
from dialogs.organising.roles import Role
from dialogs.surveys.regions import NONE
from dialogs.texts import chain, in_language, load

from ..asked import Asked, Fact
from ..posters.counts import Listing, listing
from .rights import owned

T = load("hung")


def _posters(asked: Asked, of: str) -> Mapping[str, Any]:
    one, languages = owned(asked, of, Role.HELPER), chain(asked.language)
    lines = _lines(listing(asked.store, of), languages)
    title = in_language(one.survey.heading, languages)
    return {"title": title, "lines": glue(lines, "\n")}


def _lines(found: Listing, languages: tuple[str, ...]) -> Iterator[Rich]:
    """Each with its code, and below what came by them: small ones only together."""
    nowhere = T["nowhere"].raw(languages)
    names = {NONE: T["by_none"].raw(languages)}
    for hung in found.posters:
        place = hung.place or nowhere
        names[hung.code] = f"{hung.number}. {place}"
        yield T["poster"].fill(languages, number=hung.number, place=place, code=hung.code)
    if not found.posters:
        yield T["none"].fill(languages)
    if found.counts:
        yield T["came"].fill(languages)
    for came in found.counts:
        named = " + ".join(names[code] for code in came.posters)
        name = "together" if len(came.posters) > 1 else "by"
        yield T[name].fill(languages, n=came.n, posters=named)
    if found.why:
        yield T[found.why].fill(languages, k=found.k)


FACTS: dict[str, Fact] = {"posters": _posters}
