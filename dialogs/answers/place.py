"""Where somebody lives or means, however they say it: a district, or a municipality."""

from __future__ import annotations

from typing import Any, Literal

from ..markup import Rich
from ..messages import Heard, Option, Place, Press, Words
from ..places import DISTRICTS, WHOLE, Found, city_or, regions
from ..understanding.matching import fold, forms, says_yes
from .kind import ASK, Asking, Choice, Draft, Kind, Unclear, Understood, label, picked

CHOICES = (
    *(Choice(d.key, {"de": d.short_name}) for d in DISTRICTS),
    Choice(WHOLE, ASK["place_whole"].by_language),
)
OTHER = "other"
LOCATING = ("@",)
"""The draft of somebody who is about to share where they are."""
_MOST = 12
"""Places to choose from, where a text may mean more."""
_LONGEST = 40
"""Characters of what was typed that are said back."""


class Where(Kind, frozen=True, tag="place"):
    """A region key: of a district (5 digits), at the level `municipality` also of those (8).

    What people type is looked up; a shared position becomes a region and is forgotten. The draft
    holds what may be meant: `key,key|what was typed`; no key at all where it lies elsewhere. Or
    it is LOCATING.
    """

    level: Literal["district", "municipality"] = "district"

    def offered(self) -> tuple[Choice, ...]:
        if self.level == "district":
            return CHOICES
        return tuple(Choice(city_or(choice.value), choice.label) for choice in CHOICES)

    def options(self, languages: tuple[str, ...], draft: tuple[str, ...]) -> tuple[Option, ...]:
        if draft == LOCATING:
            return ()
        if not draft:
            return super().options(languages, draft)
        keys, _ = _taken_apart(draft)
        some = [Option(key, _full(key, languages)) for key in keys]
        whole = Option(WHOLE, ASK["place_whole"].raw(languages))
        return (*(some or [whole]), Option(OTHER, ASK["place_other"].raw(languages)))

    def instruction(self, asking: Asking) -> Rich:
        if not asking.draft:
            return ASK["place_how"].fill(asking.languages)
        if asking.draft == LOCATING:
            return ASK["place_send"].fill(asking.languages)
        keys, said = _taken_apart(asking.draft)
        if not keys:
            name = "place_outside" if said else "place_outside_point"
            return ASK[name].fill(asking.languages, said=said)
        if len(keys) == 1:
            region = _full(keys[0], asking.languages)
            return ASK["place_perhaps"].fill(asking.languages, region=region)
        return ASK["place_which"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> Draft | Understood:
        match heard:
            case Press():
                return self._chosen(picked(heard, asking.options), asking)
            case Place(lat=lat, lon=lon):
                return self._meant(asking.places.at(lat, lon), "", asking)
            case Words(text=text):
                return self._read(text, asking)
        raise Unclear("want_place")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        region = regions().get(answer)
        return region.name if region and len(answer) == 8 else label(CHOICES, answer, languages)

    def keys(self, answer: Any) -> tuple[str, ...]:
        # Results are told by district: there are municipalities of a hundred people.
        return (answer if answer == WHOLE else answer[:5],)

    def _read(self, text: str, asking: Asking) -> Draft | Understood:
        said = text.strip()
        if same := next((o for o in asking.options if fold(said) in forms(o.label)), None):
            return self._chosen(same.value, asking)
        narrowed = bool(asking.draft) and asking.draft != LOCATING
        if narrowed and len(asking.options) == 2 and says_yes(said):
            return self._chosen(asking.options[0].value, asking)
        number = said.isdecimal() and len(said) < 3
        found = Found("none") if number else asking.places.find(said)
        if narrowed or found.status in ("none", "outside"):
            # A place comes before its first letters, what is offered before all else.
            try:
                return self._chosen(picked(Words(said), asking.options), asking)
            except Unclear:
                if found.status == "none":
                    raise Unclear("want_place") from None
        return self._meant(found, said, asking)

    def _meant(self, found: Found, said: str, asking: Asking) -> Draft | Understood:
        """What a text, or without one a position, comes to."""
        if found.status == "none":
            raise Unclear("want_place")
        keys = tuple(dict.fromkeys(self._kept(region.key) for region in found.regions))
        if found.status == "found":
            return self._understood(keys[0], found.name, asking, point=not said)
        if len(keys) == 1 and len(found.regions) > 1:
            return self._understood(keys[0], said[:_LONGEST], asking)
        shown = ",".join(region.key for region in found.regions[:_MOST])
        # What was typed may be an address; it is needed only where it lies elsewhere.
        return Draft((f"{shown}|{'' if shown else said[:_LONGEST]}",))

    def _chosen(self, value: str, asking: Asking) -> Draft | Understood:
        if value == OTHER:
            return Draft(())
        kept = self._kept(value)
        if kept == value:
            return Understood(kept)
        return self._understood(kept, self.words(value, asking.languages), asking)

    def _kept(self, key: str) -> str:
        """The key as it is kept: no finer than it was asked for."""
        return key[:5] if self.level == "district" and key != WHOLE else city_or(key)

    def _understood(self, key: str, name: str, asking: Asking, point: bool = False) -> Understood:
        """The answer, and what was understood, so that it can be taken back."""
        region = self.words(key, asking.languages)
        if point:
            return Understood(key, ASK["place_point"].fill(asking.languages, region=region))
        if region.startswith(name):
            return Understood(key, ASK["place_is"].fill(asking.languages, region=region))
        return Understood(
            key, ASK["place_belongs"].fill(asking.languages, name=name, region=region)
        )


def _taken_apart(draft: tuple[str, ...]) -> tuple[list[str], str]:
    keys, _, said = draft[0].partition("|")
    return keys.split(",") if keys else [], said


def _full(key: str, languages: tuple[str, ...]) -> str:
    """A municipality with its district, since there are several of a name."""
    region = regions()[key]
    district = label(CHOICES, key[:5], languages)
    if len(key) == 5 or city_or(key[:5]) == key:
        return district
    return f"{region.name} ({district})"
