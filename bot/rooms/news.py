"""What there is to announce in a room: surveys, results, events and their changes, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from dialogs.events.areas import Area
from dialogs.events.choosing import Choosing, Subscription
from dialogs.events.rooms import room_change, room_digest
from dialogs.markup import Rich
from dialogs.messages import Message
from dialogs.organising.roles import EVERYBODY
from storage.room_posts import EVENT, Recent
from storage.rooms import Room
from storage.store import Store

from ..config import Config, Operator
from ..events.periods import Period, Rules, when_to_tell
from ..reaching import routes_known
from .planning import DAYS, WEEK, rules_for
from .saying import of_result, of_survey, public

FRESH = timedelta(days=7)
"""How long something is news, after a pause or a machine that stood still."""


Make = Callable[[Store, str, Operator, str], Message]


class Telling(Struct, frozen=True):
    """A room that may hear something now, in the hours that hold where it is."""

    store: Store
    room: Room
    rules: Rules
    now: datetime

    def announce(self, thing: str, message: Message) -> str | None:
        """The key of the post, none where it was said before."""
        return self.store.room_posts.announce(self.room, thing, message, self.now)

    def public(self, text: Rich) -> Message:
        """A text about events, with a way to see more of them."""
        ways = routes_known(self.store, "events")
        return public(text, ways, "look", self.room.language)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.rules.zone).date()


def surveys_due(
    store: Store, room: Room, recent: Iterable[Recent], now: datetime
) -> dict[str, tuple[str, Make]]:
    """What began or ended since a room was registered, by the thing that is not told there yet."""
    since = max(room.registered, now - FRESH)
    found: dict[str, tuple[str, Make]] = {}
    for one in recent:
        if room.association not in (one.association or EVERYBODY, EVERYBODY):
            continue
        if one.state == "open" and room.surveys and one.published >= since:
            found[f"survey:{one.id}"] = one.id, of_survey
        elif one.closed and room.results and one.closed >= since and _is_public(store, one.id):
            found[f"result:{one.id}"] = one.id, of_result
    told = store.room_posts.told(room.id, found)
    return {thing: what for thing, what in found.items() if thing not in told}


def tell_surveys(telling: Telling, recent: Iterable[Recent], operator: Operator) -> int:
    """Announce all of that; how much it was."""
    done = 0
    for thing, (id, make) in surveys_due(telling.store, telling.room, recent, telling.now).items():
        # Held, so that none is announced that is being closed.
        if telling.store.surveys.hold(id) is (make is of_survey):
            message = make(telling.store, id, operator, telling.room.language)
            done += telling.announce(thing, message) is not None
    return done


def tell_events(telling: Telling, period: Period, upcoming: Choosing) -> int:
    """Announce the events of a week, or what is new, once a period; how many messages."""
    posts, room, now = telling.store.room_posts, telling.room, telling.now
    if not posts.note(room.id, period.name, now):
        return 0
    told, weekly = set(posts.events_told(room.id)), room.events == "weekly"
    events = upcoming.within(wanted(room), told, now, WEEK if weekly else DAYS)
    if not events:
        return 0
    head: Literal["week", "fresh"] = "week" if weekly else "fresh"
    text, shown = room_digest(events, room.language, telling.today, head)
    key = telling.announce(f"digest {period.name}", telling.public(text))
    for one in shown:
        posts.note(room.id, f"{EVENT}{one.id}", now, one.version, key)
    return 1


def tell_change(telling: Telling, event: str, version: int) -> int:
    """Tell a room that knows that version what has become of an event; how many messages.

    Where it may not be written to now it is left for later.
    """
    store, room, now = telling.store, telling.room, telling.now
    new, old = store.events.get(event), store.events.as_told(event, version)
    if when_to_tell(new.event, new.event.status == "cancelled", now, telling.rules) > now:
        return 0
    text = room_change(old, new.event, room.language, telling.today)
    store.room_posts.knows(room.id, f"{EVENT}{event}", new.version)
    if text is None:
        return 0
    return telling.announce(f"change:{event}:{new.version}", telling.public(text)) is not None


def rooms_of(store: Store, survey: str) -> list[Room]:
    """The rooms that hear of a survey of that association, and have not."""
    owner = store.drafts.owner(survey)
    return [
        room
        for room in store.rooms.all()
        if room.state == "on"
        and room.association in (owner, EVERYBODY)
        and not store.room_posts.told(room.id, [f"survey:{survey}"])
    ]


def announce_everywhere(
    store: Store, survey: str, rooms: Iterable[Room], config: Config, now: datetime
) -> int:
    """Announce a survey in these rooms, each in its hours; in how many it was not known."""
    done = 0
    if not store.surveys.hold(survey):
        return done
    for room in rooms:
        rules = rules_for(config.broadcast, config.zone, now, Area(room.region).lands)
        message = of_survey(store, survey, config.operator, room.language)
        post = store.room_posts.announce(room, f"survey:{survey}", message, rules.allowed(now))
        done += post is not None
    return done


def wanted(room: Room) -> tuple[Subscription, ...]:
    """The events of which a room hears."""
    area = Area(room.region)
    return tuple(Subscription(area, topic) for topic in room.topics or ("",))


def _is_public(store: Store, survey: str) -> bool:
    """The same gate as everybody's: nobody sees what is for organisers alone."""
    version = store.surveys.standing(survey).version
    return store.surveys.definition(survey, version).results != "organisers"
