"""A step on a scale, such as 1 (not at all) to 5 (very much)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..matching import fold
from ..messages import Heard, Option, Press, Words
from ..texts import Text, in_language
from .kind import Asking, Choice, Kind, Unclear, picked

STEPS = 11


class Scale(Kind, frozen=True, tag="scale"):
    """Whole numbers from `least` to `most`, at most 11 of them; only the ends are named."""

    least: int = 1
    most: int = 5
    least_label: Text = {}
    most_label: Text = {}

    def options(self, languages: tuple[str, ...], draft: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(
            Option(str(step), self.words(step, languages))
            for step in range(self.least, self.most + 1)
        )

    def read(self, heard: Heard, asking: Asking) -> int:
        # A number is the step itself, never its place in the list.
        match heard:
            case Press(value=value) if any(o.value == value for o in asking.options):
                return int(value)
            case Words(text=text):
                digits = fold(text)
                if digits.isdecimal() and len(digits) < 4:
                    if self.least <= int(digits) <= self.most:
                        return int(digits)
                    raise Unclear("off_scale", least=self.least, most=self.most)
                return int(picked(heard, _named(asking.options)))
        raise Unclear("off_scale", least=self.least, most=self.most)

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        ends = {self.least: self.least_label, self.most: self.most_label}
        name = in_language(ends.get(answer, {}), languages)
        return f"{answer} – {name}" if name else str(answer)

    def offered(self) -> tuple[Choice, ...]:
        return tuple(Choice(str(step), {"de": str(step)}) for step in self._steps())

    def keys(self, answer: Any) -> tuple[str, ...]:
        return (str(answer),)

    def problems(self) -> Iterator[str]:
        if not 2 <= self.most - self.least + 1 <= STEPS:
            yield f"most: eine Skala hat 2 bis {STEPS} Stufen, nicht {self.most - self.least + 1}"
        if self.least < 0:
            yield "least: eine Skala beginnt bei 0 oder höher"

    def _steps(self) -> range:
        return range(self.least, self.most + 1)


def _named(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The ends of the scale by their names alone, without the number in front."""
    return tuple(Option(o.value, o.label.partition(" – ")[2]) for o in options if " – " in o.label)
