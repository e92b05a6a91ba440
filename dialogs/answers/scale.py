"""A step on a scale, such as 1 (not at all) to 5 (very much)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..messages import Heard, Option, Press, Words
from ..texts import Text, in_language
from ..understanding.matching import NoMatch, find, fold, forms
from ..understanding.vocabulary import number_word
from .kind import Asking, Choice, Kind, Unclear, unclear

STEPS = 11
_STEP = re.compile(
    r"(?:(?:nr|nummer|number|no|stufe|step) )?(\d{1,3})(?: (?:von|of|out of) \d{1,3})?"
)


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
        match heard:
            case Press(value=value) if any(o.value == value for o in asking.options):
                return int(value)
            case Words(text=text):
                step = _meant(text, asking.options)
                if step is not None and self.least <= step <= self.most:
                    return step
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


def _meant(text: str, options: tuple[Option, ...]) -> int | None:
    """The step by its label or number, which is never its place in the list, or an end's name."""
    said = fold(text)
    if text.strip().startswith(("-", "−", "–")):
        return None
    for option in options:
        if said in forms(option.label):
            return int(option.value)
    if digits := _STEP.fullmatch(said):
        return int(digits[1])
    if len(said) < 2 or any(character.isdigit() for character in said):
        return None
    if (number := number_word(said)) is not None:
        return number
    try:
        return int(find(said, [Option(o.value, _name(o)) for o in options if _name(o)]))
    except NoMatch as error:
        if error.candidates:
            raise unclear(error) from None
        return None


def _name(option: Option) -> str:
    return option.label.partition(" – ")[2]
