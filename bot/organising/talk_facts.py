"""What organisers see of talks: those of their association, one with all that was said, hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from dialogs.answers import Choice
from dialogs.markup import Rich, glue
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import Template, chain, load, shortened
from dialogs.world import Barred
from storage.organisers import Organiser
from storage.talk import Block, NoTalk, Said, Talk

from ..asked import Asked, Fact
from ..talks.people import answering, groups, readers
from .rights import Acting, member, parts

T, EVENTS, RULES = load("talk_desk"), load("talk_events"), load("talk_rules")
TOPICS = load("idea_topics")
_MOST = 17
_LAST = 12
"""Entries shown at once."""
_LONG = 300
"""Characters of an entry that is not among the last three."""


class AtHand(NamedTuple):
    """A talk, the organiser who looks at it, and what holds for its resident."""

    talk: Talk
    organiser: Organiser
    block: Block | None


def at_hand(acting: Acting, of: str, now: datetime) -> AtHand:
    """A talk that this person may read; raises Barred.

    Only its association may, and the alliance where the resident has appealed to it.
    """
    try:
        talk = acting.store.talks.get(int(of))
    except (NoTalk, ValueError, OverflowError):
        raise Barred("talk_gone") from None
    block = acting.store.talk_blocks.by_talk(talk.number, now)
    appealed = block is not None and block.appealed
    organiser = member(acting, EVERYBODY if appealed else talk.association)
    if talk.participant == acting.chat.participant:
        raise Barred
    return AtHand(talk, organiser, block)


def _open_talks(asked: Asked, of: str) -> tuple[Choice, ...]:
    mine = member(asked, of)
    found = [t for t in asked.store.talks.open_in(of) if t.participant != mine.participant]
    duty = "serve" if mine.id in asked.store.talk_blocks.resting() else "rest"
    return (
        *(Choice(f"handle_talk:{t.number}", _label(t, asked.now)) for t in found[:_MOST]),
        Choice(f"talk_duty:{of}", T[duty].by_language),
    )


def _label(talk: Talk, now: datetime) -> Mapping[str, str]:
    """Who spoke last, and how many days ago."""
    days = (now - (talk.waits or talk.changed)).days
    name = "guest_spoke" if talk.waits else "we_spoke"
    ago = T["today" if days == 0 else "days_ago" if days > 1 else "a_day_ago"]
    return {
        tag: text.format(number=talk.number, ago=ago.by_language[tag].format(number=days))
        for tag, text in T[name].by_language.items()
    }


def _desk(asked: Asked, of: str) -> Mapping[str, Any]:
    member(asked, of)
    found = asked.store.talks.open_in(of)
    return {"number": len(found), "waiting": sum(talk.waits is not None for talk in found)}


def _handled(asked: Asked, of: str) -> Mapping[str, Any]:
    hand, languages = at_hand(asked, of, asked.now), chain(asked.language)
    talk = hand.talk
    lines = [T["head"].fill(languages, number=talk.number)]
    if talk.topic:
        lines.append(T["topic"].fill(languages, topic=TOPICS[talk.topic].raw(languages)))
    if one := answering(asked.store, talk):
        lines.append(T["answers"].fill(languages, name=one.name))
    if hand.block:
        lines.append(T["is_blocked"].fill(languages, rule=RULES[hand.block.rule].raw(languages)))
    entries = asked.store.talks.entries(talk.number)[-_LAST:]
    told = [_entry(asked, one, whole=one in entries[-3:]) for one in entries]
    return {"talk": glue((glue(lines, "\n"), *told))}


def _entry(asked: Asked, said: Said, whole: bool) -> Rich:
    languages = chain(asked.language)
    if said.speaker == "event":
        words = EVENTS[said.words].raw(languages)
    else:
        words = said.words if whole else shortened(said.words, _LONG)
    head: Template = T[f"by_{said.speaker}"]
    return head.fill(languages, day=asked.day(said.at, asked.language), words=words)


def _guest(asked: Asked, of: str) -> Mapping[str, Any]:
    return {"number": at_hand(asked, of, asked.now).talk.number}


def _choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    talk, mine, block = at_hand(asked, of, asked.now)
    names: list[str] = []
    if talk.closed is None:
        one = answering(asked.store, talk)
        own = one is None or one.id == mine.id
        names = ["reply", "note", "to", "close", "rule"] if own else ["take", "note"]
    elif block is not None and block.appealed and mine.association == EVERYBODY:
        names = ["lift", "keep"]
    return tuple(Choice(name, T[name].by_language) for name in (*names, "back"))


def _takers(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Others of the association, and other associations."""
    talk, mine, _ = at_hand(asked, of, asked.now)
    others = [o for o in readers(asked.store, talk.association) if o.id != mine.id]
    return (
        *(Choice(f"one.{other.id}", {"de": other.name}) for other in others[:_MOST]),
        *(
            Choice(f"all.{group.id}", {"de": group.name})
            for group in groups(asked.store)
            if group.id != talk.association
        ),
    )


def _desk_of(asked: Asked, of: str) -> str:
    return f"talk_desk:{at_hand(asked, of, asked.now).organiser.association}"


def _first_desk(asked: Asked, of: str) -> str:
    """Where "talks" leads; for residents to their own."""
    own = [one.association for one in parts(asked) if one.role.may(Role.ORGANISER)]
    if not own:
        return "talk"
    return f"talk_desk:{own[0]}" if len(own) == 1 else "talk_desk"


FACTS: dict[str, Fact] = {
    "talks_at_hand": lambda asked, of: (),
    "open_talks": _open_talks,
    "talk_desk": _desk,
    "handled_talk": _handled,
    "handled_guest": _guest,
    "talk_choices": _choices,
    "talk_takers": _takers,
    "talk_desk_of": _desk_of,
    "first_talk_desk": _first_desk,
}
