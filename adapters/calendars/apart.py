"""Reads a calendar in a process of its own, which ends when its time is over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from dialogs.events.event import Whole
from dialogs.events.reasons import Reason

from ..workers import WorkerLost, made_by
from .reading import Reading, UnreadableCalendar

SECONDS, MEGABYTES = 30, 1024
"""What one calendar may take; 20,000 events need 1.3 seconds of one core and 56 MB."""
_WORKER = f"{__package__}.worker"


class Told(Struct, frozen=True, omit_defaults=True):
    """What was read, or why nothing could be."""

    reading: Reading | None = None
    why: tuple[Reason, ...] = ()


_decode = msgspec.json.Decoder(Told).decode


async def read_apart(
    raw: bytes, now: datetime, zone: ZoneInfo, kind: Whole = "", seconds: float = SECONDS
) -> Reading:
    """Whatever it is, read it; raises UnreadableCalendar."""
    words = (now.isoformat(), str(zone), kind)
    try:
        told = _decode(await made_by(_WORKER, words, raw, seconds, MEGABYTES))
    except WorkerLost:
        raise UnreadableCalendar(Reason("too_long")) from None
    except OSError:  # This machine has no room for a process.
        raise UnreadableCalendar(Reason("not_now")) from None
    if told.reading is None:
        raise UnreadableCalendar(*told.why)
    return told.reading
