"""The invitation to a survey: all that its opening tells, and a way to hear nothing more."""

from __future__ import annotations

from collections.abc import Mapping

from ..markup import Value
from ..messages import OFFER, Message, Option
from ..texts import chain, load, shown
from .survey import Survey, opening

T = load("invitation")
S = load("survey")
ANSWERS = (("not_now", S["later"]), ("no_invitations", T["never"]))


def invitation(survey: Survey, language: str, operator: Mapping[str, str]) -> Message:
    """What somebody who agreed to be written to reads of a survey; `operator` fills in the rest.

    Its buttons work at any time, whatever else is being talked about.
    """
    languages = chain(language)
    values: dict[str, Value] = dict(operator)
    values |= {name: shown(text, languages) for name, text in opening(survey).items()}
    answers = ((f"survey:{survey.id}", S["join"]), *ANSWERS)
    options = tuple(Option(flow, label.raw(languages)) for flow, label in answers)
    return Message(T["text"].fill(languages, **values), options, prompt=OFFER)
