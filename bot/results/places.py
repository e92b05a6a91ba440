"""A survey's result by where people live, as far as it may be told so."""

from __future__ import annotations

from collections.abc import Iterator

from ..days import written
from .breakdown import REGION, Breakdown, Unfit, breakdown, divider
from .counting import Counting
from .reader import Reader
from .sources import source


def by_region(reader: Reader, survey: str, counting: Counting) -> Iterator[Breakdown]:
    """The breakdown of each wording that has groups to tell, the newest first."""
    store, config = reader.store, reader.config
    if not reader.seen(survey):
        return
    for version in store.surveys.versions(survey):
        one = source(store, survey, config.operator, version)
        try:
            question = divider(one, REGION)
        except Unfit:
            continue
        crossed = counting.of(store, one.survey, question)
        made = breakdown(one, REGION, crossed, reader.language, written(config.zone))
        if made.divisions:
            yield made
