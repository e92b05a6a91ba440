"""Days as people read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from dialogs.texts import locale


def written(zone: ZoneInfo) -> Callable[[datetime, str], str]:
    """Writes the day of a moment there, in a language: 22. November 2026."""

    def day(moment: datetime, language: str) -> str:
        local = moment.astimezone(zone).date()
        return format_date(local, "long", locale=locale(language))

    return day


def month(zone: ZoneInfo) -> Callable[[datetime, str], str]:
    """Writes the month of a moment there, in a language: November 2026."""

    def named(moment: datetime, language: str) -> str:
        local = moment.astimezone(zone).date()
        return format_date(local, "LLLL y", locale=locale(language))

    return named
