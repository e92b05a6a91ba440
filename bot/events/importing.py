"""What a calendar holds becomes events of ours: new, changed, or known from elsewhere already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from adapters.calendars import Imported
from dialogs.events import Event, Topic
from dialogs.events.event import Listed
from dialogs.events.same import is_same, joined
from dialogs.events.topics import topics_of
from dialogs.places import Gazetteer
from storage.events import NoEvent
from storage.feeds import Known, key_of
from storage.store import Store


class Source(Struct, frozen=True):
    """Where events come from, and what is true of those that say nothing else."""

    id: str
    name: str
    association: str = ""
    regions: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()


class Outcome(Struct):
    """How many events were what; `nowhere` have no place of the region."""

    new: int = 0
    changed: int = 0
    same: int = 0
    merged: int = 0
    nowhere: int = 0


class Importing:
    """One calendar taken in, within one transaction."""

    def __init__(self, store: Store, source: Source, places: Gazetteer, now: datetime) -> None:
        store.events.alone()
        self._store = store
        self._source = source
        self._places = places
        self._now = now
        self._known = store.feeds.known(source.id)
        self._by_day: defaultdict[date, list[Listed]] = defaultdict(list)
        for listed in store.events.upcoming(now):
            self._by_day[_day(listed.event)].append(listed)
        self.outcome = Outcome()
        self.keys: set[str] = set()
        """What the source calls all that it told of."""

    def take(self, all_: Iterable[Imported]) -> Outcome:
        """Take in what a source tells now; what it tells no more stays as it is."""
        for one in all_:
            key = key_of(one.uid, one.occurrence)
            self.keys.add(key)
            self._take(one, key)
        return self.outcome

    def _take(self, one: Imported, key: str) -> None:
        event = self._placed(one)
        self.outcome.nowhere += not event.regions
        if (known := self._known.get(key)) is not None:
            self._renew(known, event)
        elif (same := self._like(event)) is not None:
            self._store.events.put(same.id, joined(same.event, event), self._now)
            self._link(key, same.id, event, leads=False)
            self.outcome.merged += 1
        elif event.status != "cancelled":
            id = self._store.events.add(event, self._now, self._source.association)
            self._by_day[_day(event)].append(Listed(id, event))
            self._link(key, id, event, leads=True)
            self.outcome.new += 1

    def _renew(self, known: Known, event: Event) -> None:
        try:
            held = self._store.events.get(known.event).event
        except NoEvent:  # It is over and forgotten; what was imported twice at once may tell so.
            return
        if known.leads:
            event = replace(joined(event, held), end=event.end)
            if event.kind == held.kind == "procedure" and event.start <= self._now:
                # Who does not say since when it is open means: since it was told of.
                event = replace(event, start=min(event.start, held.start))
            same = _is_as_it_was(event, held)
            changed = not same and self._store.events.put(known.event, event, self._now)
            self.outcome.changed += bool(changed)
            self.outcome.same += not changed
        else:
            self.outcome.same += 1

    def _like(self, event: Event) -> Listed | None:
        """The same event as another source has told it."""
        for listed in self._by_day[_day(event)]:
            if is_same(listed.event, event):
                return listed
        return None

    def _link(self, key: str, id: str, event: Event, leads: bool) -> None:
        self._known[key] = Known(id, leads)
        known = self._source.name, event.link, leads
        self._store.feeds.link(self._source.id, key, id, known)

    def _placed(self, one: Imported) -> Event:
        event, source = one.event, self._source
        series = key_of(source.id, one.uid)[:8] if one.occurrence else ""
        return replace(
            event,
            regions=event.regions or self._regions(event) or source.regions,
            topics=event.topics or topics_of(one.words, event.title) or source.topics,
            organiser=event.organiser or source.name,
            series=series,
        )

    def _regions(self, event: Event) -> tuple[str, ...]:
        """Where it is: by its point, else by what its place says."""
        if event.lat is not None and event.lon is not None:
            found = self._places.at(event.lat, event.lon)
            if found.status == "found":
                return (found.regions[0].key,)
        named = self._places.find(event.place) if event.place else None
        return (named.regions[0].key,) if named and named.status == "found" else ()


def _is_as_it_was(event: Event, held: Event) -> bool:
    """Most are, whenever a calendar is read; those are not even held, for people press buttons."""
    off = event.status == "cancelled", held.status == "cancelled"
    return off[0] == off[1] and replace(event, status=held.status) == held


def _day(event: Event) -> date:
    """On which day the same event can be found; sources differ over since when a plan lies out."""
    return event.last_day if event.kind == "procedure" else event.start.date()
