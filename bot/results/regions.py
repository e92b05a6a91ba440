"""What groups of people by where they live are called."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.answers.place import CHOICES
from dialogs.markup import words
from dialogs.places import regions
from dialogs.places.region import STATES
from dialogs.surveys.regions import NONE
from dialogs.texts import in_language, load

R = load("result")


def region_name(key: str, languages: tuple[str, ...]) -> str:
    """A group of people by where they live."""
    if key == NONE:
        return R["no_place"].raw(languages)
    if key in STATES:
        return STATES[key]
    choice = next((c for c in CHOICES if c.value == key), None)
    return in_language(choice.label, languages) if choice else regions()[key].name


def pooled_name(keys: Iterable[str], languages: tuple[str, ...]) -> str:
    """Several regions that are only told together."""
    names = ", ".join(region_name(key, languages) for key in keys)
    return words(R["together"].fill(languages, names=names))
