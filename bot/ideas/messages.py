"""What people are told of their ideas without having asked."""

from __future__ import annotations

from dialogs.markup import Rich, glue, plain
from dialogs.messages import OFFER, Message, Option
from dialogs.texts import chain, load, shortened
from storage.idea import Idea
from storage.idea_handling import Change
from storage.idea_news import Hearer

from .telling import R, state, words

T = load("idea_news")
_SHORT = 100
"""Characters of an idea in a message about it."""


def news(change: Change, idea: Idea, hearer: Hearer, appealed: str = "") -> Message:
    """What a change is told as to one of the idea's people, in their language."""
    languages = chain(hearer.language)
    again = change.kind == "rejected" and appealed == "decided"
    name = "rejected_again" if again else change.kind
    text = T[name].fill(languages, **_values(change, idea, hearer))
    said: Rich = plain(change.words) if change.kind in ("state", "answer") else ()
    if change.kind == "asked":
        options = [("agree", "idea_done"), ("disagree", "idea_not_done")]
    else:
        options = [("look", "idea")]
    return Message(
        glue((text, said)),
        tuple(
            Option(f"{flow}:{idea.number}", _label(name, idea, languages))
            for name, flow in options
        ),
        prompt=OFFER,
    )


def _label(name: str, idea: Idea, languages: tuple[str, ...]) -> str:
    return T[name].raw(languages).replace("{number}", str(idea.number))


def _values(change: Change, idea: Idea, hearer: Hearer) -> dict[str, str | int | Rich]:
    said = shortened(words(idea, hearer.language), _SHORT)
    match change.kind:
        case "rejected":
            return {"number": idea.number, "rule": R[change.rule].raw(chain(hearer.language))}
        case "merged":
            return {"number": hearer.own, "into": idea.merged_into or idea.number}
        case "state":
            stated = state(change.state, change.whom, hearer.language)
            return {"number": idea.number, "words": said, "state": stated}
        case _:
            return {"number": idea.number, "words": said}
