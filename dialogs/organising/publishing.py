"""A survey that is ready: tried out, published, looked after and closed."""

from ..answers import Date
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .roles import Role
from .writing import DRAFT

T = load("publishing")
OWN = Ask("survey", T["which"], Offered(fact="all_published"), empty=T["none"])

PREVIEW = Flow(
    "preview",
    (
        DRAFT,
        Say("told", T["preview"], fact="preview", of="survey"),
        Begin("try", flow="trial", of="survey"),
    ),
    role=Role.HELPER,
)

PUBLISH = Flow(
    "publish",
    (
        DRAFT,
        Ask(
            "sure",
            T["publish"],
            Offered(fact="publish_choices", of="survey"),
            fact="publishing",
            of="survey",
            go=(Go("back", Is("sure", ("no",))),),
        ),
        Do("publish", "publish_survey"),
        Say("published", T["published"]),
        Begin("look", flow="manage", of="survey", later=True),
        Begin("back", flow="draft", of="survey"),
    ),
    role=Role.ORGANISER,
)

MANAGE = Flow(
    "manage",
    (
        OWN,
        Ask(
            "what",
            T["manage"],
            Offered(fact="manage_entries", of="survey"),
            fact="manage",
            of="survey",
        ),
        Begin("on", answer="what"),
    ),
    role=Role.HELPER,
)

RESULT = Flow(
    "result",
    (OWN, Say("shown", load("results")["shown"], fact="own_result", of="survey")),
    role=Role.HELPER,
)

LINKS = Flow("links", (OWN, Say("shown", T["links"], fact="links", of="survey")), role=Role.HELPER)

ENDS = Flow(
    "ends",
    (
        OWN,
        Ask("day", T["day"], Date()),
        Do("set", "set_end"),
        Begin("back", flow="manage", of="survey", later=True),
    ),
    role=Role.ORGANISER,
)

CLOSE = Flow(
    "close",
    (
        OWN,
        Ask(
            "sure",
            T["close"],
            Pick(choices(T, "yes_close", "no_close")),
            go=(Go("kept", Is("sure", ("no_close",))),),
        ),
        Do("close", "close_survey"),
        Begin("back", flow="manage", of="survey", later=True),
        Say("kept", T["kept"], go=(Go(END),)),
    ),
    role=Role.ORGANISER,
)

FIXED = tuple(
    Flow(name, (Say("said", T[name]),))
    for name in (
        "no_choices",
        "too_many_questions",
        "not_ready",
        "no_such_day",
        "must_unlink",
    )
)
"""What is said where something cannot be done as it was typed."""
