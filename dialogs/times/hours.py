"""The hours in what is left of a text: when it begins, when it ends, how long it takes."""

from __future__ import annotations

import re
from datetime import time, timedelta

from msgspec import Struct

from ..answers.kind import Unclear
from ..understanding.vocabulary import number_word
from .words import ALL_DAY, EVENING, MIDNIGHT, NOON, without

_UNIT = r"(?: ?(uhr|h|a\.?m\b\.?|p\.?m\b\.?)(?:(?<=uhr) (\d{2})(?![\d:.-]| ?uhr))?)?"
_HOUR = rf"(?<![\d:.,])(\d{{1,2}})(?:[:.h](\d{{2}}))?{_UNIT}(?![\d])"
_ABOUT = r"(?:ca\.? |etwa |circa |gegen |um )?"
_RANGE = re.compile(rf"{_HOUR},? ?(?:-|bis|to|until|till) ?{_ABOUT}{_HOUR}")
_ONE = re.compile(_HOUR)
_BEFORE = re.compile(r"\b(?:um|ab|at|from|von|gegen|beginn|start|ende|end|bis|until)\W*$")
_END = re.compile(r"\b(?:ende|end|bis|until|till)\W*$")
_LONG = re.compile(
    r"(?<![\d:])(\d{1,3}(?:[.,]5)?|[a-z]+) ?(stunden?|std\b\.?|hours?|minuten?|minutes?|min\b\.?)"
)
_HALF = re.compile(r"\bhalb (\w+)")
_QUARTER = re.compile(r"\b(dreiviertel|viertel)( nach| vor)? (\w+)")
_SPOKEN = re.compile(r"\b((?:um|ab|gegen|bis|von|at|from) )?([a-z]{3,})\b( uhr)?")
_TO_NOON = re.compile(r"((?:bis|to|until|till|-) ?)(?:mittags?|noon)\b")
_ONE_AND_A_HALF = ("anderthalb", "eineinhalb")


class Hours(Struct, frozen=True):
    """`overnight`: the end is at 24 o'clock, which is the next day's first moment."""

    start: time | None = None
    end: time | None = None
    all_day: bool = False
    overnight: bool = False


def hours_in(text: str) -> Hours:
    """What it says of hours; raises Unclear where a number is left over."""
    if found := ALL_DAY.search(text):
        _nothing_left(without(text, found))
        return Hours(all_day=True)
    lasting, text = _lasting(text)
    late = bool(EVENING.search(text))
    times, rest = _times(_in_digits(EVENING.sub(" ", text)), late)
    _nothing_left(rest)
    if not times:
        return Hours()
    start, end = times[0], times[1] if len(times) > 1 else None
    if end is None and lasting:
        end = start + lasting
    return Hours(_clock(start), _clock(end), overnight=end is not None and end >= _DAY)


_DAY = timedelta(days=1)


def _clock(at: timedelta | None) -> time | None:
    """A time of day; raises Unclear where no clock shows it."""
    if at is None:
        return None
    minutes = round(at.total_seconds()) // 60
    return time(minutes // 60 % 24, minutes % 60)


def _times(text: str, late: bool) -> tuple[list[timedelta], str]:
    """Up to two times, and the text without them."""
    if found := _RANGE.search(text):
        first, last = found.groups()[:4], found.groups()[4:]
        half = last[2] if last[2] and last[2][0] in "ap" else None
        if half and not (first[2] and first[2][0] in "ap"):
            first = (*first[:2], half, None)
        return [_time(first, late), _time(last, late)], without(text, found)
    found_all = [one for one in _ONE.finditer(text) if _is_time(one, text)]
    if len(found_all) > 2:
        raise Unclear("want_when")
    times = [_time(one.groups(), late) for one in found_all]
    if len(times) == 1 and _END.search(text[: found_all[0].start()]):
        raise Unclear("want_when")
    for one in reversed(found_all):
        text = without(text, one)
    return times, text


def _is_time(found: re.Match[str], text: str) -> bool:
    return bool(found[2] or found[3] or _BEFORE.search(text[: found.start()]))


def _time(parts: tuple[str | None, ...], late: bool) -> timedelta:
    hour, minute = int(parts[0] or 0), int(parts[1] or parts[3] or 0)
    unit = (parts[2] or "").replace(".", "")
    if unit in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise Unclear("want_when")
        hour = hour % 12 + 12 * (unit == "pm")
    elif late and 1 <= hour < 12:
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Unclear("want_when")
    return timedelta(hours=hour, minutes=minute)


def _lasting(text: str) -> tuple[timedelta, str]:
    """How long it takes, where that is said: `2 Stunden`, `90 Minuten`."""
    if not (found := _LONG.search(text)):
        return timedelta(), text
    said = found[1].replace(",", ".")
    number = 1.5 if said in _ONE_AND_A_HALF else _number(said)
    if number is None:
        return timedelta(), text
    unit = "minutes" if found[2].startswith("min") else "hours"
    return timedelta(**{unit: number}), without(text, found)


def _number(said: str) -> float | None:
    return float(said) if said[0].isdigit() else number_word(said)


def _in_digits(text: str) -> str:
    """`halb acht` as 7:30, `um acht` as `um 8`, `mittags` as 12:00 where no hour stands."""
    text = _QUARTER.sub(_quarter, _HALF.sub(_half, text))
    text = _SPOKEN.sub(_spoken, text)
    text = _TO_NOON.sub(r"\g<1>12:00", MIDNIGHT.sub("24:00", text))
    return NOON.sub(" " if re.search(r"\d", text) else "12:00", text)


def _half(found: re.Match[str]) -> str:
    hour = _hour(found[1])
    return f"{hour - 1}:30" if hour else found[0]


def _quarter(found: re.Match[str]) -> str:
    hour = _hour(found[3])
    if not hour:
        return found[0]
    if found[2] == " nach":
        return f"{hour}:15"
    return f"{hour - 1}:{'15' if found[1] == 'viertel' and not found[2] else '45'}"


def _hour(said: str) -> int | None:
    number = int(said) if said.isdecimal() and len(said) < 3 else number_word(said)
    return number if number and number <= 24 else None


def _spoken(found: re.Match[str]) -> str:
    number = number_word(found[2])
    if number is None or not (found[1] or found[3]):
        return found[0]
    return f"{found[1] or ''}{number}{found[3] or ''}"


def _nothing_left(text: str) -> None:
    """Words may be anything; a number that was not understood is asked about."""
    if re.search(r"\d", text):
        raise Unclear("want_when")
