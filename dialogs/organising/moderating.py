"""Reading people's own words of a survey that is over, one by one, before anybody else does."""

from ..answers.pick import Pick
from ..conditions import Is
from ..flow import Ask, Begin, Do, Flow, Go, Offered, choices
from ..texts import load
from .publishing import OWN
from .roles import Role

T = load("moderating")

WORDS = Flow(
    "words",
    (
        OWN,
        Ask(
            "what",
            T["words"],
            Offered(fact="words_entries", of="survey"),
            fact="words",
            of="survey",
        ),
        Begin("on", answer="what"),
    ),
    role=Role.ORGANISER,
)

JUDGE = Flow(
    "judge",
    (
        Ask("word", T["which"], Offered(fact="no_words"), empty=T["none"]),
        Ask(
            "what",
            T["judge"],
            Pick(choices(T, "show", "hide", "enough")),
            fact="said",
            of="word",
            go=(Go("stop", Is("what", ("enough",))),),
        ),
        Do("judge", "judge_words", "what"),
        Begin("next", fact="said_next", of="word", later=True),
        Begin("stop", fact="words_of", of="word"),
    ),
    role=Role.ORGANISER,
)

REREAD = Flow(
    "reread",
    (
        OWN,
        Ask(
            "sure",
            T["reread"],
            Pick(choices(T, "yes_reread", "no_reread")),
            go=(Go("back", Is("sure", ("no_reread",))),),
        ),
        Do("reread", "reread_words"),
        Begin("on", flow="words", of="survey", later=True),
        Begin("back", flow="words", of="survey"),
    ),
    role=Role.ORGANISER,
)

MODERATING = (WORDS, JUDGE, REREAD)
