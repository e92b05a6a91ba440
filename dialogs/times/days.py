"""The days in a text: one, or the first and the last; what is left of the text are the hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from ..answers.date import known, months, nearest, weekdays
from ..answers.kind import Unclear
from ..understanding.vocabulary import date_words, number_word
from .words import PARTS, without

_YEAR = r"(?: ?(\d{4})(?!\d)|(\d{2})(?![\d:.]| ?(?:uhr|h\b))| (\d{2})(?= (?:um|ab)\b))?"
_TO = r" ?(?:-|/|&|\+|bis zum|bis|und|to|and) ?"
_BEGIN = r"(?<![\d.:/-])"
_TWO_NUMBERS = re.compile(rf"{_BEGIN}(\d{{1,2}})\.?{_TO}(\d{{1,2}})\. ?(\d{{1,2}})\.{_YEAR}")
_TWO_NAMED = re.compile(rf"{_BEGIN}(\d{{1,2}})\.?{_TO}(\d{{1,2}})\.? ?([a-z]{{3,}})\.?{_YEAR}")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d))?")
_NUMBERS = re.compile(rf"(?<![\d.:])(\d{{1,2}})\. ?(\d{{1,2}})\.{_YEAR}")
_SLASHES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])")
_BARE = re.compile(
    r"(?<!um )(?<!ab )(?<!bis )(?<!von )(?<![\d.:-])(\d{1,2})\.(\d{1,2})"
    r"(?:\.?(\d{4}))?(?![\d.:]| ?(?:uhr|h\b|-))"
)
_NAMED = re.compile(
    rf"{_BEGIN}(\d{{1,2}})(?:\.|st|nd|rd|th|ter|ten)? ?(?:of )?([a-z]{{3,}})\.?,?{_YEAR}"
)
_MONTH_FIRST = re.compile(r"\b([a-z]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?(?![\d:.])(?:,? (\d{4}))?")
_DAY_ONLY = re.compile(r"\b(?:am|den|vom|on the) (\d{1,2})(?:\.|ten|st|nd|rd|th)(?! ?\d)")
_DISTANCE = re.compile(r"\bin (\d{1,3}|[a-z]+) ([a-z]+)\b")
_WEEKDAY = re.compile(rf"\b([a-z]{{5,}}?)({PARTS})?\b")
_SHORT = re.compile(r"\b([a-z]{2,4})\b(\.)?(?=(,?\s*\d)?)")
_ALSO_WORDS = frozenset({"so", "do", "mi", "sun", "mon", "sat"})
"""Abbreviations that mean something else where no number follows."""


class Named(Struct, frozen=True):
    """A day as it was written."""

    day: int
    month: int
    year: int | None = None


def days_in(text: str, today: date) -> tuple[tuple[date, ...], str]:
    """At most two days, and what else is said; raises Unclear."""
    found, rest = _written(text)
    weekday, rest = _weekday(text, rest)
    if found:
        days = _resolved(found, today)
        if weekday is not None and days[0].weekday() != weekday and days[-1].weekday() != weekday:
            raise Unclear("when_weekday")
        return days, rest
    for look in (_day_only, _distance):
        day, rest = look(rest, today)
        if day:
            return (day,), rest
    if weekday is not None:
        return (today + timedelta(days=(weekday - today.weekday()) % 7 or 7),), rest
    day, rest = _by_word(rest, today)
    return ((day,) if day else ()), rest


def _written(text: str) -> tuple[list[Named], str]:
    """Days with a month, in the order in which they stand."""
    for form in (_TWO_NUMBERS, _TWO_NAMED):
        if (two := form.search(text)) and (month := _month(two[3])):
            year = _year(*two.groups()[3:])
            return [Named(int(two[n]), month, year) for n in (1, 2)], _blanked(text, two)
    for form in (_ISO, _NUMBERS, _SLASHES, _NAMED, _MONTH_FIRST, _BARE):
        found: list[Named] = []
        rest = text
        for one in form.finditer(text):
            if named := _named(form, one):
                found.append(named)
                rest = _blanked(rest, one)
        if len(found) > 2:
            raise Unclear("want_when")
        if found:
            return found, rest
    return [], text


def _named(form: re.Pattern[str], found: re.Match[str]) -> Named | None:
    parts = found.groups()
    if form is _ISO:
        return Named(int(parts[2]), int(parts[1]), int(parts[0]))
    if form is _MONTH_FIRST:
        parts = (parts[1], parts[0], parts[2])
    month = _month(parts[1])
    return Named(int(parts[0]), month, _year(*parts[2:])) if month else None


def _month(said: str) -> int | None:
    if said.isdecimal():
        return int(said)
    return months().get(said) or (known(said, months()) if len(said) > 4 else None)


def _year(*parts: str | None) -> int | None:
    said = next(filter(None, parts), None)
    if said is None:
        return None
    return int(said) if len(said) == 4 else 2000 + int(said)


def _resolved(found: list[Named], today: date) -> tuple[date, ...]:
    """Days with their years: the next ones, the second after the first."""
    first, last = found[0], found[-1]
    if first.year is None and last.year is not None:
        year = last.year - ((first.month, first.day) > (last.month, last.day))
        first = Named(first.day, first.month, year)
    begin = nearest(first.day, first.month, first.year, today)
    if len(found) == 1:
        return (begin,)
    end = nearest(last.day, last.month, last.year, begin)
    return (begin, end) if end != begin else (begin,)


def _weekday(text: str, rest: str) -> tuple[int | None, str]:
    """A weekday in the text, and the rest without it; what sticks to it stays."""
    for found in _WEEKDAY.finditer(text):
        if found[1] in weekdays():
            return weekdays()[found[1]], _blanked(rest, found, found[2] or "")
    for found in _SHORT.finditer(text):
        number = weekdays().get(found[1])
        meant = found[1] not in _ALSO_WORDS or found[2] or found[3] or found[0] == text
        if number is not None and meant:
            return number, _blanked(rest, found)
    return None, rest


def _blanked(text: str, found: re.Match[str], kept: str = "") -> str:
    """The text as long as before, with blanks in the place of what was found."""
    blank = kept.ljust(found.end() - found.start())
    return text[: found.start()] + blank + text[found.end() :]


def _day_only(text: str, today: date) -> tuple[date | None, str]:
    """`am 5.`: the next day of that number."""
    if not (found := _DAY_ONLY.search(text)):
        return None, text
    for day in _ahead(today):
        if day.day == int(found[1]):
            return day, without(text, found)
    raise Unclear("no_such_date")


def _ahead(today: date) -> Iterator[date]:
    return (today + timedelta(days=n) for n in range(62))


def _distance(text: str, today: date) -> tuple[date | None, str]:
    """`in 3 tagen`, `in einer woche`."""
    if not (found := _DISTANCE.search(text)):
        return None, text
    number = int(found[1]) if found[1].isdecimal() else number_word(found[1])
    units = date_words()["units"]
    days = next((int(n) for n, names in units.items() if found[2] in names), None)
    if number is None or days is None:
        return None, text
    return today + timedelta(days=number * days), without(text, found)


def _by_word(text: str, today: date) -> tuple[date | None, str]:
    """`heute`, `übermorgen`; only days that are still to come."""
    words = {w: int(n) for n, all_ in date_words()["days"].items() for w in all_ if int(n) >= 0}
    for word in sorted(words, key=len, reverse=True):
        if found := re.search(rf"\b{word}\b", text):
            return today + timedelta(days=words[word]), without(text, found)
    return None, text
