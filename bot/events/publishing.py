"""Events that organisers have written are published when the time to take them back is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from dialogs.events import Event
from dialogs.events.series import Written
from dialogs.organising.roles import EVERYBODY, Role
from storage.event_drafts import EventDraft, NoDraft
from storage.events import NoEvent
from storage.store import Store

TEMPLATES = timedelta(days=400)
"""How long what was published, or left lying, is kept to write another by it."""


def publish_next(store: Store, now: datetime) -> bool:
    """Publish one that is due, in one transaction; whether there was one."""
    due = store.event_drafts.due(now)
    if not due:
        return False
    store.events.alone()
    try:
        draft = store.event_drafts.get(due[0])
    except NoDraft:
        return True  # Another process was faster.
    if draft.due is None or draft.due > now:
        return True
    if not _may(store, draft):
        store.event_drafts.keep(replace(draft, state="draft", due=None), now)
        return True
    _publish(store, draft, now)
    action = "event_published"
    store.audit.note(draft.organiser, draft.association, action, draft.id, now)
    return True


def _may(store: Store, draft: EventDraft) -> bool:
    """Whether who wants it published still may: a right that is taken holds at once."""
    one = store.organisers.one(draft.organiser)
    if one is None or not one.role.may(Role.ORGANISER):
        return False
    alliance = one.association == EVERYBODY and one.role is Role.ALLIANCE
    return alliance or one.association == draft.association


def _publish(store: Store, draft: EventDraft, now: datetime) -> None:
    if draft.changes:
        _change(store, draft, now)
    else:
        _add(store, draft, now)
    # Whoever has its page open still finds it, and writes the next one by it.
    done = replace(draft, written=Written(draft.written.event), state="published", due=None)
    store.event_drafts.keep(done, now)


def _add(store: Store, draft: EventDraft, now: datetime) -> None:
    dates = draft.written.dates()
    series = draft.id if len(dates) > 1 else ""
    for event in dates:
        if event.over > now:
            store.events.add(replace(event, series=series), now, draft.association)


def _change(store: Store, draft: EventDraft, now: datetime) -> None:
    new = draft.written.event
    try:
        store.events.put(draft.changes, new, now)
    except NoEvent:
        return  # It is over and forgotten.
    # What its organisers say of it counts more than the calendar it came from.
    store.feeds.let_go(draft.changes)
    if draft.whole:
        for id in _later(store, draft, new, now):
            call_off(store, id, now)


def call_off(store: Store, id: str, now: datetime) -> None:
    """Call an event off for good, whatever a calendar says; raises NoEvent."""
    store.events.cancel(id, now)
    store.feeds.let_go(id)


def _later(store: Store, draft: EventDraft, event: Event, now: datetime) -> list[str]:
    """The later dates of its series."""
    return [
        one.id
        for one in store.events.upcoming(now)
        if one.event.series == event.series
        and (one.association or EVERYBODY) == draft.association
        and one.event.start > event.start
    ]
