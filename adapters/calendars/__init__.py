"""Other people's calendars and feeds, read and written: bytes to values, and values to bytes."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from dialogs.events.event import Whole
from dialogs.events.reasons import Reason

from .procedures import told_apart
from .reading import AHEAD, LARGEST, Imported, Reading, Skipped, Span, UnreadableCalendar

__all__ = ["LARGEST", "Imported", "Reading", "Skipped", "UnreadableCalendar", "read"]

PATIENCE = 20.0
"""Seconds for one calendar."""


def read(raw: bytes, now: datetime, zone: ZoneInfo, kind: Whole = "") -> Reading:
    """Whatever it is, read it; raises UnreadableCalendar where nothing can be had from it.

    `kind` is what all its entries are, where somebody knows that.
    """
    if len(raw) > LARGEST:
        raise UnreadableCalendar(Reason("too_large", LARGEST // 1_000_000))
    span = Span(now, zone, now + AHEAD, monotonic, monotonic() + PATIENCE, kind)
    return told_apart(_read(raw, span), span)


def _read(raw: bytes, span: Span) -> Reading:
    # The libraries take a second to load, and most commands need none of them.
    from . import gancio, ics, rss, table  # noqa: PLC0415

    start = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"[", b"{")):
        return gancio.read(raw, span)
    if start.startswith(b"<"):
        return rss.read(raw, span)
    if table.is_table(raw):
        return table.read(raw, span)
    return ics.read(raw, span)
