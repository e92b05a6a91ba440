"""Which rules of a series can be followed without losing time over them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime

from dialogs.events.reasons import Reason

from .components import Component

DATES, RULES = 2_000, 4
"""Dates of a series that are named one by one, and its rules."""
_YEARS = {"HOURLY": 1, "DAILY": 40, "WEEKLY": 150, "MONTHLY": 400, "YEARLY": 2000}
"""How many years before now a series of that sort may have begun."""
_CYCLE = 366 * 29
"""Days after which all has been there that a calendar can bring, but for some 29 Februaries."""
_FILTERS = frozenset({"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY", "BYSETPOS", "BYWEEKNO"})
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBER = re.compile(r"[+-]?\d{1,9}")
_LISTS = ("BYSECOND", "BYMINUTE", "BYHOUR")
_AT_ONCE = 24
_PART = re.compile(r"([A-Z-]+)=([A-Za-z0-9,+:-]{1,2000})")
_DAY = re.compile(r"[:;=](\d{4})(\d{2})(\d{2})")


def refusal(event: Component, now: datetime) -> Reason | None:
    """Why a series cannot be followed; None where it can."""
    named = [line for name in ("RDATE", "EXDATE") for line in event.all(name)]
    if sum(line.count(",") + 1 for line in named) > DATES:
        return Reason("too_many_days", DATES)
    rules = [line.partition(":")[2].replace(" ", "").upper() for line in event.all("RRULE")]
    if len(rules) > RULES:
        return Reason("too_many_rules", RULES)
    first = _first(event, now)
    return next((why for rule in rules if (why := _unfit(rule, first, now))), None)


def _first(event: Component, now: datetime) -> date:
    found = _DAY.search("".join(event.all("DTSTART")))
    try:
        return date(*map(int, found.groups())) if found else now.date()
    except ValueError:
        return now.date()


def _unfit(rule: str, first: date, now: datetime) -> Reason | None:
    parts = dict(_PART.findall(rule))
    often = parts.get("FREQ", "")
    if often in ("SECONDLY", "MINUTELY"):
        return Reason("each_second" if often == "SECONDLY" else "each_minute")
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        return Reason("other_calendar")
    if often not in _YEARS:
        return Reason("odd_rule")
    if now.year - first.year > _YEARS[often]:
        return Reason("too_old_rule", first.year)
    times = 1
    for name in _LISTS:
        times *= parts.get(name, "").count(",") + 1
    if times > _AT_ONCE:
        return Reason("too_often")
    if often == "HOURLY" and _FILTERS & parts.keys():
        return Reason("odd_hours")
    return None if _happens(parts, often, first) else Reason("never")


def _happens(parts: Mapping[str, str], often: str, first: date) -> bool:
    """Whether a rule ever comes to something: to look for a 30 February takes for ever.

    Months and years come to an end soon by themselves.
    """
    if often not in ("DAILY", "WEEKLY") or not _FILTERS & parts.keys():
        return True
    if {"BYSETPOS", "BYWEEKNO"} & parts.keys():
        return False
    months, days = _numbers(parts, "BYMONTH"), _numbers(parts, "BYMONTHDAY")
    of_year, weekdays = _numbers(parts, "BYYEARDAY"), parts.get("BYDAY", "")
    step = _numbers(parts, "INTERVAL") if often == "DAILY" else ()
    for number in range(0, _CYCLE, max(1, *step, 1)):
        day = date.fromordinal(first.toordinal() + number)
        last = monthrange(day.year, day.month)[1]
        if (
            (not months or day.month in months)
            and (not days or day.day in days or day.day - last - 1 in days)
            and (not of_year or day.timetuple().tm_yday in of_year)
            and (not weekdays or _WEEKDAYS[day.weekday()] in weekdays)
        ):
            return True
    return False


def _numbers(parts: Mapping[str, str], name: str) -> tuple[int, ...]:
    """The numbers of a part of a rule; one that is none meets no day."""
    found = parts.get(name, "").split(",") if parts.get(name) else []
    return tuple(int(number) if _NUMBER.fullmatch(number) else 0 for number in found)
