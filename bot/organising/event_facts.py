"""What organisers ask to know of their events: lists, drafts as residents will see them, dates."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.answers import Choice
from dialogs.events import TOPICS, Event
from dialogs.events.event import Listed
from dialogs.events.topics import topics_of
from dialogs.events.wording import short_day
from dialogs.markup import Rich, glue
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import LANGUAGES, Text, chain, load, shortened
from dialogs.world import Barred
from storage.event_drafts import EventDraft, NoDraft
from storage.store import Store

from ..asked import Asked, Fact
from .event_cards import card, heard, page, similar
from .event_changes import cancelled
from .rights import drafted, groups, held, part
from .wording import noticed

T, TOPIC = load("event_writing"), load("topics")
_LABEL, _TEMPLATES, _SHOWN = 30, 20, 60
_FIELDS = (
    *("summary", "access", "price", "link", "ends", "capacity", "organiser", "language"),
    *("title", "when", "where", "topics"),
)

_FIELDS_OF_PROCEDURE = ("summary", "last", "link", "organiser", "title", "where", "topics")


def events_of(store: Store, asked: Asked, association: str) -> list[Listed]:
    """Those to come of an association; what the operator brought in is the alliance's."""
    return [
        one
        for one in store.events.upcoming(asked.now)
        if (one.association or EVERYBODY) == association
    ]


def _own_events(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = part(asked, of)
    drafts = asked.store.event_drafts
    names = ("new_event", "new"), ("new_procedure", "new_procedure")
    offered = [Choice(f"{flow}:{of}", T[name].by_language) for flow, name in names]
    offered += [
        Choice(f"event_draft:{one.id}", _entry(one)) for one in drafts.of(of, "draft", "waiting")
    ]
    events = events_of(asked.store, asked, of)[:_SHOWN]
    offered += [Choice(f"own_event:{one.id}", _dated(one)) for one in events]
    if drafts.templates(of):
        offered.append(Choice("event_again", T["like_before"].by_language))
    if mine.role.may(Role.ORGANISER):
        offered.append(Choice(f"feeds:{of}", load("feeds")["entry"].by_language))
    return tuple(offered)


def _entry(draft: EventDraft) -> Text:
    title = shortened(draft.written.event.title, _LABEL)
    name = "entry_waiting" if draft.state == "waiting" else "entry_draft"
    said = T[name].by_language.items()
    return {language: template.format(title=title) for language, template in said}


def _dated(listed: Listed) -> Text:
    """Its day and title, or that it is called off."""
    event, labels = listed.event, {}
    for language in LANGUAGES:
        label = f"{short_day(event.day, language)}: {event.title}"
        if event.status == "cancelled":
            label = T["entry_cancelled"].raw(chain(language)).format(title=label)
        labels[language] = shortened(label, _LABEL)
    return labels


def _all_own_events(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.id, _dated(one))
        for group in groups(asked)
        for one in events_of(asked.store, asked, group.id)[:_SHOWN]
    )


def _all_event_drafts(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.id, {"de": shortened(one.written.event.title, _LABEL)})
        for group in groups(asked)
        for one in asked.store.event_drafts.of(group.id, "draft", "waiting")
    )


def _event_templates(asked: Asked, of: str) -> tuple[Choice, ...]:
    """What was published before, and what is to come."""
    earlier = [
        Choice(one.id, {"de": shortened(one.written.event.title, _LABEL)})
        for group in groups(asked)
        for one in asked.store.event_drafts.templates(group.id)[:_TEMPLATES]
    ]
    return (*earlier, *_all_own_events(asked, of))


def _topics_for(asked: Asked, of: str) -> tuple[Choice, ...]:
    """All topics, those that the title speaks of first."""
    suggested = topics_of((), of)
    ordered = sorted(TOPICS, key=lambda topic: topic not in suggested)
    return tuple(Choice(topic, TOPIC[topic].by_language) for topic in ordered)


def _newest_event(asked: Asked, of: str) -> str:
    part(asked, of)
    drafts = asked.store.event_drafts.of(of, "draft", "waiting")
    if not drafts:
        raise Barred
    return f"event_draft:{drafts[0].id}"


def _group_of_event(asked: Asked, of: str) -> str:
    """Whose a template or an event is."""
    try:
        asked.store.event_drafts.get(of)
    except NoDraft:
        return f"newest_event:{held(asked, of).association or EVERYBODY}"
    return f"newest_event:{drafted(asked, of).association}"


def _group_events(asked: Asked, of: str) -> str:
    return f"own_events:{drafted(asked, of).association}"


def _event_draft(asked: Asked, of: str) -> Rich:
    return page(drafted(asked, of), asked)


def _event_draft_entries(asked: Asked, of: str) -> tuple[Choice, ...]:
    draft = drafted(asked, of)
    publishes = part(asked, draft.association).role.may(Role.ORGANISER)
    if draft.state != "draft":
        names = ["recall"] * (publishes and draft.state == "waiting") + ["list"]
        return tuple(Choice(name, T[name].by_language) for name in names)
    event = draft.written.event
    first = ["publish"] * publishes
    last = ["again"] * (event.status == "cancelled") + ["drop", "list"]
    fields = [*_FIELDS, *["every"] * (not draft.changes)]
    if event.all_day:
        fields.remove("ends")
    if event.kind == "procedure":
        fields = [*_FIELDS_OF_PROCEDURE]
    return (
        *(Choice(name, T[name].by_language) for name in first),
        *(Choice(name, T[f"change_{name}"].by_language) for name in fields),
        *(Choice(name, T[name].by_language) for name in last),
    )


def _own_event(asked: Asked, of: str) -> Rich:
    listed = held(asked, of)
    shown = card(listed.event, asked, asked.store.events.coming([of]).get(of, 0))
    source = asked.store.feeds.missed(of)
    if not source or listed.event.status == "cancelled":
        return shown
    return glue((shown, T["missed"].fill(chain(asked.language), source=source)))


def _own_event_entries(asked: Asked, of: str) -> tuple[Choice, ...]:
    listed = held(asked, of)
    publishes = part(asked, listed.association or EVERYBODY).role.may(Role.ORGANISER)
    names = ["change_event", *["event_again"] * (listed.event.kind == "event")]
    if publishes and listed.event.status != "cancelled":
        names.insert(1, "cancel_event")
    return tuple(Choice(f"{name}:{of}", T[name].by_language) for name in names)


def _event_changing(asked: Asked, of: str) -> str:
    held(asked, of)
    draft = asked.store.event_drafts.changing(of)
    return f"event_draft:{draft.id}" if draft else f"own_event:{of}"


def _cancelling(asked: Asked, of: str) -> Rich:
    old = held(asked, of, Role.ORGANISER).event
    return heard(old, cancelled(old), asked)


def _cancel_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    event = held(asked, of, Role.ORGANISER).event
    offered = [("one", "cancel_one"), *[("all", "cancel_all")] * bool(event.series)]
    return tuple(Choice(v, T[name].by_language) for v, name in (*offered, ("no", "cancel_no")))


def _similar_procedures(asked: Asked, of: str) -> Mapping[str, Rich]:
    """Is it there already? Said before anything else is asked."""
    event = Event(of, asked.now, all_day=True, kind="procedure")
    return {"fact": similar(event, asked)}


def _noticed_event(asked: Asked, of: str) -> Mapping[str, Rich]:
    """What is doubtful in a description that was just typed."""
    return {"fact": noticed(of, "de", "message", asked.language) if of else ()}


FACTS: dict[str, Fact] = {
    "own_events": _own_events,
    "all_own_events": _all_own_events,
    "all_event_drafts": _all_event_drafts,
    "event_templates": _event_templates,
    "topics_for": _topics_for,
    "newest_event": _newest_event,
    "group_of_event": _group_of_event,
    "group_events": _group_events,
    "event_draft": _event_draft,
    "event_draft_entries": _event_draft_entries,
    "own_event": _own_event,
    "own_event_entries": _own_event_entries,
    "event_changing": _event_changing,
    "cancelling": _cancelling,
    "cancel_choices": _cancel_choices,
    "similar_procedures": _similar_procedures,
    "noticed_event": _noticed_event,
}
