"""The question to people of whom nothing was heard for long, and what they say to it."""

from ..flow import Flow, Say
from ..messages import OFFER, Message, Option
from ..texts import chain, load

T = load("silence")

KEEP_ALL = Flow("keep_all", (Say("kept", T["kept"]),))


def question(day: str, language: str) -> Message:
    """Whether all shall stay that would be deleted on that day."""
    languages = chain(language)
    answers = ("keep_all", "forget_me")
    options = tuple(Option(flow, T[flow].raw(languages)) for flow in answers)
    return Message(T["question"].fill(languages, day=day), options, prompt=OFFER)
