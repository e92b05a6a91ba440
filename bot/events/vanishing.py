"""Events that their calendar lists no more: marked first, called off when it stays so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec.structs import replace

from adapters.calendars import Reading
from storage.feeds import Known
from storage.store import Store

WHOLE = frozenset({"ics", "gancio", "csv"})
"""Formats that list all that is planned; others only tell what is new."""
AT_ONCE = 3
"""So many may be missing at once; more than this and half of all is a fault of the calendar."""
TIMES = 2


def is_complete(reading: Reading) -> bool:
    """Whether what it does not list is not planned."""
    return reading.format in WHOLE and not any(skipped.lost for skipped in reading.skipped)


class Looking:
    """One look for what a source tells no more, within one transaction."""

    def __init__(self, store: Store, source: str, name: str, now: datetime) -> None:
        """`name` is what people know the source by."""
        self._store = store
        self._source = source
        self._name = name
        self._now = now

    def look(self, told: Collection[str] | None) -> int:
        """Mark what is missing, call off what was marked before; how many are called off.

        `told` are the keys of what it tells now; None where it is as it was the last time.
        """
        planned = self._planned()
        if told is None:
            gone = {key: known for key, known in planned.items() if known.missing}
        else:
            gone = {key: known for key, known in planned.items() if key not in told}
            for key in planned.keys() - gone.keys():
                self._store.feeds.miss(self._source, key, 0)
        if len(gone) > max(AT_ONCE, len(planned) // 2):
            return 0
        return sum(self._missed(key, known) for key, known in gone.items())

    def _planned(self) -> dict[str, Known]:
        """What the source leads and has not begun."""
        coming = {
            one.id
            for one in self._store.events.upcoming(self._now)
            if one.event.status != "cancelled" and one.event.start > self._now
        }
        return {
            key: known
            for key, known in self._store.feeds.known(self._source).items()
            if known.leads and known.event in coming
        }

    def _missed(self, key: str, known: Known) -> bool:
        """Whether it is called off now."""
        missing, feeds = known.missing + 1, self._store.feeds
        feeds.miss(self._source, key, missing)
        if missing < TIMES or feeds.hand_over(self._source, key, known.event):
            return False
        event = self._store.events.get(known.event).event
        off = replace(event, status="cancelled", gone=self._name)
        self._store.events.put(known.event, off, self._now)
        return True
