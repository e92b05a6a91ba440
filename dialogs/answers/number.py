"""A number with its unit and range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from msgspec import Meta

from ..markup import Rich
from ..messages import Heard, Words
from ..texts import Text, in_language, locale
from ..understanding.matching import fold
from ..understanding.vocabulary import number_word
from .kind import ASK, Asking, Kind, Unclear

_NUMBER = re.compile(
    # A sign, then ",5" or digits, perhaps in groups of three apart, with points and commas.
    r"(?:[-−–]|\bminus )?(?:[.,]\d+|\d+(?:[ \u00a0\u202f'’]\d{3}(?!\d))*(?:[.,]\d+)*)"
)
_APART = re.compile(r"[ \u00a0\u202f'’]")
_SIGN = re.compile(r"[-−–]|minus ")
_LONGEST = 40
EDGE = 1_000_000_000


class Number(Kind, frozen=True, tag="number"):
    """From `least` to `most`, with so many `decimals`, in `unit`."""

    unit: Text = {}
    least: float = 0
    most: float = EDGE
    decimals: Annotated[int, Meta(ge=0, le=3)] = 0

    def instruction(self, asking: Asking) -> Rich:
        unit = in_language(self.unit, asking.languages)
        if self.most < EDGE:
            least, most = (_shown(n, asking.languages) for n in (self.least, self.most))
            name = "number_unit" if unit else "number"
            return ASK[name].fill(asking.languages, least=least, most=most, unit=unit)
        return ASK["number_any_unit" if unit else "number_any"].fill(asking.languages, unit=unit)

    def read(self, heard: Heard, asking: Asking) -> int | float:
        match heard:
            case Words(text=text):
                number = _parsed(text, self.unit, asking.languages)
                least, most = (_shown(n, asking.languages) for n in (self.least, self.most))
                if not self.least <= number <= self.most:
                    raise Unclear("out_of_range", least=least, most=most)
                if number != round(number, self.decimals):
                    raise Unclear(
                        "want_whole" if not self.decimals else "too_exact", decimals=self.decimals
                    )
                return float(number) if self.decimals else int(number)
        raise Unclear("want_number")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return f"{_shown(answer, languages)} {in_language(self.unit, languages)}".strip()

    def keys(self, answer: Any) -> tuple[str, ...]:
        # Not `:g`, which rounds to six digits.
        exact = f"{answer:.3f}".rstrip("0").rstrip(".")
        return (exact if isinstance(answer, float) else str(answer),)

    def problems(self) -> Iterator[str]:
        if not -EDGE <= self.least < self.most <= EDGE:
            yield "least: least muss kleiner als most sein, beide höchstens eine Milliarde"


def _parsed(text: str, unit: Text, languages: tuple[str, ...]) -> Decimal:
    """The one number in a text: `12,5 km`, `1.200`, `zwölf`."""
    found = _NUMBER.findall(text.casefold())
    if not found and (word := _word(fold(text), unit)) is not None:
        return Decimal(word)
    if len(found) != 1:
        raise Unclear("want_number")
    if len(found[0]) > _LONGEST:
        return Decimal("Infinity")
    digits = _APART.sub("", _SIGN.sub("", found[0]))
    digits = f"0{digits}" if digits.startswith((".", ",")) else digits
    # The person's own language first: 1.200 is twelve hundred in German and 1.2 in English.
    for language in dict.fromkeys((languages[0].split("-")[0], "de", "en")):
        try:
            number = parse_decimal(digits, locale=language, strict=True)
        except NumberFormatError:
            continue
        return -number if number and _SIGN.match(found[0]) else number
    raise Unclear("want_number")


def _word(said: str, unit: Text) -> int | None:
    """`zwölf` and `zwölf km`."""
    for name in unit.values():
        said = said.removesuffix(f" {fold(name)}")
    return number_word(said) if len(said) > 1 else None


def _shown(number: float, languages: tuple[str, ...]) -> str:
    return format_decimal(Decimal(str(number)).normalize(), locale=locale(languages[0]))
