"""In words whom an invitation is for, or was: for its organisers and in the note of a result."""

from __future__ import annotations

from ..answers import Where
from ..places import WHOLE
from ..places.region import STATES
from ..texts import LANGUAGES, Text, chain, in_language, load
from .audience import Audience

T = load("audience")
PLACE = Where()


def reached(audience: Audience, earlier: Text, language: str) -> str:
    """`earlier` is the title of the survey that it looks back at."""
    languages = chain(language)
    parts = []
    if audience.places and WHOLE not in audience.places:
        names = ", ".join(place(key, language) for key in audience.places)
        parts.append(T["places"].raw(languages).format(places=names))
    if audience.language:
        name = LANGUAGES[audience.language]
        parts.append(T["language"].raw(languages).format(language=name))
    if audience.earlier:
        kind = "answered" if audience.answered else "unanswered"
        title = in_language(earlier, languages)
        parts.append(T[kind].raw(languages).format(title=title))
    if audience.sample:
        drawn = T["sample"].raw(languages)
        parts.append(drawn.format(number=audience.sample, seed=audience.seed))
    return "; ".join((T["everybody"].raw(languages), *parts))


def place(key: str, language: str) -> str:
    """A Land, a district or a municipality."""
    return STATES.get(key) or PLACE.words(key, chain(language))
