"""What organisers do in talks; each is written down, never with what was said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dialogs.engine import Act
from dialogs.world import Barred
from storage.organisers import Organiser
from storage.talk import NoTalk, Taken, Talk

from ..doing import Command, Doing
from ..talks.people import answering, groups, organisers_of, readers
from ..talks.telling import call, tell_guest
from .rights import member, parts
from .talk_facts import AtHand, at_hand


@contextmanager
def _handling(doing: Doing, act: Act, action: str) -> Iterator[AtHand]:
    """The talk at hand, which stays as it is meanwhile; what is done with it is written down."""
    hand = at_hand(doing, act.answers["talk"], doing.now)
    try:
        yield hand
    except NoTalk:
        raise Barred("talk_gone") from None
    except Taken:
        raise Barred("talk_taken") from None
    number, association = str(hand.talk.number), hand.organiser.association
    doing.store.audit.note(hand.organiser.id, association, action, number, doing.now)


def _held(doing: Doing, hand: AtHand) -> Talk:
    """The talk, which nobody else changes until the end; raises Barred, NoTalk."""
    talk = doing.store.talks.hold(hand.talk.number)
    if talk.association != hand.organiser.association:
        raise Barred("talk_gone")
    return talk


def _own(doing: Doing, hand: AtHand) -> Talk:
    """The same, if nobody else answers in it."""
    talk = _held(doing, hand)
    if answering(doing.store, talk) not in (None, hand.organiser):
        raise Barred("talk_taken")
    return talk


def answer_talk(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "answer_talk") as hand:
        store, words = doing.store, act.answers["reply"]["text"]
        talk = _own(doing, hand)
        own = {hand.organiser.participant, talk.participant}
        others = store.talk_posts.told_since_answer(talk.number) - own
        if talk.organiser and answering(store, talk) is None:
            # Whoever answered has left the association.
            store.talks.free(talk.number)
        first = answering(store, talk) is None
        number = store.talks.answer(talk.number, hand.organiser.id, words, doing.now)
        tell_guest(doing, talk, number, "said", words)
        if first:
            spared = store.talk_posts.take_back(talk.number, doing.now, others)
            call(doing, talk, number, "taken", others - spared)


def note_talk(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "note_talk") as hand:
        talk = _held(doing, hand)
        doing.store.talks.note(talk.number, act.answers["note"]["text"], doing.now)


def hand_over_talk(doing: Doing, act: Act) -> None:
    kind, _, id = act.answers["to"].partition(".")
    with _handling(doing, act, "hand_over_talk") as hand:
        talk = _own(doing, hand)
        organiser, association = _taker(doing, talk, kind, id)
        _move(doing, talk, association, organiser)


def take_talk(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "take_talk") as hand:
        talk = _held(doing, hand)
        _move(doing, talk, talk.association, hand.organiser)


def end_talk(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "end_talk") as hand:
        talk = _own(doing, hand)
        number = doing.store.talks.close(talk.number, "closed", doing.now)
        tell_guest(doing, talk, number, "closed")


def block_guest(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "block_guest") as hand:
        store, rule = doing.store, act.answers["rule"]
        talk = _own(doing, hand)
        number = store.talks.close(talk.number, "closed", doing.now)
        store.talk_blocks.block(talk.participant, talk.number, rule, hand.organiser.id, doing.now)
        tell_guest(doing, talk, number, "blocked", rule=rule)


def lift_block(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "lift_block") as hand:
        _appealed(doing, hand)
        number = doing.store.talks.note_event(hand.talk.number, "lifted", doing.now)
        doing.store.talk_blocks.lift(hand.talk.participant)
        tell_guest(doing, hand.talk, number, "lifted")


def keep_block(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "keep_block") as hand:
        rule = _appealed(doing, hand)
        number = doing.store.talks.note_event(hand.talk.number, "kept", doing.now)
        doing.store.talk_blocks.decide(hand.talk.participant)
        tell_guest(doing, hand.talk, number, "block_kept", rule=rule)


def turn_duty(doing: Doing, act: Act) -> None:
    mine = member(doing, act.value)
    blocks = doing.store.talk_blocks
    resting = mine.id in blocks.resting()
    (blocks.serve if resting else blocks.rest)(mine.id)
    action = "serve" if resting else "rest"
    doing.store.audit.note(mine.id, act.value, action, mine.id, doing.now)


def _appealed(doing: Doing, hand: AtHand) -> str:
    """The rule of a block that is to be decided about, by a second person; raises Barred."""
    block = hand.block
    if block is None or not block.appealed:
        raise Barred("talk_gone")
    if block.by in {organiser.id for organiser in parts(doing)}:
        raise Barred("talk_second")
    return block.rule


def _taker(doing: Doing, talk: Talk, kind: str, id: str) -> tuple[Organiser | None, str]:
    """Who is to answer from here on, and for which association; raises Barred."""
    if kind == "one":
        for one in readers(doing.store, talk.association):
            if one.id == id and one.participant != talk.participant:
                return one, one.association
    elif any(group.id == id for group in groups(doing.store)):
        return None, id
    raise Barred("talk_gone")


def _move(doing: Doing, talk: Talk, association: str, organiser: Organiser | None) -> None:
    """Give a talk to others, and tell all whom that concerns."""
    store, me = doing.store, doing.chat.participant
    before = organisers_of(store, talk)
    to = organiser.id if organiser else None
    number = store.talks.hand_over(talk.number, association, to, "handed_over", doing.now)
    after = store.talks.get(talk.number)
    now_told = organisers_of(store, after)
    store.talk_posts.take_back(talk.number, doing.now, before - now_told)
    call(doing, after, number, "handed_over", now_told - {me})
    if talk.organiser:
        call(doing, after, number, "moved", before - now_told - {me})
    tell_guest(doing, after, number, "handed_over")


COMMANDS: dict[str, Command] = {
    "answer_talk": answer_talk,
    "note_talk": note_talk,
    "hand_over_talk": hand_over_talk,
    "take_talk": take_talk,
    "end_talk": end_talk,
    "block_guest": block_guest,
    "lift_block": lift_block,
    "keep_block": keep_block,
    "turn_duty": turn_duty,
}
