"""What may be looked at beside a result, under the same rules as the result itself."""

from __future__ import annotations

from functools import partial

from dialogs.answers import Choice
from dialogs.markup import Rich, glue
from dialogs.messages import File
from dialogs.organising.roles import Role
from dialogs.texts import chain, load
from dialogs.world import Barred

from ..asked import Asked, Fact
from ..organising.rights import owned
from ..reports.pictures import BY_REGION, COMPARED
from ..reports.report import report
from ..results.breakdown import Breakdown
from ..results.comparing import MOST, NEWEST, Comparison
from ..results.dividing import breakdown_text
from ..results.places import by_region
from ..results.reader import Reader
from ..results.rows import compared
from ..results.side_by_side import comparison_text

C, R = load("comparison"), load("results")


def _seen(asked: Asked, of: str) -> bool:
    """Whether this person may see a survey's result: everybody, or whoever belongs to it."""
    if of in {listing.id for listing in asked.catalogue.results}:
        return True
    try:
        owned(asked, of, Role.HELPER)
    except Barred:
        return False
    return True


def _reader(asked: Asked) -> Reader:
    return Reader(asked.store, asked.config, asked.language, partial(_seen, asked))


def _rounds(asked: Asked, of: str, most: int) -> Comparison | None:
    return compared(_reader(asked), of, most) if _seen(asked, of) else None


def _breakdowns(asked: Asked, of: str) -> list[Breakdown]:
    return list(by_region(_reader(asked), of, asked.catalogue.counting))


def views(asked: Asked, of: str) -> tuple[Choice, ...]:
    """The flows that show more of a survey's result."""
    found = []
    if _breakdowns(asked, of):
        found.append(Choice(f"by_region:{of}", R["by_region"].by_language))
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


def _by_region(asked: Asked, of: str) -> Rich:
    made = _breakdowns(asked, of)
    if not made:
        return R["no_regions"].fill(chain(asked.language))
    return glue(breakdown_text(one, asked.language) for one in made)


def _by_region_pictures(asked: Asked, of: str) -> tuple[File, ...]:
    """Of the newest wording."""
    made = _breakdowns(asked, of)
    return _drawn(asked, made[0], BY_REGION) if made else ()


def _compared_pictures(asked: Asked, of: str) -> tuple[File, ...]:
    """Drawn of the rounds that everybody may see; other numbers have another hash."""
    made = _rounds(asked, of, NEWEST)
    return () if made is None else _drawn(asked, made, COMPARED)


def _drawn(asked: Asked, made: Breakdown | Comparison, view: str) -> tuple[File, ...]:
    survey = asked.store.surveys.definition(made.id, made.version)
    hash = report(made, survey, asked.language).sha256
    pictures = asked.store.pictures.of(made.id, asked.language, hash, view)
    return tuple(File(one.name, "image/png", one.alt, one.content) for one in pictures)


def _more_rounds(asked: Asked, of: str) -> tuple[Choice, ...]:
    return (Choice(f"rounds:{of}", C["all_rounds"].by_language),)


def _no_more(asked: Asked, of: str) -> bool:
    made = _rounds(asked, of, NEWEST)
    return made is None or not made.left


FACTS: dict[str, Fact] = {
    "views": views,
    "no_views": lambda asked, of: not views(asked, of),
    "by_region": _by_region,
    "by_region_pictures": _by_region_pictures,
    "compared": _compared(NEWEST),
    "all_compared": _compared(MOST),
    "compared_pictures": _compared_pictures,
    "more_rounds": _more_rounds,
    "no_more": _no_more,
}
