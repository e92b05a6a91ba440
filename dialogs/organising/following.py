"""Telling those who took part what came of it, once, when a survey is over."""

from ..answers import Sentence
from ..answers.pick import Pick
from ..conditions import Answered, Is, Not
from ..flow import END, Ask, Begin, Do, Flow, Go, Say, choices
from ..texts import load
from .publishing import OWN
from .roles import Role

T = load("following")
LONGEST = 600
"""Characters of what follows: one message on a phone."""

FOLLOWING = Flow(
    "following",
    (
        OWN,
        Ask("words", T["words"], Sentence(longest=LONGEST), fact="following", of="survey"),
        Ask("simple", T["simple"], Sentence(longest=LONGEST), optional=True),
        Say("look", T["look"], fact="follows_look", of="survey words"),
        Say(
            "look_simple",
            T["look_simple"],
            fact="follows_simple",
            of="survey simple",
            when=Answered("simple"),
        ),
        Say(
            "look_same",
            T["look_same"],
            fact="follows_same",
            of="survey words",
            when=Not(Answered("simple")),
        ),
        Ask(
            "sure",
            T["sure"],
            Pick(choices(T, "yes_send", "no_send")),
            fact="following",
            of="survey",
            go=(Go("back", Is("sure", ("no_send",))),),
        ),
        Do("send", "tell_followers"),
        Say("sent", T["sent"], go=(Go(END),)),
        Begin("back", flow="manage", of="survey"),
    ),
    role=Role.ORGANISER,
)
