"""What the dialogs about events have the bot do."""

from __future__ import annotations

from collections.abc import Callable, Collection

from msgspec.structs import replace

from dialogs.engine import Act
from dialogs.events import TOPICS
from dialogs.events.areas import RADII, Area, known
from dialogs.events.choosing import FREQUENCIES, Subscription
from dialogs.world import Barred
from storage.events import NoEvent
from storage.wishes import MOST, Settings

from ..doing import Doing
from .subscribing import less_often, subscription

USUAL = Settings("weekly", 17, "")
"""How somebody hears of events who has chosen nothing else."""
NEW = 0
"""Nothing was looked after yet: the first digest comes at the next look within the hours."""
HOURS = {"h8": 8, "h12": 12, "h17": 17, "h19": 19}
MARKS = {
    "come": {"coming": True},
    "stay": {"coming": False},
    "save": {"saved": True},
    "unsave": {"saved": False},
    "remind": {"remind": True},
    "unremind": {"remind": False},
    "watch": {"saved": True, "remind": True},
    "unwatch": {"saved": False, "remind": False},
}

Command = Callable[["Doing", Act], None]


def subscribe(doing: Doing, act: Act) -> None:
    """Hear of one thing more, as often as was said, or as before."""
    place, topic = str(act.answers["place"]), str(act.answers["topic"])
    if not known(place) or topic not in ("all", *TOPICS):
        return
    often = str(act.answers.get("often", ""))
    settings = _settings(doing) or USUAL
    if often in FREQUENCIES:
        settings = replace(settings, frequency=often)
    one = Subscription(Area(place), "" if topic == "all" else topic)
    wanted = [other for other in _wanted(doing) if other != one]
    _want(doing, [*wanted[: MOST - 1], one], settings)


def change_subscription(doing: Doing, act: Act) -> None:
    """Another radius round the same place, or hear of it no more."""
    old = subscription(str(act.answers["what"]))
    wanted = _wanted(doing)
    settings = _settings(doing)
    if old is None or old not in wanted or settings is None:
        return
    kept = [one for one in wanted if one != old]
    radius = act.value[1:]
    if radius.isdecimal() and int(radius) in RADII:
        kept.append(replace(old, area=Area(old.area.place, int(radius))))
    _want(doing, kept, settings)


def set_alerts(doing: Doing, act: Act) -> None:
    """Another frequency or hour."""
    settings = _settings(doing)
    if settings is None:
        return
    if act.value in FREQUENCIES:
        settings = replace(settings, frequency=act.value)
    elif act.value in HOURS:
        settings = replace(settings, hour=HOURS[act.value])
    _want(doing, _wanted(doing), settings)


def less_alerts(doing: Doing, act: Act) -> None:
    settings = _settings(doing)
    if settings is not None and (less := less_often(settings.frequency)):
        _want(doing, _wanted(doing), replace(settings, frequency=less))


def mark_event(doing: Doing, act: Act) -> None:
    """Note what somebody does with an event; raises Barred where it is gone, or full."""
    id, events, who = str(act.answers["event"]), doing.store.events, doing.chat.participant
    if act.value not in MARKS:
        return
    try:
        capacity = events.hold(id).event.capacity
    except NoEvent:
        raise Barred("no_event") from None
    if act.value == "come" and capacity is not None:
        comes = "coming" in events.marks(who).get(id, ())
        if not comes and events.coming([id]).get(id, 0) >= capacity:
            raise Barred("full_event")
    events.mark(id, who, **MARKS[act.value])


def _settings(doing: Doing) -> Settings | None:
    return doing.store.alerts.settings(doing.chat.participant)


def _wanted(doing: Doing) -> list[Subscription]:
    return doing.store.alerts.wanted(doing.chat.participant)


def _want(doing: Doing, wanted: Collection[Subscription], settings: Settings) -> None:
    doing.store.alerts.want(doing.chat.participant, wanted, settings, NEW)


COMMANDS: dict[str, Command] = {
    "subscribe": subscribe,
    "change_subscription": change_subscription,
    "set_alerts": set_alerts,
    "less_alerts": less_alerts,
    "mark_event": mark_event,
}
"""By the names that the flows use."""
