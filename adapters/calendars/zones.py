"""Names of time zones as programs write them, and the ones that are meant."""

from __future__ import annotations

import re
from collections.abc import Collection

from icalendar import timezone

HERE = "Europe/Berlin"
_PARAMETER = re.compile(r';TZID=(?:"([^"\r\n]{0,200})"|([^;:\r\n]{0,200}))', re.IGNORECASE)
_NEAR = re.compile(
    r"berlin|amsterdam|rome|stockholm|vienna|bern\b|brussels|madrid|paris|belgrade|germany"
    r"|deutschland|central europe|w\. europe|mitteleurop|\bmez\b|\bmesz\b",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])(\d{1,2})(?::?00)?(?![:\d])")


_FLOATS = re.compile(
    r"((?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(?:;VALUE=DATE-TIME)?):(?=[\dT,]+$)[^:]*T",
    re.IGNORECASE,
)
_UNTIL_DAY = re.compile(r"UNTIL=(\d{8})(?=;|$)")


def anchored(line: str, zone: str) -> str:
    """A time that names no zone, in the one that is meant: what ends a series is told in UTC."""
    if found := _FLOATS.match(line):
        return f"{found[1]};TZID={zone}{line[found.end(1) :]}"
    return line


def whole_day(rule: str) -> str:
    """A series of times that goes on until a day has that day as well."""
    return _UNTIL_DAY.sub(r"UNTIL=\1T235959Z", rule)


def meant(line: str, own: Collection[str]) -> tuple[str, str]:
    """A property with a zone that is known, and a name that had to be guessed or was unknown.

    `own` are the zones that the calendar itself explains.
    """
    found = _PARAMETER.search(line.partition("\n")[0])
    if found is None:
        return line, ""
    name = (found[1] or found[2] or "").strip()
    if name in own or (name and timezone.tzp.timezone(name) is not None):
        return line, ""
    guess = _guessed(name)
    put = f";TZID={guess}" if guess else ""
    return line[: found.start()] + put + line[found.end() :], name


def _guessed(name: str) -> str:
    if _NEAR.search(name):
        return HERE
    if offset := _OFFSET.search(name):
        # Those names count the other way round.
        sign, hours = ("-" if offset[1] == "+" else "+"), int(offset[2])
        return f"Etc/GMT{sign}{hours}" if 0 < hours <= 12 else "UTC" if not hours else ""
    return ""
