"""Subscriptions as answers name them, and how often is less often."""

from __future__ import annotations

from dialogs.answers.area import Area as AreaAnswer
from dialogs.events import TOPICS
from dialogs.events.areas import RADII, Area, known
from dialogs.events.choosing import FREQUENCIES, Frequency, Subscription
from dialogs.texts import load

M, TOPIC = load("my_alerts"), load("topics")
PLACE = AreaAnswer(level="municipality")


def named(one: Subscription) -> str:
    """At most 32 characters, such as s.14729050.10.energy."""
    return f"s.{one.area.place}.{one.area.radius}.{one.topic or 'all'}"


def subscription(name: str) -> Subscription | None:
    """The one of that name, if it is one."""
    kind, *rest = name.split(".")
    if kind != "s" or len(rest) != 3:
        return None
    place, radius, topic = rest
    fits = radius.isdecimal() and int(radius) in RADII and topic in ("all", *TOPICS)
    if not fits or not known(place):
        return None
    return Subscription(Area(place, int(radius)), "" if topic == "all" else topic)


def subscribed(one: Subscription, languages: tuple[str, ...]) -> tuple[str, str]:
    """The place and the topic, in words."""
    place = PLACE.words(one.area.place, languages)
    if one.area.radius:
        around = M["around"].raw(languages)
        place = around.replace("{place}", place).replace("{radius}", str(one.area.radius))
    return place, TOPIC[one.topic or "all"].raw(languages)


def less_often(frequency: Frequency) -> Frequency | None:
    """The next that is more seldom, if there is one."""
    after = FREQUENCIES.index(frequency) + 1
    return FREQUENCIES[after] if after < len(FREQUENCIES) else None
