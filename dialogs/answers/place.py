"""Where somebody lives or means: one of the nine districts."""

from __future__ import annotations

from typing import Any

from ..messages import Heard, Place, Words
from ..places import DISTRICTS, by_plate
from .kind import Asking, Choice, Kind, Unclear, label, picked

CHOICES = tuple(Choice(d.key, {"de": d.short_name}) for d in DISTRICTS)


class Where(Kind, frozen=True, tag="place"):
    """A district of the region by its official key (5 digits)."""

    def offered(self) -> tuple[Choice, ...]:
        return CHOICES

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Place():
                raise Unclear("want_district")
            case Words(text=text) if district := by_plate(text):
                return district.key
        return picked(heard, asking.options)

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return label(CHOICES, answer, languages)

    def keys(self, answer: Any) -> tuple[str, ...]:
        return (answer,)
