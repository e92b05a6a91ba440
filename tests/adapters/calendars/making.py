"""Calendars for tests, as other programs write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from adapters.calendars import Reading, read

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def calendar(*events: str, head: str = "", zones: str = "") -> bytes:
    """Each event is its lines, joined by `|`; UID and SUMMARY are added where they are missing."""
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.split("|"), *zones.split("|")]
    for number, event in enumerate(events):
        lines = event.split("|")
        for name, value in (("UID", f"{number}@example"), ("SUMMARY", f"Termin {number}")):
            if not any(line.startswith(name) for line in lines):
                lines.append(f"{name}:{value}")
        parts += ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    return "\r\n".join([part for part in [*parts, "END:VCALENDAR"] if part]).encode()


def reading(raw: bytes, now: datetime = NOW) -> Reading:
    return read(raw, now, BERLIN)


def starts(raw: bytes, now: datetime = NOW) -> list[str]:
    """When the events begin, by the local clock."""
    return [one.event.local_start.isoformat(" ", "minutes") for one in reading(raw, now).events]


def skipped(raw: bytes) -> list[str]:
    """Why something was left out, or is not as it was."""
    return [one.reason.name for one in reading(raw).skipped]
