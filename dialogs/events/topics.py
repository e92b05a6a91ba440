"""Which topics an event is about, by the words that its source uses."""

from __future__ import annotations

from collections.abc import Iterable

from ..understanding.matching import fold
from .event import TOPICS, Topic

_BEGIN: dict[Topic, tuple[str, ...]] = {
    "energy": ("energie", "energy", "solar", "photovolt", "windkraft", "windpark", "waermepumpe",
               "kohle", "strom", "klima", "waerme", "wasserstoff"),
    "industry": ("industrie", "wirtschaft", "gewerbe", "handwerk", "ausbildung", "arbeit", "job",
                 "unternehm", "business", "gruender", "strukturwandel", "berufs"),
    "mobility": ("mobilitaet", "mobility", "verkehr", "bus", "bahn", "radweg", "fahrrad",
                 "radverkehr", "strasse", "oepnv"),
    "tourism": ("tourismus", "tourism", "ausflug", "wander", "fuehrung", "radtour", "reise",
                "bootstour", "seenland"),
    "agriculture": ("landwirt", "agrar", "bauern", "hof", "garten", "wald", "forst", "ernte",
                    "natur", "umwelt", "agriculture"),
    "digital": ("digital", "internet", "computer", "smartphone", "software", "breitband", "it",
                "online", "ki", "technik", "technology"),
    "taking_part": ("beteilig", "buerger", "mitreden", "stadtrat", "gemeinderat", "kreistag",
                    "sitzung", "anhoerung", "ehrenamt", "politik", "workshop", "verein"),
    "culture": ("kultur", "culture", "musik", "music", "konzert", "theater", "kino", "film",
                "ausstellung", "museum", "lesung", "fest", "markt", "tanz", "kunst", "party",
                "literatur", "kabarett", "oper"),
}  # fmt: skip


def topics_of(words: Iterable[str], title: str = "") -> tuple[Topic, ...]:
    """What the categories of a source say, else its title; nothing where neither does.

    Our own names of topics count before all others.
    """
    named = list(words)
    if own := dict.fromkeys(topic for word in named for topic in TOPICS if topic == word):
        return tuple(own)[:3]
    for texts in (named, [title]):
        said = {part for text in texts for part in fold(text).split()}
        found = tuple(
            topic
            for topic in TOPICS
            if any(
                word == begin or (len(begin) > 3 and word.startswith(begin))
                for begin in _BEGIN.get(topic, ())
                for word in said
            )
        )
        if found:
            return found[:3]
    return ()
