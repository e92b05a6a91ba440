"""What organisers have done with their events; nothing is told before it can be taken back."""

from __future__ import annotations

import secrets
from datetime import timedelta

from msgspec.structs import replace

from dialogs.engine import Act
from dialogs.events import Event
from dialogs.events.series import Written
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.world import Barred
from storage.event_drafts import EventDraft, NoDraft

from ..doing import Command, Doing
from .commands import note
from .event_changes import begun, cancelled, changed, opened, timed
from .rights import drafted, held, part

UNDO = timedelta(minutes=2)
"""How long something that is to be published can be taken back."""
MOST = 200
"""Drafts of an association."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def write_event(doing: Doing, act: Act) -> None:
    group = act.answers["group"]
    mine = part(doing, group, Role.HELPER)
    association = doing.store.associations.one(group)
    event = begun(act.answers, association.name if association else "")
    _add(doing, group, mine.id, event)


def write_procedure(doing: Doing, act: Act) -> None:
    group = act.answers["group"]
    mine = part(doing, group, Role.HELPER)
    today = doing.now.astimezone(doing.zone).date()
    _add(doing, group, mine.id, opened(act.answers, today))


def copy_event(doing: Doing, act: Act) -> None:
    """Begin with one that was published before, or is to come."""
    id = act.answers["source"]
    try:
        draft = doing.store.event_drafts.get(id)
        group, event = draft.association, draft.written.event
    except NoDraft:
        listed = held(doing, id)
        group, event = listed.association or EVERYBODY, listed.event
    mine = part(doing, group, Role.HELPER)
    event = replace(timed(event, act.answers["when"]), status="planned", series="")
    _add(doing, group, mine.id, event)


def _add(doing: Doing, group: str, organiser: str, event: Event) -> None:
    drafts = doing.store.event_drafts
    if len(drafts.of(group, "draft", "waiting")) >= MOST:
        raise Barred
    draft = EventDraft(_fresh(), group, Written(event), organiser)
    drafts.add(draft, doing.now)
    doing.store.audit.note(organiser, group, "event_write", draft.id, doing.now)


def change_event_draft(doing: Doing, act: Act) -> None:
    """What was chosen on its page."""
    id, what = str(act.answers["draft"]), act.value
    draft = drafted(doing, id)
    match what:
        case "publish":
            _publish(doing, draft)
        case "recall":
            _recall(doing, draft)
        case "drop":
            mine = part(doing, draft.association, Role.HELPER)
            _unless_waiting(draft)
            doing.store.event_drafts.drop(id)
            note(doing, mine, draft.association, "event_drop", id)
        case _:
            mine = part(doing, draft.association, Role.HELPER)
            _unless_waiting(draft)
            written = changed(draft.written, what, act.answers)
            doing.store.event_drafts.keep(replace(draft, written=written), doing.now)
            note(doing, mine, draft.association, "event_change", id)


def _unless_waiting(draft: EventDraft) -> None:
    if draft.state != "draft":
        raise Barred


def _publish(doing: Doing, draft: EventDraft) -> None:
    mine = part(doing, draft.association, Role.ORGANISER)
    _unless_waiting(draft)
    if draft.written.event.over <= doing.now + UNDO:
        raise Barred("event_over")
    _wait(doing, draft, mine.id)
    note(doing, mine, draft.association, "event_publish", draft.id)


def _wait(doing: Doing, draft: EventDraft, organiser: str) -> None:
    due = doing.now + UNDO
    waiting = replace(draft, state="waiting", due=due, organiser=organiser)
    doing.store.event_drafts.keep(waiting, doing.now)


def _recall(doing: Doing, draft: EventDraft) -> None:
    mine = part(doing, draft.association, Role.ORGANISER)
    if draft.state != "waiting":
        raise Barred
    doing.store.event_drafts.keep(replace(draft, state="draft", due=None), doing.now)
    note(doing, mine, draft.association, "event_recall", draft.id)


def change_event(doing: Doing, act: Act) -> None:
    """Begin to change a published event; what somebody else has begun is gone on with."""
    id = str(act.answers["event"])
    listed = held(doing, id)
    group = listed.association or EVERYBODY
    mine = part(doing, group, Role.HELPER)
    if doing.store.event_drafts.changing(id) is None:
        draft = EventDraft(_fresh(), group, Written(listed.event), mine.id, changes=id)
        doing.store.event_drafts.add(draft, doing.now)
        note(doing, mine, group, "event_change", id)


def cancel_event(doing: Doing, act: Act) -> None:
    """Call it off when the time to take that back is over; `all`: and all later dates."""
    id = str(act.answers["event"])
    listed = held(doing, id, Role.ORGANISER)
    group = listed.association or EVERYBODY
    mine = part(doing, group, Role.ORGANISER)
    before = doing.store.event_drafts.changing(id)
    if before and before.state == "waiting":
        raise Barred
    whole = act.value == "all" and bool(listed.event.series)
    off = Written(cancelled(listed.event))
    draft = EventDraft(_fresh(), group, off, mine.id, changes=id, whole=whole)
    if before:
        doing.store.event_drafts.drop(before.id)
    doing.store.event_drafts.add(draft, doing.now)
    _wait(doing, draft, mine.id)
    note(doing, mine, group, "event_cancel", id)


def _fresh() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


COMMANDS: dict[str, Command] = {
    "write_event": write_event,
    "write_procedure": write_procedure,
    "copy_event": copy_event,
    "change_event_draft": change_event_draft,
    "change_event": change_event,
    "cancel_event": cancel_event,
}
