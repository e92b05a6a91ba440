"""What residents do with ideas: hand one in, follow it, look at those of others, support them."""

from ..answers import Sentence, Where
from ..answers.pick import Pick
from ..conditions import All, Answered, Is, Not
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .narrowing import ASKED, QUESTIONS
from .states import STATES
from .telling import Numbered, Pointed, Telling, Wordless

T = load("ideas")
S = load("idea_states")
TOPICS = load("idea_topics")
M = load("idea_months")

_BROWSING = ("near", "of_topic", "in_state", "happened")
_NO = Is("consent", ("no",))
_STEPS = (
    *("withdraw", "share", "report", "appeal", "sure", "yes", "no", "list"),
    *("point", "unpoint"),
)
_JOINS = All((Answered("alike"), Not(Is("alike", ("new",)))))

HAND_IN = Flow(
    "hand_in",
    (
        Ask(
            "consent",
            T["consent"],
            Pick(choices(T, "yes", "no")),
            unless="consent:ideas",
            go=(Go("declined", _NO),),
        ),
        Do("agree", "give_consent", "ideas", makes="consent:ideas", unless="consent:ideas"),
        Ask("idea", T["tell"], Telling()),
        Ask("about", T["about"], Sentence(), optional=True, when=Wordless("idea")),
        Ask("place", T["where"], Where(level="municipality"), optional=True),
        Ask("topic", T["topic"], Offered(fact="idea_topics")),
        Ask(
            "alike",
            T["alike"],
            Offered(fact="ideas_alike"),
            unless="idea_is_new",
            fact="alike",
            go=(Go("join", _JOINS),),
        ),
        Do("hand_in", "hand_in_idea", fact="next_idea"),
        Say("receipt", T["receipt"], fact="next_idea", go=(Go(END),)),
        Do("join", "support_idea", "alike"),
        Say("joined", T["joined"], fact="numbered", of="alike", go=(Go(END),)),
        Say("declined", T["declined"]),
    ),
    title=T["title"].by_language,
    purpose="ideas",
    stays=True,
)

IDEA = Flow(
    "idea",
    (
        Ask("number", T["which"], Numbered()),
        Say("shown", T["shown"], fact="idea", of="number", files="idea_files"),
        Ask(
            "what",
            T["what"],
            Offered(fact="idea_choices", of="number"),
            go=tuple(Go(step, Is("what", (step,))) for step in _STEPS),
        ),
        Ask(
            "consent",
            T["consent_support"],
            Pick(choices(T, "yes", "no")),
            unless="consent:ideas",
            go=(Go("declined", _NO),),
        ),
        Do("support", "support_idea", "number"),
        Do("agree", "give_consent", "ideas", unless="consent:ideas"),
        Say("supported", T["joined"], fact="numbered", of="number", go=(Go(END),)),
        Do("withdraw", "withdraw_support", "number"),
        Say("withdrawn", T["withdrawn"], fact="numbered", of="number", go=(Go(END),)),
        Say("share", T["shared"], fact="idea_link", of="number", go=(Go(END),)),
        Do("report", "report_idea", "number"),
        Say("reported", T["reported"], go=(Go(END),)),
        Do("appeal", "appeal_idea", "number"),
        Say("appealed", T["appealed"], go=(Go(END),)),
        Ask(
            "sure",
            T["sure"],
            Pick(choices(T, "yes_take_back", "no_keep")),
            go=(Go("kept", Is("sure", ("no_keep",))),),
        ),
        Do("take_back", "take_back_idea", "number"),
        Say("taken_back", T["taken_back"], go=(Go(END),)),
        Say("kept", T["kept"], go=(Go(END),)),
        Do("yes", "judge_idea", "what"),
        Say("agreed", T["judged"], go=(Go(END),)),
        Do("no", "judge_idea", "what"),
        Say("disagreed", T["judged"], go=(Go(END),)),
        Begin("list", flow="ideas"),
        Ask("point", T["point"], Pointed()),
        Do("keep_point", "point_idea", "point"),
        Say("pointed", T["pointed"], go=(Go(END),)),
        Do("unpoint", "unpoint_idea", "number"),
        Say("unpointed", T["unpointed"], go=(Go(END),)),
        Say("declined", T["declined"]),
    ),
)

IDEAS = Flow(
    "ideas",
    (
        Ask(
            "how",
            T["browse"],
            Pick(choices(T, "hand_in", "newest", "most", *_BROWSING, "exactly")),
            go=(
                *(Go(step, Is("how", (step,))) for step in ("hand_in", *_BROWSING)),
                Go("topic", Is("how", ("exactly",))),
            ),
        ),
        Ask("listed", T["pick"], Offered(fact="ideas_by", of="how"), empty=T["none"]),
        Begin("on", flow="idea", of="listed"),
        Begin("hand_in", flow="hand_in"),
        Ask("near", T["near_where"], Where(level="municipality")),
        Ask("nearest", T["pick"], Offered(fact="ideas_near", of="near"), empty=T["none"]),
        Begin("on_near", flow="idea", of="nearest"),
        Ask(
            "of_topic",
            T["which_topic"],
            Pick(choices(TOPICS, *TOPICS)),
        ),
        Ask("topical", T["pick"], Offered(fact="ideas_of", of="of_topic"), empty=T["none"]),
        Begin("on_topic", flow="idea", of="topical"),
        Ask("in_state", T["which_state"], Pick(choices(S, *STATES))),
        Ask("standing", T["pick"], Offered(fact="ideas_in", of="in_state"), empty=T["none"]),
        Begin("on_state", flow="idea", of="standing"),
        *QUESTIONS,
        Ask("fitting", T["pick"], Offered(fact="ideas_fitting", of=ASKED), empty=T["none"]),
        Begin("on_fitting", flow="idea", of="fitting"),
        Ask("happened", M["which"], Offered(fact="released_months"), empty=M["none_yet"]),
        Say("told", M["told"], fact="released_month", of="happened"),
    ),
)

MY_IDEAS = Flow(
    "my_ideas",
    (
        Ask("which", T["mine"], Offered(fact="my_ideas"), empty=T["none_mine"]),
        Begin("on", flow="idea", of="which"),
    ),
)

DONE, NOT_DONE = (
    Flow(
        name,
        (
            Ask("number", T["which"], Numbered()),
            Do("judge", "judge_idea", agrees),
            Say("judged", T["judged"]),
        ),
    )
    for name, agrees in (("idea_done", "yes"), ("idea_not_done", "no"))
)

NOT_THIS_MONTH = Flow("not_this_month", (Say("said", M["later"]),))
NO_IDEA = Flow("no_idea", (Say("said", T["no_idea"]),))
TOO_MANY_IDEAS = Flow("too_many_ideas", (Say("said", T["too_many"]),))

FLOWS: tuple[Flow, ...] = (
    *(HAND_IN, IDEA, IDEAS, MY_IDEAS, DONE, NOT_DONE),
    *(NOT_THIS_MONTH, NO_IDEA, TOO_MANY_IDEAS),
)
