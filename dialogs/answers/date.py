"""A date as people write it: `12.3.`, `nächsten Montag`, `heute`.

The grammar is our own: the libraries that read dates in words take "nächsten Montag" and "am
12.3.2027" for nothing, and "3" for a date. Names of months and weekdays come from CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from babel.dates import format_date, get_day_names, get_month_names

from ..markup import Rich
from ..messages import Heard, Words
from ..texts import locale
from ..understanding.matching import fold, near
from ..understanding.vocabulary import date_words, number_word
from .kind import ASK, Asking, Kind, Unclear

"""Days come before months here, in every language."""
_NUMBERS = re.compile(r"(\d{1,2}) ?[./-] ?(\d{1,2})(?: ?[./-] ?(\d{4}|\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_STORED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]+)(?: (\d{1,2})(?:st|nd|rd|th)?)?(?: (\d{4}))?"
)


class Date(Kind, frozen=True, tag="date"):
    """A day from `earliest` to `latest` (`2026-11-22`); without a year the nearest `towards`."""

    earliest: str = ""
    latest: str = ""
    towards: Literal["future", "past"] = "future"

    def instruction(self, asking: Asking) -> Rich:
        return ASK["date"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text):
                day = _read(text, asking.today, past=self.towards == "past")
                if self.earliest and day < date.fromisoformat(self.earliest):
                    raise Unclear("too_early", day=written(self.earliest, asking.languages))
                if self.latest and day > date.fromisoformat(self.latest):
                    raise Unclear("too_late", day=written(self.latest, asking.languages))
                return day.isoformat()
        raise Unclear("want_date")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return written(answer, languages)

    def keys(self, answer: Any) -> tuple[str, ...]:
        return (str(answer),)

    def problems(self) -> Iterator[str]:
        for name, day in (("earliest", self.earliest), ("latest", self.latest)):
            if day and not is_day(day):
                yield f"{name}: „{day}“ ist kein Datum wie 2026-11-22"
        if is_day(self.earliest) and is_day(self.latest) and self.earliest > self.latest:
            yield f"latest: {self.latest} liegt vor earliest ({self.earliest})"


def is_day(text: str) -> bool:
    """Whether it is a date as it is stored, such as 2026-11-22."""
    try:
        return bool(_STORED.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def written(day: str, languages: tuple[str, ...]) -> str:
    """A date in full: Sonntag, 22. November 2026."""
    return format_date(date.fromisoformat(day), "full", locale=locale(languages[0]))


def _read(text: str, today: date, past: bool) -> date:
    said = text.strip().casefold()
    if iso := _ISO.search(said):
        return _day(*(int(part) for part in iso.groups()))
    if numbers := _NUMBERS.search(said):
        return nearest(int(numbers[1]), int(numbers[2]), _year(numbers[3]), today, past)
    filler = date_words()["filler"]
    bare = " ".join(word for word in fold(said).split() if word not in filler)
    for found in (
        _by_word(bare, today),
        _by_weekday(bare, today, past),
        _by_distance(bare, today),
        _by_month(bare, today, past),
    ):
        if found:
            return found
    raise Unclear("want_date")


def _by_word(said: str, today: date) -> date | None:
    for days, words in date_words()["days"].items():
        if said in words:
            return today + timedelta(days=int(days))
    return None


def _by_weekday(said: str, today: date, past: bool) -> date | None:
    """`montag`, `naechsten montag`, `letzten freitag`; never today itself."""
    *before, name = said.split() or [""]
    weekday = known(name, weekdays())
    if weekday is None or len(before) > 1:
        return None
    words = date_words()
    if before and before[0] not in words["next"] | words["last"]:
        return None
    back = before[0] in words["last"] if before else past
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(
        days=(ahead or 7) - 7 - (7 if not ahead else 0) if back else ahead or 7
    )


def _by_distance(said: str, today: date) -> date | None:
    """`in 3 tagen`, `vor einer woche`, `2 weeks ago`."""
    words = date_words()
    parts = said.split()
    if len(parts) != 3:
        return None
    back = parts[0] in words["ago"] or parts[2] in words["ago"]
    amount, unit = parts[:2] if parts[2] in words["ago"] else parts[1:]
    count = int(amount) if re.fullmatch(r"\d{1,3}", amount) else number_word(amount)
    days = next((int(n) for n, names in words["units"].items() if unit in names), None)
    if count is None or days is None or not (back or parts[0] in words["ahead"]):
        return None
    return today + timedelta(days=count * days * (-1 if back else 1))


def _by_month(said: str, today: date, past: bool) -> date | None:
    """`12 maerz`, `march 12 2027`."""
    parts = _NAMED.fullmatch(said)
    if not parts or bool(parts[1]) is bool(parts[3]):
        return None
    month = known(parts[2], months())
    if month is None:
        return None
    return nearest(int(parts[1] or parts[3]), month, _year(parts[4]), today, past)


def known(word: str, names: dict[str, int]) -> int | None:
    """The number of a name, however slightly misspelt."""
    return names.get(word, names.get(near(word, names)))


def nearest(day: int, month: int, year: int | None, today: date, past: bool = False) -> date:
    """The next such day, or the last one; raises Unclear."""
    if year is not None:
        return _day(year, month, day)
    # 29 February may be up to eight years away.
    steps = range(9)
    for step in steps:
        try:
            found = date(today.year + (-step if past else step), month, day)
        except ValueError:
            continue
        if (found <= today) if past else (found >= today):
            return found
    raise Unclear("no_such_date")


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear("no_such_date") from None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


@cache
def weekdays() -> dict[str, int]:
    """Folded names and abbreviations, Monday is 0."""
    return {**_names(get_day_names), "sonnabend": 5}


@cache
def months() -> dict[str, int]:
    """Folded names and abbreviations, January is 1."""
    return {**_names(get_month_names), "mrz": 3}


def _names(names: Any) -> dict[str, int]:
    return {
        fold(name): number
        for language in ("de", "en")
        for width in ("wide", "abbreviated")
        for number, name in names(width, "format", language).items()
    }
