"""What the dialogs about events ask to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from adapters.calendars.writing import as_ics
from dialogs.answers import Choice
from dialogs.events import TOPICS
from dialogs.events.areas import Area, is_near, known
from dialogs.events.choosing import Subscription
from dialogs.events.event import Listed
from dialogs.events.wording import page, short_day
from dialogs.markup import Rich, words
from dialogs.messages import File
from dialogs.texts import chain, load, shortened
from dialogs.world import Barred
from storage.events import NoEvent

from ..asked import Asked, Fact
from .subscribing import PLACE, less_often, named, subscribed, subscription

E, V, A, M, TOPIC = map(load, ("events", "event", "alerts", "my_alerts", "topics"))
LABEL, SHOWN = 30, 30
"""Characters of a button, and events in a list."""
WEEK, SOON = timedelta(days=7), timedelta(days=90)
AROUND = (0, 10, 25, 50)


def _found(asked: Asked, view: str) -> list[Listed]:
    """The events of a view: week, saved, a topic, or the key of a place; the next first."""
    if view == "saved":
        marks = asked.store.events.marks(asked.chat.participant)
        upcoming = asked.store.events.upcoming(asked.now)
        return [one for one in upcoming if one.id in marks][:SHOWN]
    far = SOON if view in TOPICS or known(view) else WEEK
    upcoming = asked.store.events.upcoming(asked.now, asked.now + far)
    if view in TOPICS:
        upcoming = [one for one in upcoming if view in one.event.topics]
    elif known(view):
        upcoming = [one for one in upcoming if is_near(one.event, Area(view, _around(view)))]
    return sorted(upcoming, key=lambda one: (one.event.kind == "news", one.event.deadline))[:SHOWN]


def _around(place: str) -> int:
    """Near a town is what can be reached by bike as well."""
    return 10 if place.isdecimal() and len(place) == 8 else 0


def _today(asked: Asked) -> date:
    return asked.now.astimezone(asked.zone).date()


def _event_list(asked: Asked, of: str) -> tuple[Choice, ...]:
    return tuple(_choice(one, asked) for one in _found(asked, of))


def _choice(one: Listed, asked: Asked) -> Choice:
    day = short_day(max(one.event.day, _today(asked)), asked.language)
    if one.event.kind == "procedure":
        day = V["until"].raw(chain(asked.language)).replace("{end}", day)
    title = shortened(f"{day}: {one.event.title}", LABEL)
    return Choice(one.id, {asked.language: title})


def _event_listing(asked: Asked, of: str) -> Mapping[str, Any]:
    languages = chain(asked.language)
    if of in TOPICS:
        title = E["list_topic"].fill(languages, topic=TOPIC[of].raw(languages))
    elif known(of):
        title = E["list_near"].fill(languages, place=PLACE.words(of, languages))
    else:
        title = E["list_saved" if of == "saved" else "list_week"].fill(languages)
    return {"title": title, "number": len(_found(asked, of))}


def _get(asked: Asked, id: str) -> Listed:
    try:
        return asked.store.events.get(id)
    except NoEvent:
        raise Barred("no_event") from None


def _event(asked: Asked, of: str) -> Rich:
    listed, events = _get(asked, of), asked.store.events
    coming = events.coming([of]).get(of, 0)
    return page(listed.event, asked.language, _today(asked), coming, events.sources(of))


def _event_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    """What can be done with it now."""
    listed, events = _get(asked, of), asked.store.events
    marks = events.marks(asked.chat.participant).get(of, frozenset())
    event = listed.event
    offered = []
    if event.kind == "event" and event.status != "cancelled":
        full = event.capacity is not None and events.coming([of]).get(of, 0) >= event.capacity
        come = ("full", "come") if full else ("come", "come")
        offered.append(("stay", "stay") if "coming" in marks else come)
        offered.append(("unremind", "unremind") if "remind" in marks else ("remind", "remind"))
    if event.kind == "procedure":
        offered.append(("unwatch", "unsave") if "saved" in marks else ("watch", "watch"))
    else:
        offered.append(("unsave", "unsave") if "saved" in marks else ("save", "save"))
    offered += [("ics", "ics"), ("others", "others")]
    return tuple(Choice(value, V[text].by_language) for value, text in offered)


def _event_file(asked: Asked, of: str) -> tuple[File, ...]:
    listed = _get(asked, of)
    alt = words(V["file_alt"].fill(chain(asked.language), title=listed.event.title))
    return (File("termin.ics", "text/calendar", alt, as_ics([listed], asked.now)),)


def _told_event(asked: Asked, of: str) -> str:
    id = asked.store.alerts.newest_told(asked.chat.participant)
    return f"event:{id}" if id else "events"


def _wanted(asked: Asked) -> list[Subscription]:
    return asked.store.alerts.wanted(asked.chat.participant)


def _has_alerts(asked: Asked, of: str) -> bool:
    return bool(_wanted(asked))


def _my_alerts(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Each subscription, and what can be set for all of them; nothing where there are none."""
    wanted, settings = _wanted(asked), asked.store.alerts.settings(asked.chat.participant)
    if not wanted or settings is None:
        return ()
    set_ = ["add", "often", *(["hour"] if settings.frequency != "once" else []), "leave"]
    own = [Choice(name, M[name].by_language) for name in set_]
    return (*(Choice(named(one), {asked.language: _told(one, asked)}) for one in wanted), *own)


def _told(one: Subscription, asked: Asked) -> str:
    """A subscription as a button says it."""
    place, topic = subscribed(one, chain(asked.language))
    return shortened(f"{place}: {topic}", LABEL)


def _alert_settings(asked: Asked, of: str) -> Mapping[str, Any]:
    languages = chain(asked.language)
    settings = asked.store.alerts.settings(asked.chat.participant)
    assert settings is not None
    hour = M["from_hour"].fill(languages, hour=settings.hour)
    often = A[settings.frequency].raw(languages)
    return {"often": often, "hour": hour if settings.frequency != "once" else ""}


def _subscription(asked: Asked, of: str) -> Mapping[str, Any]:
    place, topic = subscribed(_mine(asked, of), chain(asked.language))
    return {"place": place, "topic": topic}


def _subscription_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    one = _mine(asked, of)
    offered = [("remove", "remove")]
    if one.area.place.isdecimal() and len(one.area.place) == 8:
        radii = {0: "here", 10: "km10", 25: "km25", 50: "km50"}
        offered += [(f"r{km}", radii[km]) for km in AROUND if km != one.area.radius]
    return tuple(Choice(value, M[text].by_language) for value, text in offered)


def _mine(asked: Asked, name: str) -> Subscription:
    """The subscription that an answer names; raises Barred where it is not theirs any more."""
    found = subscription(name)
    if found not in _wanted(asked):
        raise Barred("my_alerts")
    return found


def _less_alerts(asked: Asked, of: str) -> Any:
    """What "weniger davon" comes to."""
    languages = chain(asked.language)
    settings = asked.store.alerts.settings(asked.chat.participant)
    if settings is None:
        return M["empty"].fill(languages)
    if (less := less_often(settings.frequency)) is None:
        return A["least"].fill(languages)
    return A["less"].fill(languages, often=A[less].raw(languages))


FACTS: dict[str, Fact] = {
    "event_list": _event_list,
    "event_listing": _event_listing,
    "event": _event,
    "event_choices": _event_choices,
    "event_file": _event_file,
    "told_event": _told_event,
    "has_alerts": _has_alerts,
    "my_alerts": _my_alerts,
    "alert_settings": _alert_settings,
    "subscription": _subscription,
    "subscription_choices": _subscription_choices,
    "less_alerts": _less_alerts,
}
"""By the names that the flows use."""
