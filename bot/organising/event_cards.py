"""An event as residents will see it: its page, its line in digests, what is told of changes."""

from __future__ import annotations

from dialogs.events import Event, wording
from dialogs.events.same import is_alike
from dialogs.events.telling import change, heading, item
from dialogs.events.wording import clock, short_day, written_day
from dialogs.markup import Rich, glue, plain
from dialogs.organising.roles import Role
from dialogs.texts import chain, load
from storage.event_drafts import EventDraft
from storage.events import NoEvent

from ..asked import Asked
from .rights import part

T = load("event_writing")
_SIMILAR = 3


def card(event: Event, asked: Asked, coming: int = 0) -> Rich:
    """Its page."""
    today = asked.now.astimezone(asked.zone).date()
    return wording.page(event, asked.language, today, coming)


def page(draft: EventDraft, asked: Asked) -> Rich:
    """All that there is to know before it is published."""
    languages = chain(asked.language)
    event = draft.written.event
    parts: list[Rich] = [_state(draft, asked), card(event, asked)]
    if draft.state == "published":
        return glue(parts)
    if draft.changes:
        parts.append(_told_before(draft, asked))
    else:
        parts += [_series(draft, asked), _line(event, asked), similar(event, asked)]
    if not part(asked, draft.association).role.may(Role.ORGANISER):
        parts.append(T["helper_waits"].fill(languages))
    return glue([one for one in parts if one])


def _state(draft: EventDraft, asked: Asked) -> Rich:
    languages = chain(asked.language)
    if draft.state == "waiting" and draft.due:
        at = clock(draft.due, str(asked.zone), asked.language)
        return T["state_waiting"].fill(languages, clock=at)
    if draft.state == "published":
        return T["state_published"].fill(languages)
    return T["state_change" if draft.changes else "state_draft"].fill(languages)


def _line(event: Event, asked: Asked) -> Rich:
    """How a digest tells of it."""
    today = asked.now.astimezone(asked.zone).date()
    said = f"{heading(event, asked.language, today)}\n{item(event, asked.language)}"
    return glue((T["in_digests"].fill(chain(asked.language)), plain(said)), "\n")


def _series(draft: EventDraft, asked: Asked) -> Rich:
    dates = draft.written.dates()
    if len(dates) < 2:
        return ()
    last = dates[-1].first_day
    day = written_day(last, asked.language, last.year != asked.now.year)
    return T["dates"].fill(chain(asked.language), number=len(dates), day=day)


def _told_before(draft: EventDraft, asked: Asked) -> Rich:
    """What those hear who were told of the event as it is now; nothing where it is over."""
    try:
        now = asked.store.events.get(draft.changes).event
    except NoEvent:
        return ()
    return heard(now, draft.written.event, asked)


def heard(old: Event, new: Event, asked: Asked) -> Rich:
    """What those hear who know the old event."""
    languages = chain(asked.language)
    today = asked.now.astimezone(asked.zone).date()
    message = change(old, new, asked.language, today)
    if message is None:
        return T["nothing_new"].fill(languages)
    return glue((T["told_before"].fill(languages), message.text), "\n")


def similar(event: Event, asked: Asked) -> Rich:
    """What is published already and may be the same."""
    found = [
        one
        for one in asked.store.events.upcoming(asked.now)
        if one.event.status != "cancelled" and is_alike(one.event, event)
    ]
    if not found:
        return ()
    languages = chain(asked.language)
    lines = [plain(_named(one.event, asked.language)) for one in found[:_SIMILAR]]
    return glue((T["similar"].fill(languages), *lines), "\n")


def _named(event: Event, language: str) -> str:
    link = f" {event.link}" if event.link else ""
    return f"– {short_day(event.day, language)}: {event.title}{link}"
