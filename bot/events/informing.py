"""Those who know of an event hear of its changes, and are reminded where they asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogs.events import Event
from dialogs.events.event import Listed
from dialogs.events.telling import change, reminder
from dialogs.messages import Message
from storage.events import NoEvent
from storage.post import Alert
from storage.store import Store

from .periods import Rules, when_to_tell


def inform(store: Store, id: str, rules: Mapping[str, Rules], now: datetime, most: int) -> int:
    """Tell some who know an older version what has changed since; how many these were.

    `rules` by Länder. Who may not be written to now is left for later.
    """
    since = store.alerts.since(id)
    listed = store.events.get(id)
    if listed.event.over <= now:
        store.alerts.announced(id, listed.version, since)
        return 0
    cancelled = listed.event.status == "cancelled"
    open_ = [
        lands
        for lands, each in rules.items()
        if when_to_tell(listed.event, cancelled, now, each) <= now
    ]
    found = store.alerts.uninformed(id, listed.version, open_, most, now) if open_ else {}
    if not found:
        if not store.alerts.uninformed(id, listed.version, None, 1, now):
            store.alerts.announced(id, listed.version, since)
        return 0
    old = {version: store.events.as_told(id, version) for version, _ in found.values()}
    today = now.astimezone(next(iter(rules.values())).zone).date()
    told = _Told(listed, old, today)
    posts: dict[str, Alert] = {}
    for person in store.alerts.people(list(found)):
        version, lands = found[person.participant]
        if (message := told.message(version, person.language)) is None:
            continue
        in_hours = rules[lands].allowed(now) <= now
        kind = "cancelled" if cancelled else "change"
        posts[person.participant] = Alert(
            person.chat,
            person.platform,
            message,
            kind,
            lands if in_hours else "",
            listed.event.over,
            id,
        )
    keys = {who: post.key for who, post in posts.items()}
    store.outbox.add_alerts(sorted(posts.values(), key=lambda post: post.chat), now)
    # Chats before events, as in turns: or a turn and this would wait for each other.
    store.outbox.flush()
    store.alerts.tell(((id, who, listed.version, keys.get(who)) for who in found), now)
    return len(found)


class _Told:
    """What is said of a change to those who know each version, made once a language."""

    def __init__(self, listed: Listed, old: Mapping[int, Event], today: date) -> None:
        self._listed = listed
        self._old = old
        self._today = today
        self._made: dict[tuple[int, str], Message | None] = {}

    def message(self, version: int, language: str) -> Message | None:
        key = version, language
        if key not in self._made:
            new = self._listed.event
            self._made[key] = change(self._old[version], new, language, self._today)
        return self._made[key]


def _is_still(store: Store, listed: Listed) -> bool:
    try:
        return store.events.get(listed.id).version == listed.version
    except NoEvent:
        return False


def remind(store: Store, due: Sequence[Listed], now: datetime, zone: ZoneInfo, most: int) -> int:
    """Remind some of those who asked for it; how many these were."""
    # What has changed since somebody looked is looked at again the next time.
    by_id = {one.id: one.event for one in due if _is_still(store, one)}
    found = store.alerts.to_remind(list(by_id), most)
    today, posts, done = now.astimezone(zone).date(), [], 0
    people = {one.participant: one for one in store.alerts.people([who for who, _, _ in found])}
    for who, id, lands in found:
        if not store.alerts.first_time([who], f"remind {id}", now):
            continue
        done += 1
        if (person := people.get(who)) is not None:
            message = reminder(by_id[id], person.language, today)
            posts.append(
                Alert(
                    person.chat,
                    person.platform,
                    message,
                    "reminder",
                    lands,
                    by_id[id].deadline,
                    id,
                )
            )
    store.outbox.add_alerts(posts, now)
    return done
