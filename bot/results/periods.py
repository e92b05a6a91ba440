"""Days counted in a few months, quarters or years: no single day is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from babel.dates import format_date

from dialogs.texts import locale

MOST = 12
MONTHS = (1, 3, 12, 60, 120, 600, 1200, 12000)
"""How long a period may be, in months."""


def periods(
    counts: Mapping[str, int], languages: tuple[str, ...]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Value, label and days (2026-11-22) of each period from the first to the last."""
    if not counts:
        return
    months = {day: int(day[:4]) * 12 + int(day[5:7]) - 1 for day in counts}
    first, last = min(months.values()), max(months.values())
    length = next(some for some in MONTHS if last // some - first // some < MOST)
    for start in range(first // length * length, last + 1, length):
        inside = tuple(sorted(d for d, month in months.items() if start <= month < start + length))
        yield _value(start, length), _label(start, length, languages), inside


def _value(start: int, length: int) -> str:
    year, month = divmod(start, 12)
    if length < 12:
        return f"{year:04}-{month + 1:02}" if length == 1 else f"{year:04}-Q{month // 3 + 1}"
    return f"{year:04}" if length == 12 else f"{year:04}..{year + length // 12 - 1:04}"


def _label(start: int, length: int, languages: tuple[str, ...]) -> str:
    year, month = divmod(start, 12)
    if length >= 12:
        return _value(start, length).replace("..", "–")
    shape = "LLLL y" if length == 1 else "QQQQ y"
    return format_date(date(year, month + 1, 1), shape, locale=locale(languages[0]))
