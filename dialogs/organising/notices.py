"""What organisers are told outside of any conversation, with a way to go on from there."""

from __future__ import annotations

from typing import Literal

from ..messages import OFFER, Message, Option
from ..texts import Text, chain, in_language, load

T, F = load("sending_notices"), load("following")
Event = Literal[
    "approve", "approved", "refused", "expired", "begun", "month_begun", "half", "done"
]


def unsaid(survey: str, title: Text, day: str, language: str) -> Message:
    """That people wait to hear what follows, and get the result without it on that day."""
    languages = chain(language)
    text = F["remind"].fill(languages, title=in_language(title, languages), day=day)
    say = Option(f"following:{survey}", F["say_it"].raw(languages))
    return Message(text, (say,), prompt=OFFER)


def notice(event: Event, campaign: str, title: Text, language: str) -> Message:
    """`title` is the survey's, or says which month of ideas."""
    languages = chain(language)
    text = T[event].fill(languages, title=in_language(title, languages))
    look = Option(f"campaign:{campaign}", T["look"].raw(languages))
    return Message(text, (look,), prompt=OFFER)
