"""Where somebody wants to hear from: a place, a district, a Land, or the whole region."""

from __future__ import annotations

from typing import Any

from ..texts import load
from .kind import Asking, Choice, Draft, Understood, label
from .place import Where

E = load("events")
_LANDS = {"SN": "Sachsen", "ST": "Sachsen-Anhalt", "TH": "Thüringen"}
LANDS = tuple(
    Choice(
        land,
        {
            language: text.replace("{name}", name)
            for language, text in E["land"].by_language.items()
        },
    )
    for land, name in _LANDS.items()
)


class Area(Where, frozen=True, tag="area"):
    """A key as of Where, or SN, ST, TH for the part of the region in that Land."""

    def offered(self) -> tuple[Choice, ...]:
        return (*super().offered(), *LANDS)

    def _kept(self, key: str) -> str:
        return key if key in _LANDS else super()._kept(key)

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return (
            label(LANDS, answer, languages)
            if answer in _LANDS
            else super().words(answer, languages)
        )

    def _read(self, text: str, asking: Asking) -> Draft | Understood:
        """A Land has several districts: its name alone means all of them."""
        for land, name in _LANDS.items():
            if text.strip().casefold() in (name.casefold(), land.casefold()):
                return self._chosen(land, asking)
        return super()._read(text, asking)
