"""Choosing a language, and Einfache Sprache by one word or tap."""

from ..answers import Choice
from ..answers.pick import Pick
from ..flow import Ask, Do, Flow, Say
from ..texts import LANGUAGES, load

T = load("language")
CHOICES = tuple(Choice(tag, {"de": name}) for tag, name in LANGUAGES.items())

LANGUAGE = Flow(
    "language",
    (
        Ask("language", T["ask"], Pick(CHOICES)),
        Do("set", "set_language", "language", speaks=True),
        Say("done", T["done"]),
    ),
)

SIMPLE = Flow(
    "simple",
    (
        Do("set", "set_language", "de-simple", speaks=True),
        Say("done", T["done"]),
    ),
)
