"""What residents have the bot do with ideas; raises Barred before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dialogs.engine import Act
from dialogs.ideas.telling import Telling
from dialogs.world import Barred
from storage.idea import Handed, NoIdea

from ..doing import Command, Doing

WAITING = 5
"""Ideas that may wait for their release for one person."""
_TELLING = Telling()


@contextmanager
def _there() -> Iterator[None]:
    """An idea that is not there, or not any longer, is said to be so."""
    try:
        yield
    except (NoIdea, ValueError, OverflowError):
        raise Barred("no_idea") from None


def hand_in_idea(doing: Doing, act: Act) -> None:
    given = doing.store.ideas.given(doing.chat.participant)
    if sum(idea.publication == "waiting" for idea in given) >= WAITING:
        raise Barred("too_many_ideas")
    answers = act.answers
    words = answers["idea"].get("text") or answers.get("about") or ""
    place, files = answers.get("place") or "", _TELLING.files(answers["idea"])
    handed = Handed(words, place, answers["topic"], files)
    doing.store.ideas.hand_in(int(act.value), handed, doing.chat, doing.now)


def support_idea(doing: Doing, act: Act) -> None:
    with _there():
        doing.store.ideas.support(int(act.value), doing.chat.participant)


def withdraw_support(doing: Doing, act: Act) -> None:
    with _there():
        doing.store.ideas.withdraw_support(int(act.value), doing.chat.participant)


def report_idea(doing: Doing, act: Act) -> None:
    with _there():
        doing.store.ideas.report(int(act.value), doing.chat.participant)


def appeal_idea(doing: Doing, act: Act) -> None:
    with _there():
        number = int(act.value)
        asked = doing.store.handling.appeal(number, doing.chat.participant, doing.now)
        if not asked and doing.store.handling.appealed(number) == "decided":
            raise NoIdea(number)  # pressed again on an old page, where nobody would look


def take_back_idea(doing: Doing, act: Act) -> None:
    with _there():
        if doing.store.ideas.get(int(act.value)).giver != doing.chat.participant:
            raise NoIdea(act.value)
        doing.store.ideas.delete(int(act.value))


def judge_idea(doing: Doing, act: Act) -> None:
    with _there():
        number, who = int(act.answers["number"]), doing.chat.participant
        asked = doing.store.news.asked(number)
        if asked is None or not doing.store.ideas.is_behind(number, who):
            raise NoIdea(number)
        doing.store.news.judge(asked, who, agrees=act.value == "yes")


def point_idea(doing: Doing, act: Act) -> None:
    lat, lon = (float(degrees) for degrees in act.value.split())
    number, who = int(act.answers["number"]), doing.chat.participant
    with _there():
        doing.store.idea_points.keep(number, who, lat, lon)


def unpoint_idea(doing: Doing, act: Act) -> None:
    with _there():
        doing.store.idea_points.take_back(int(act.value), doing.chat.participant)


COMMANDS: dict[str, Command] = {
    "hand_in_idea": hand_in_idea,
    "support_idea": support_idea,
    "withdraw_support": withdraw_support,
    "report_idea": report_idea,
    "appeal_idea": appeal_idea,
    "take_back_idea": take_back_idea,
    "judge_idea": judge_idea,
    "point_idea": point_idea,
    "unpoint_idea": unpoint_idea,
}
