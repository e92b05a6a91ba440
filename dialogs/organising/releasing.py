"""Leave to take out one row a ballot: one who leads asks for it, another one gives it."""

from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say
from ..texts import load
from .publishing import OWN
from .roles import Role

T = load("releasing")

RELEASE = Flow(
    "release",
    (
        OWN,
        Ask(
            "what",
            T["page"],
            Offered(fact="release_choices", of="survey"),
            fact="release",
            of="survey",
            go=(
                Go("give", Is("what", ("give",))),
                Go("take_back", Is("what", ("take_back",))),
                Go("back", Is("what", ("no",))),
            ),
        ),
        Do("ask", "ask_release"),
        Say("asked", T["asked"], go=(Go(END),)),
        Do("give", "give_release", fact="fresh_release"),
        Say("given", T["given"], fact="fresh_release", go=(Go(END),)),
        Do("take_back", "take_back_release"),
        Say("taken_back", T["taken_back"], go=(Go(END),)),
        Begin("back", flow="manage", of="survey"),
    ),
    role=Role.ADMIN,
)
