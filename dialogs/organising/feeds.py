"""Calendars of an association that the bot reads by itself: added, looked at, removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from ..answers import Asking, Kind, Unclear
from ..events import Event
from ..events.reasons import Reason, few, in_words
from ..events.wording import when
from ..flow import Ask, Begin, Do, Flow, Offered, Say
from ..markup import Rich, glue, words
from ..messages import OFFER, Heard, Message, Option, Words
from ..texts import chain, load
from .desk import GROUP
from .links import is_link
from .roles import Role

T = load("feeds")
SHOWN = 5
"""Reasons or consultations that are told one by one."""
Told = Literal["read", "unread", "broken", "again"]


class Calendar(Kind, frozen=True, tag="calendar"):
    """The whole address of a calendar: http, https or webcal."""

    def instruction(self, asking: Asking) -> Rich:
        return T["url_how"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text):
                said = text.strip()
                if said.startswith("webcal://"):
                    said = f"https://{said.removeprefix('webcal://')}"
                if is_link(said):
                    return said
        raise Unclear("want_link")


FEEDS = Flow(
    "feeds",
    (
        GROUP,
        Ask("which", T["list"], Offered(fact="feeds", of="group")),
        Begin("on", answer="which"),
    ),
    role=Role.ORGANISER,
)

ADD_FEED = Flow(
    "add_feed",
    (
        GROUP,
        Ask("url", T["url"], Calendar()),
        Do("add", "add_feed"),
        Say("added", T["added"]),
    ),
    role=Role.ORGANISER,
)

FEED = Flow(
    "feed",
    (
        Ask("feed", T["which"], Offered(fact="all_feeds"), empty=T["none"]),
        Ask(
            "what",
            T["feed"],
            Offered(fact="feed_choices", of="feed"),
            fact="feed",
            of="feed",
        ),
        Do("do", "change_feed", "what"),
        Begin("back", fact="group_of_feed", of="feed", later=True),
    ),
    role=Role.ORGANISER,
)

BAD_FEED = Flow("bad_feed", (Say("said", T["bad"]),))
KNOWN_FEED = Flow("known_feed", (Say("said", T["known"]),))
MANY_FEEDS = Flow("many_feeds", (Say("said", T["many"]),))
FIXED_FEEDS = (BAD_FEED, KNOWN_FEED, MANY_FEEDS)
FLOWS = (FEEDS, ADD_FEED, FEED, *FIXED_FEEDS)


def contents(
    events: Sequence[Event], notes: tuple[Reason, ...], language: str, today: date
) -> str:
    """What a calendar holds, and what of it could not be read or is doubtful."""
    languages = chain(language)
    parts = [T["held"].fill(languages, number=len(events))]
    procedures = [one for one in events if one.kind == "procedure"]
    if procedures:
        lines = [f"– {one.title} ({when(one, language, today)})" for one in procedures[:SHOWN]]
        if (more := len(procedures) - SHOWN) > 0:
            lines.append(in_words(Reason("more", more), language))
        parts.append(T["procedures"].fill(languages, lines="\n".join(lines)))
    if notes:
        lines = [in_words(reason, language) for reason in few(notes, SHOWN)]
        parts.append(T["doubtful"].fill(languages, lines="\n".join(lines)))
    return words(glue(parts))


def told(event: Told, feed: str, name: str, language: str, said: str) -> Message:
    """What organisers hear of a feed outside of any conversation, with a way to look at it.

    `said` is why it cannot be read, or what it holds.
    """
    languages = chain(language)
    text = T[f"told_{event}"].fill(languages, name=name, said=said)
    look = Option(f"feed:{feed}", T["look"].raw(languages))
    return Message(text, (look,), prompt=OFFER)
