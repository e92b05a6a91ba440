"""The row of rounds that a survey is one of, as far as somebody may see them."""

from __future__ import annotations

from ..days import month, written
from ..sending.about import title
from .comparing import MOST, Comparison, Round, comparison, in_same_words
from .reader import Reader
from .result import result
from .source import Source
from .sources import source


def compared(reader: Reader, survey: str, most: int = MOST) -> Comparison | None:
    """Its newest rounds side by side, of those that may be seen; None where there are no two."""
    row = reader.store.repeats.row(survey)
    sources = [source(reader.store, id, reader.config.operator) for id in row if reader.seen(id)]
    told = [one for one in sources if _has_numbers(one)]
    alike = in_same_words([one.survey for one in told])
    if min(alike, most) < 2:
        return None
    shown = [_round(one, reader) for one in told[-min(alike, most) :]]
    left, other = alike - len(shown), alike < len(told)
    return comparison(shown, title(reader.store, row[0]), reader.language, left, other)


def _has_numbers(one: Source) -> bool:
    """Whether there are some already: those of a round may be still to come."""
    if one.published is None or one.hidden:
        return False
    return not one.open or one.tallies.released.participants > 0


def _round(one: Source, reader: Reader) -> Round:
    assert one.published is not None
    zone = reader.config.zone
    made = result(one, reader.language, written(zone))
    return Round(month(zone)(one.published, reader.language), made)
