"""What residents have the bot do in talks; raises Barred before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dialogs.engine import Act
from dialogs.organising.roles import EVERYBODY
from dialogs.talks.rules import A_WEEK, AGAIN, WAITING
from dialogs.world import Barred
from storage.talk import PURPOSE, NoTalk, Talk

from ..doing import Command, Doing
from .facts import LATELY, chosen_group, theirs
from .people import on_duty, organisers_of, people
from .telling import call, pass_on


@contextmanager
def _there() -> Iterator[None]:
    """A talk that is over, or not there any longer, is said to be so."""
    try:
        yield
    except NoTalk:
        raise Barred("no_talk") from None


def open_talk(doing: Doing, act: Act) -> None:
    who, store = doing.chat.participant, doing.store
    if PURPOSE not in doing.chat.given:
        # Taken back in another chat meanwhile: it is asked for once more.
        raise Barred("talk")
    if store.talk_blocks.of(who, doing.now):
        raise Barred("talk_blocked")
    own = store.talks.of(who)
    if sum(doing.now - talk.opened < LATELY for talk in own) >= A_WEEK:
        raise Barred("too_many_talks")
    topic, words = act.answers.get("topic") or "", act.answers["words"]["text"]
    group = chosen_group(doing, act.answers.get("place") or "", topic)
    talk = store.talks.open(who, group.id, topic, words, doing.now)
    pass_on(doing, talk, 1, words)


def say_in_talk(doing: Doing, act: Act) -> None:
    words = act.answers["words"]["text"]
    with _there():
        talk = _open(doing, act)
        if doing.store.talks.waiting(talk.number) >= WAITING:
            raise Barred("too_much_said")
        number = doing.store.talks.say(talk.number, words, doing.now)
    pass_on(doing, talk, number, words)


def close_talk(doing: Doing, act: Act) -> None:
    with _there():
        talk = _open(doing, act)
        entries = doing.store.talks.entries(talk.number)
        number = doing.store.talks.close(talk.number, "closed", doing.now)
    if entries[-1].words == "reopened" and entries[-1].speaker == "event":
        # They know that it ended, and have heard nothing since.
        return
    known = doing.store.talk_posts.told_since_answer(talk.number)
    if talk.organiser is not None:
        known = organisers_of(doing.store, talk)
    call(doing, talk, number, "closed", known - {talk.participant})


def reopen_talk(doing: Doing, act: Act) -> None:
    if doing.store.talk_blocks.of(doing.chat.participant, doing.now):
        raise Barred("talk_blocked")
    with _there():
        talk = theirs(doing, act.value)
        entries = doing.store.talks.entries(talk.number)
        if sum(one.speaker == "event" and one.words == "reopened" for one in entries) >= AGAIN:
            raise Barred("too_many_talks")
        # Organisers hear of it by what the resident says next.
        doing.store.talks.reopen(talk.number, doing.now)


def object_to_talk(doing: Doing, act: Act) -> None:
    with _there():
        before = _open(doing, act)
        number = doing.store.talks.hand_back(before.number, doing.now)
    after = doing.store.talks.get(before.number)
    losing = organisers_of(doing.store, before) - organisers_of(doing.store, after)
    doing.store.talk_posts.take_back(before.number, doing.now, losing)
    call(doing, after, number, "objected", organisers_of(doing.store, after))


def appeal_block(doing: Doing, act: Act) -> None:
    store, who = doing.store, doing.chat.participant
    block = store.talk_blocks.of(who, doing.now)
    if block is None or not store.talk_blocks.appeal(who):
        raise Barred("no_talk")
    number = store.talks.note_event(block.talk, "appealed", doing.now)
    talk = store.talks.get(block.talk)
    call(doing, talk, number, "appealed", people(on_duty(store, EVERYBODY)) - {who})


def _open(doing: Doing, act: Act) -> Talk:
    """An own talk, held; raises Barred, NoTalk."""
    talk = theirs(doing, act.value)
    return doing.store.talks.hold(talk.number)


COMMANDS: dict[str, Command] = {
    "open_talk": open_talk,
    "say_in_talk": say_in_talk,
    "close_talk": close_talk,
    "reopen_talk": reopen_talk,
    "object_to_talk": object_to_talk,
    "appeal_block": appeal_block,
}
