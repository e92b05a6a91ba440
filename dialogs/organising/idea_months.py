"""What happened to ideas in a month: looked at, added to, and released by organisers."""

from ..answers import Sentence
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .roles import Role

T = load("idea_months_desk")
LONGEST = 600
_STEPS = ("above", "below", "one", "sure", "leave")

IDEA_MONTH = Flow(
    "idea_month",
    (
        Ask("month", load("idea_months")["which"], Offered(fact="ideas_at_hand")),
        Ask(
            "what",
            T["page"],
            Offered(fact="month_choices", of="month"),
            fact="month_page",
            of="month",
            go=tuple(Go(step, Is("what", (step,))) for step in _STEPS),
        ),
        Ask("above", T["above"], Sentence(longest=LONGEST), optional=True),
        Do("say_above", "word_above", "month"),
        Begin("again_above", flow="idea_month", of="month", later=True),
        Ask("below", T["below"], Sentence(longest=LONGEST), optional=True),
        Do("say_below", "word_below", "month"),
        Begin("again_below", flow="idea_month", of="month", later=True),
        Ask("one", T["one"], Offered(fact="month_ideas", of="month"), empty=T["none"]),
        Do("toggle", "toggle_month_idea", "one"),
        Begin("again_one", flow="idea_month", of="month", later=True),
        Ask(
            "sure",
            T["sure"],
            Pick(choices(T, "yes_send", "no_send")),
            go=(Go("not_yet", Is("sure", ("no_send",))),),
        ),
        Do("release", "release_month", "month"),
        Say("released", T["released"], go=(Go(END),)),
        Begin("not_yet", flow="idea_month", of="month"),
        Do("leave", "leave_month", "month"),
        Say("left", T["left"]),
    ),
    role=Role.ORGANISER,
)

NO_MONTH = Flow("no_month", (Say("said", T["no_month"]),))

FLOWS: tuple[Flow, ...] = (IDEA_MONTH, NO_MONTH)
