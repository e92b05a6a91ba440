"""What residents' dialogs of talks ask to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dialogs.answers import Choice
from dialogs.organising.association import Association
from dialogs.texts import chain, load
from dialogs.world import Barred
from storage.talk import Block, NoTalk, Talk

from ..asked import Asked, Fact
from .people import called, group_for, groups

T, REPLY, RULES = load("talk"), load("talk_reply"), load("talk_rules")
LATELY = timedelta(days=7)
_MOST = 18


def theirs(asked: Any, of: str) -> Talk:
    """A talk of this person's own; raises Barred."""
    try:
        talk: Talk = asked.store.talks.get(int(of))
    except (NoTalk, ValueError, OverflowError):
        raise Barred("no_talk") from None
    if talk.participant != asked.chat.participant:
        raise Barred("no_talk")
    return talk


def _entry(asked: Asked, of: str) -> str:
    """Where "talk to a person" leads: a talk under way, or a new one."""
    own = asked.store.talks.of(asked.chat.participant)
    for talk in own:
        if talk.closed is None:
            return f"talking:{talk.number}"
    if asked.store.talk_blocks.of(asked.chat.participant, asked.now):
        return "talk_blocked"
    if not groups(asked.store):
        return "talk_nobody"
    for talk in own:
        if talk.may_reopen(asked.now):
            return f"reopen_talk:{talk.number}"
    return "new_talk"


def _one_group(asked: Asked, of: str) -> bool:
    return len(groups(asked.store)) < 2


def _place_known(asked: Asked, of: str) -> bool:
    """Whether it need not be asked: it is known, or makes no difference."""
    return _one_group(asked, of) or bool(asked.store.residences.of(asked.chat.participant))


def chosen_group(asked: Any, place: str, topic: str) -> Association:
    """The association that gets a talk of this person; raises Barred where there is none."""
    place = place or asked.store.residences.of(asked.chat.participant)
    group = group_for(asked.store, place, topic)
    if group is None:
        raise Barred("talk_nobody")
    return group


def _talk_with(asked: Asked, of: str) -> Mapping[str, Any]:
    """Who answers, and how soon that is to be expected."""
    place, _, topic = of.partition("|")
    return _expected(asked, chosen_group(asked, place, topic))


def _expected(asked: Asked, group: Association) -> Mapping[str, Any]:
    hours = asked.config.broadcast
    return {
        "group": group.name,
        "reply": REPLY[group.profile.reply].raw(chain(asked.language)),
        "earliest": hours.earliest,
        "latest": hours.latest,
        "days": asked.config.retention.talks,
    }


def _my_talks(asked: Asked, of: str) -> tuple[Choice, ...]:
    """Those that are under way; what cannot go on is told when it is chosen."""
    own = [t for t in asked.store.talks.of(asked.chat.participant) if t.closed is None]
    return tuple(
        Choice(
            str(talk.number),
            {
                tag: text.format(group=called(asked.store, talk.association))
                for tag, text in T["with"].by_language.items()
            },
        )
        for talk in own[:_MOST]
    )


def _talking(asked: Asked, of: str) -> Mapping[str, Any]:
    talk = theirs(asked, of)
    if talk.closed is not None and not talk.may_reopen(asked.now):
        raise Barred("no_talk")
    return {"group": called(asked.store, talk.association)}


def _block(asked: Asked) -> Block:
    block = asked.store.talk_blocks.of(asked.chat.participant, asked.now)
    if block is None:
        raise Barred("no_talk")
    return block


def _talk_block(asked: Asked, of: str) -> Mapping[str, Any]:
    block = _block(asked)
    return {
        "rule": RULES[block.rule].raw(chain(asked.language)),
        "day": asked.day(block.until, asked.language),
    }


def _block_choices(asked: Asked, of: str) -> tuple[Choice, ...]:
    names = ["leave_it"] if _block(asked).appeal else ["appeal", "leave_it"]
    return tuple(Choice(name, T[name].by_language) for name in names)


FACTS: dict[str, Fact] = {
    "talk_entry": _entry,
    "talk_one_group": _one_group,
    "talk_place_known": _place_known,
    "talk_with": _talk_with,
    "my_talks": _my_talks,
    "talking": _talking,
    "talk_block": _talk_block,
    "talk_block_choices": _block_choices,
}
