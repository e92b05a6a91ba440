"""Help, the privacy notice (GDPR Art. 13) and what this bot is."""

from ..answers.pick import Pick
from ..flow import Ask, Begin, Flow, Say, choices
from ..texts import load

T = load("information")

INFORMATION = Flow(
    "information",
    (
        Ask("choice", T["ask"], Pick(choices(T, "talk", "privacy", "about"))),
        Begin("go", answer="choice"),
    ),
)

PRIVACY = Flow("privacy", (Say("text", load("privacy")["text"]),))

ABOUT = Flow("about", (Say("text", load("about")["text"]),))
