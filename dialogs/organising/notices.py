"""What organisers are told of a sending outside of any conversation, with a way to look at it."""

from __future__ import annotations

from typing import Literal

from ..messages import OFFER, Message, Option
from ..texts import Text, chain, in_language, load

T = load("sending_notices")
Event = Literal["approve", "approved", "refused", "expired", "begun", "half", "done"]


def notice(event: Event, campaign: str, title: Text, language: str) -> Message:
    """`title` is the survey's."""
    languages = chain(language)
    text = T[event].fill(languages, title=in_language(title, languages))
    look = Option(f"campaign:{campaign}", T["look"].raw(languages))
    return Message(text, (look,), prompt=OFFER)
