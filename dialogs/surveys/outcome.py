"""What those who took part hear when a survey is over: how it stands, and what follows from it."""

from __future__ import annotations

from ..markup import Value, plain
from ..messages import OFFER, Message, Option
from ..texts import Text, chain, load, shown
from .survey import Survey

T = load("outcome")


def outcome(survey: Survey, language: str, standing: str, follows: Text) -> Message:
    """`standing` says how many took part, empty where only organisers may know.

    Nothing in `follows`: nobody has said what follows from it.

    Its buttons work at any time, whatever else is being talked about.
    """
    languages = chain(language)
    values: dict[str, Value] = {
        "title": shown(survey.heading, languages),
        "standing": plain(standing) if standing else T["not_public"].fill(languages),
        "follows": shown(follows, languages) if follows else "",
    }
    options = [Option("no_invitations", T["never"].raw(languages))]
    if survey.results != "organisers":
        options.insert(0, Option(f"results:{survey.id}", T["look"].raw(languages)))
    name = "text" if follows else "unsaid"
    return Message(T[name].fill(languages, **values), tuple(options), prompt=OFFER)
