"""The invitation to a survey: all that its opening tells, and a way to hear nothing more."""

from __future__ import annotations

from collections.abc import Mapping

from ..markup import Value
from ..messages import OFFER, Message, Option
from ..texts import chain, load, shown
from .survey import Survey, opening

T = load("invitation")
S = load("survey")


def invitation(
    survey: Survey, language: str, operator: Mapping[str, str], reminds: bool = False
) -> Message:
    """What somebody who agreed to be written to reads of a survey; `operator` fills in the rest.

    Its buttons work at any time, whatever else is being talked about. One that `reminds` is for
    those who were invited before.
    """
    languages = chain(language)
    values: dict[str, Value] = dict(operator)
    values |= {name: shown(text, languages) for name, text in opening(survey).items()}
    answers = (
        (f"survey:{survey.id}", S["join"]),
        (f"not_now:{survey.id}", S["later"]),
        ("no_invitations", T["never"]),
    )
    options = tuple(Option(flow, label.raw(languages)) for flow, label in answers)
    return Message(
        T["reminder" if reminds else "text"].fill(languages, **values), options, prompt=OFFER
    )
