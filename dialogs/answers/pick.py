"""One of several options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..messages import Heard
from .kind import Asking, Choice, Kind, Order, doubled, label, picked


class Pick(Kind, frozen=True, tag="pick"):
    choices: tuple[Choice, ...] = ()
    order: Order = "fixed"

    def offered(self) -> tuple[Choice, ...]:
        return self.choices

    def read(self, heard: Heard, asking: Asking) -> str:
        return picked(heard, asking.options)

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return label(self.choices, answer, languages)

    def keys(self, answer: Any) -> tuple[str, ...]:
        return (answer,)

    def problems(self) -> Iterator[str]:
        yield from few(self.choices)


def few(choices: Sequence[Choice]) -> Iterator[str]:
    """What is wrong with a list of options."""
    if not 2 <= len(choices) <= 60:
        yield f"choices: zwei bis 60 Möglichkeiten sind nötig, hier sind es {len(choices)}"
    yield from doubled(choices)
