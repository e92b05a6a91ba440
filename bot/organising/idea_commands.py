"""What organisers do with ideas; each is written down with its right asked for first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from dialogs.engine import Act
from dialogs.ideas.states import NotSo
from dialogs.world import Barred
from storage.idea import NoIdea

from ..doing import Command, Doing
from ..ideas.counting import count_once
from .idea_facts import AtHand, at_hand, is_theirs
from .rights import parts


@contextmanager
def _handling(doing: Doing, act: Act, action: str) -> Iterator[AtHand]:
    """The idea at hand; what is done with it is written down, what cannot be is said."""
    hand = at_hand(doing, doing.store, act.answers["idea"])
    try:
        yield hand
    except NotSo:
        raise Barred("idea_not_so") from None
    except NoIdea:
        raise Barred("no_idea") from None
    number, association = hand.idea.number, hand.association
    if hand.idea.association is None:
        doing.store.handling.take_on(number, association)
    doing.store.audit.note(hand.organiser.id, association, action, str(number), doing.now)


def _check_second(doing: Doing, hand: AtHand) -> None:
    """Whoever rejected an idea does not decide about the objection, in whatever association."""
    own = {organiser.id for organiser in parts(doing)}
    for appeal in doing.store.handling.appeals():
        if appeal.idea == hand.idea.number and appeal.against in own:
            raise Barred("idea_second")


def release_idea(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "release_idea") as hand:
        _check_second(doing, hand)
        words = act.answers.get("wording") or ""
        doing.store.handling.release(hand.idea.number, hand.organiser.id, doing.now, words)


def reject_idea(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "reject_idea") as hand:
        _check_second(doing, hand)
        doing.store.handling.reject(
            hand.idea.number, act.answers["rule"], hand.organiser.id, doing.now
        )


def merge_idea(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "merge_idea") as hand:
        into = doing.store.ideas.get(int(act.value))
        if not is_theirs(into, hand.association):
            raise Barred
        doing.store.handling.merge(hand.idea.number, into.number, hand.organiser.id, doing.now)


def advance_idea(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "advance_idea") as hand:
        answers = act.answers
        due = answers.get("due")
        doing.store.handling.advance(
            hand.idea.number,
            answers["state"],
            hand.organiser.id,
            doing.now,
            answers.get("why") or answers.get("more") or "",
            answers.get("whom") or "",
            date.fromisoformat(due) if due else None,
        )


def answer_idea(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "answer_idea") as hand:
        reply = act.answers["reply"]
        doing.store.handling.answer(hand.idea.number, reply, hand.organiser.id, doing.now)


def order_sheet(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "order_sheet") as hand:
        if hand.idea.publication != "published":
            raise NotSo("Nur gezeigte Ideen gehen an andere.")
        count_once(doing.store, hand.idea.number, doing.now, doing.config.results.k)
        doing.store.survey_files.order_sheet(doing.chat, hand.association, hand.idea.number)


def show_point(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "show_point") as hand:
        doing.store.idea_points.show(hand.idea.number)


def drop_point(doing: Doing, act: Act) -> None:
    with _handling(doing, act, "drop_point") as hand:
        doing.store.idea_points.drop(hand.idea.number)


COMMANDS: dict[str, Command] = {
    "release_idea": release_idea,
    "reject_idea": reject_idea,
    "merge_idea": merge_idea,
    "advance_idea": advance_idea,
    "answer_idea": answer_idea,
    "order_sheet": order_sheet,
    "show_point": show_point,
    "drop_point": drop_point,
}
