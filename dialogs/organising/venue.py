"""Where an event is: an address in somebody's own words, and the place of the region it is in."""

from __future__ import annotations

from typing import Any, Literal

from msgspec.structs import replace

from ..answers import Asking, Draft, Unclear, Understood, Where
from ..answers.place import LOCATING
from ..events.event import PLACE
from ..markup import Rich
from ..messages import Heard, Option, Words
from ..places import WHOLE
from ..texts import load
from ..understanding.matching import fold

T = load("event_writing")
_ONLINE = ("online", "im internet", "im netz", "digital")
_UNKNOWN = "?"
"""The draft of an address whose town nobody knows yet: `?|Kulturhaus`."""


class Venue(Where, frozen=True, tag="venue"):
    """A region key and the address as it was written: `("14729050", "Rathaus, 04552 Borna")`."""

    level: Literal["district", "municipality"] = "municipality"

    def options(self, languages: tuple[str, ...], draft: tuple[str, ...]) -> tuple[Option, ...]:
        plain = draft if not _lacks_town(draft) else ()
        return super().options(languages, plain)

    def instruction(self, asking: Asking) -> Rich:
        if _lacks_town(asking.draft):
            return T["which_town"].fill(asking.languages, place=_address(asking.draft))
        return (
            super().instruction(asking) if asking.draft else T["where_how"].fill(asking.languages)
        )

    def read(self, heard: Heard, asking: Asking) -> Draft | Understood:
        if isinstance(heard, Words):
            if len(heard.text) > PLACE:
                raise Unclear("too_long", longest=PLACE, length=len(heard.text))
            if heard.text.strip().casefold() in _ONLINE:
                return Understood((WHOLE, heard.text.strip()))
        try:
            plain = replace(asking, draft=()) if _lacks_town(asking.draft) else asking
            found = super().read(heard, plain)
        except Unclear:
            if isinstance(heard, Words) and not asking.draft and not heard.text.isdecimal():
                return Draft((f"{_UNKNOWN}|{heard.text.strip()}",))
            raise
        return self._with_address(found, heard, asking)

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        # A key alone is what the question works with while it is being answered.
        return super().words(answer, languages) if isinstance(answer, str) else str(answer[1])

    def keys(self, answer: Any) -> tuple[str, ...]:
        return ()

    def _with_address(
        self, found: Draft | Understood, heard: Heard, asking: Asking
    ) -> Draft | Understood:
        """The same, with the address that was written now or before."""
        said = heard.text.strip() if isinstance(heard, Words) else ""
        before = _address(asking.draft)
        if isinstance(found, Draft):
            keys = found.values[0].partition("|")[0] if found.values else ""
            return Draft((f"{keys}|{before or said}",)) if found.values else found
        key = str(found.answer)
        town, address = super().words(key, asking.languages), before or said
        if before and said and _lacks_town(asking.draft):
            town = said
        whole = f"{address}, {town}" if address and not _names(address, town) else address
        return Understood((key, (whole or town)[:PLACE]), found.echo)


def _names(address: str, town: str) -> bool:
    """Whether an address tells the town already."""
    return f" {fold(town)} " in f" {fold(address)} "


def _lacks_town(draft: tuple[str, ...]) -> bool:
    return bool(draft) and draft != LOCATING and draft[0].startswith(_UNKNOWN)


def _address(draft: tuple[str, ...]) -> str:
    return draft[0].partition("|")[2] if draft and draft != LOCATING else ""
