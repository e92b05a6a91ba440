"""The process that reads one calendar and ends: bytes come in, what they say goes out."""

from __future__ import annotations

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from dialogs.events.event import Whole

from ..workers import limited
from . import read
from .apart import Told
from .reading import UnreadableCalendar


def main() -> None:
    """Read what stands in the input; whatever goes wrong ends the process."""
    now, zone, kind, seconds, megabytes = sys.argv[1:]
    whole = msgspec.convert(kind, Whole)
    limited(seconds, megabytes)
    raw = sys.stdin.buffer.read()
    try:
        told = Told(read(raw, datetime.fromisoformat(now), ZoneInfo(zone), kind=whole))
    except UnreadableCalendar as unreadable:
        told = Told(why=unreadable.reasons)
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main()
