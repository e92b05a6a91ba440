"""What may be looked at beside a result, under the same rules as the result itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from dialogs.answers import Choice
from dialogs.markup import Rich
from dialogs.messages import File
from dialogs.organising.roles import Role
from dialogs.texts import chain, load
from dialogs.world import Barred

from ..organising.rights import owned
from ..reports.pictures import COMPARED
from ..reports.report import report
from ..results.comparing import MOST, NEWEST, Comparison
from ..results.rows import Reader, compared
from ..results.side_by_side import comparison_text

if TYPE_CHECKING:
    from ..facts import Asked

C, R = load("comparison"), load("results")
Fact = Callable[["Asked", str], Any]


def _seen(asked: Asked, of: str) -> bool:
    """Whether this person may see a survey's result: everybody, or whoever belongs to it."""
    if of in {listing.id for listing in asked.catalogue.results}:
        return True
    try:
        owned(asked, of, Role.HELPER)
    except Barred:
        return False
    return True


def _rounds(asked: Asked, of: str, most: int) -> Comparison | None:
    if not _seen(asked, of):
        return None
    reader = Reader(asked.store, asked.config, asked.language, partial(_seen, asked))
    return compared(reader, of, most)


def views(asked: Asked, of: str) -> tuple[Choice, ...]:
    """The flows that show more of a survey's result."""
    found = []
    if _rounds(asked, of, NEWEST):
        found.append(Choice(f"compared:{of}", C["compare"].by_language))
    return tuple(found)


def _compared(most: int) -> Fact:
    def told(asked: Asked, of: str) -> Rich:
        made = _rounds(asked, of, most)
        if made is None:
            return C["none"].fill(chain(asked.language))
        return comparison_text(made, asked.language)

    return told


def _compared_pictures(asked: Asked, of: str) -> tuple[File, ...]:
    """Drawn of the rounds that everybody may see; other numbers have another hash."""
    made = _rounds(asked, of, NEWEST)
    if made is None:
        return ()
    survey = asked.store.surveys.definition(made.id, made.version)
    hash = report(made, survey, asked.language).sha256
    pictures = asked.store.pictures.of(made.id, asked.language, hash, COMPARED)
    return tuple(File(one.name, "image/png", one.alt, one.content) for one in pictures)


def _more_rounds(asked: Asked, of: str) -> tuple[Choice, ...]:
    return (Choice(f"rounds:{of}", C["all_rounds"].by_language),)


def _no_more(asked: Asked, of: str) -> bool:
    made = _rounds(asked, of, NEWEST)
    return made is None or not made.left


FACTS: dict[str, Fact] = {
    "views": views,
    "no_views": lambda asked, of: not views(asked, of),
    "compared": _compared(NEWEST),
    "all_compared": _compared(MOST),
    "compared_pictures": _compared_pictures,
    "more_rounds": _more_rounds,
    "no_more": _no_more,
}
