"""An answer in the person's own words."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ..messages import Heard, Words
from ..understanding.cleaning import says_something
from .kind import Asking, Kind, Unclear


class Sentence(Kind, frozen=True, tag="sentence"):
    """At most `longest` characters."""

    longest: Annotated[int, Meta(ge=1, le=4000)] = 1000

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text) if says_something(text):
                if len(text) > self.longest:
                    raise Unclear("too_long", longest=self.longest, length=len(text))
                return text
        raise Unclear("want_text")
