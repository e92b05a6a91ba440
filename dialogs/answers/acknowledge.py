"""One button, to say that something has been read and understood."""

from __future__ import annotations

from typing import Any

from ..messages import Heard, Words
from ..texts import load
from ..understanding.matching import says_yes
from .kind import Asking, Choice, Kind, label, picked

VALUE = "OK"
"""What is stored, as ODK does it."""
CHOICES = (Choice(VALUE, load("ask")["acknowledged"].by_language),)


class Acknowledge(Kind, frozen=True, tag="acknowledge"):
    """Only one answer is possible; a plain yes is it as well."""

    def offered(self) -> tuple[Choice, ...]:
        return CHOICES

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text) if says_yes(text):
                return VALUE
        return picked(heard, asking.options)

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return label(CHOICES, answer, languages)

    def keys(self, answer: Any) -> tuple[str, ...]:
        return (answer,)
