"""Calendars of an association in the chat: what organisers see of them and have done to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from adapters.calendars.addresses import FeedProblem, target
from dialogs.answers import Choice
from dialogs.engine import Act
from dialogs.events.event import Whole
from dialogs.events.reasons import all_in_words
from dialogs.markup import Rich, glue
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import chain, load, shortened
from dialogs.world import Barred
from storage.feeds import Feed, NoFeed

from ..asked import Asked
from ..doing import Command, Doing
from .commands import note
from .rights import Acting, groups, part

T = load("feeds")
KINDS: dict[str, Whole] = {"only": "procedure", "mixed": ""}
MOST, LABEL = 20, 30
"""Feeds of an association, and characters of a button."""
PAUSE = timedelta(minutes=10)
"""Between two readings that somebody asks for."""


def _own(acting: Acting, id: str) -> Feed:
    """A feed of an association where this person organises; raises Barred."""
    try:
        feed = acting.store.feeds.get(id)
    except NoFeed:
        raise Barred from None
    part(acting, feed.association or EVERYBODY, Role.ORGANISER)
    return feed


def _of(acting: Acting, group: str) -> list[Feed]:
    return [one for one in acting.store.feeds.all() if (one.association or EVERYBODY) == group]


def _named(feed: Feed) -> str:
    return shortened(feed.name or feed.url.partition("://")[2], LABEL)


def _feeds(asked: Asked, of: str) -> tuple[Choice, ...]:
    part(asked, of, Role.ORGANISER)
    found = [Choice(f"feed:{one.id}", {"de": _named(one)}) for one in _of(asked, of)]
    return (Choice(f"add_feed:{of}", T["add"].by_language), *found)


def _all_feeds(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = [group.id for group in groups(asked) if _organises(asked, group.id)]
    return tuple(Choice(one.id, {"de": _named(one)}) for id in mine for one in _of(asked, id))


def _organises(asked: Asked, group: str) -> bool:
    try:
        part(asked, group, Role.ORGANISER)
    except Barred:
        return False
    return True


def _feed(asked: Asked, of: str) -> Mapping[str, Any]:
    feed, languages = _own(asked, of), chain(asked.language)
    coming = {one.id for one in asked.store.events.upcoming(asked.now)}
    known = [one for one in asked.store.feeds.known(of).values() if one.event in coming]
    checked = asked.day(feed.checked, asked.language) if feed.checked else ""
    return {
        "name": feed.name or feed.url[:60],
        "url": feed.url,
        "day": checked or T["never"].raw(languages),
        "number": len(known),
        "state": glue(_state(feed, asked.language), "\n"),
    }


def _state(feed: Feed, language: str) -> tuple[Rich, ...]:
    """What a feed holds, where somebody has said that, and whether it can be read."""
    languages = chain(language)
    state = T["state_good"].fill(languages)
    if feed.reasons:
        why = all_in_words(feed.reasons, language)
        state = T["state_broken"].fill(languages, why=why)
    return (T["kind_only"].fill(languages), state) if feed.kind == "procedure" else (state,)


def _feed_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    kind = "mixed" if _own(asked, of).kind == "procedure" else "only"
    return tuple(Choice(name, T[name].by_language) for name in ("check", kind, "remove", "leave"))


def _group_of_feed(asked: Asked, of: str) -> str:
    return f"feeds:{_own(asked, of).association or EVERYBODY}"


def add_feed(doing: Doing, act: Act) -> None:
    """Read it soon; whoever adds it is told how that went."""
    group, url = act.answers["group"], act.answers["url"]
    mine = part(doing, group, Role.ORGANISER)
    try:
        target(url, doing.config.feeds.allow_private)
    except FeedProblem:
        raise Barred("bad_feed") from None
    known = doing.store.feeds.all()
    if any(one.url == url for one in known):
        raise Barred("known_feed")
    if len(_of(doing, group)) >= MOST:
        raise Barred("many_feeds")
    id = doing.store.feeds.add(Feed("", url, "", group, asker=mine.id), doing.now)
    note(doing, mine, group, "add_feed", id)


def change_feed(doing: Doing, act: Act) -> None:
    """Read it again soon, as something else or not, or never more; its events stay."""
    feed = _own(doing, act.answers["feed"])
    group = feed.association or EVERYBODY
    mine = part(doing, group, Role.ORGANISER)
    match act.value:
        case "check":
            doing.store.feeds.hurry(feed.id, _soon(feed, doing))
        case "only" | "mixed":
            doing.store.feeds.of_kind(feed.id, KINDS[act.value], mine.id)
            doing.store.feeds.hurry(feed.id, _soon(feed, doing))
            note(doing, mine, group, "kind_of_feed", feed.id)
        case "remove":
            doing.store.feeds.remove(feed.id)
            note(doing, mine, group, "remove_feed", feed.id)


def _soon(feed: Feed, doing: Doing) -> datetime:
    last = feed.checked or doing.now - PAUSE
    return max(doing.now, last + PAUSE)


FACTS: dict[str, Callable[[Asked, str], Any]] = {
    "feeds": _feeds,
    "all_feeds": _all_feeds,
    "feed": _feed,
    "feed_choices": _feed_choices,
    "group_of_feed": _group_of_feed,
}
COMMANDS: dict[str, Command] = {
    "add_feed": add_feed,
    "change_feed": change_feed,
}
