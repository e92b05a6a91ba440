"""Organisers and the ideas of residents: the queues, and all that can be done with one idea."""

from ..answers import Date, Sentence
from ..answers.pick import Pick
from ..conditions import Is, Length
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..ideas.narrowing import ASKED, QUESTIONS
from ..ideas.states import EXPLAINED, LONGEST, RULES, STATES
from ..ideas.telling import Numbered
from ..texts import load
from .desk import GROUP
from .roles import Role

T, ASKS = load("idea_desk"), load("idea_desk_asks")
STATE = load("idea_states")
RULE = load("idea_rule_names")
_STEPS = (
    "release",
    "wording",
    "rule",
    "into",
    "state",
    "reply",
    "sheet",
    "point_ok",
    "point_home",
    "back",
)
_BUT_FIRST = STATES[1:]
_TAKES_TIME = Is("state", ("examined", "passed_on", "under_way"))
_HANDED_ON = Is("state", ("passed_on",))
_MAY_SAY_MORE = Is("state", tuple(state for state in _BUT_FIRST if state != "impossible"))

IDEA_DESK = Flow(
    "idea_desk",
    (
        GROUP,
        Ask("queue", T["queue"], Offered(fact="idea_queues", of="group")),
        Ask("which", T["which"], Offered(fact="idea_queue", of="queue"), empty=T["empty"]),
        Begin("on", answer="which"),
    ),
    role=Role.ORGANISER,
)

NARROW_IDEAS = Flow(
    "narrow_ideas",
    (
        Ask("queue", T["queue"], Offered(fact="ideas_at_hand")),
        *QUESTIONS,
        Ask(
            "which",
            T["which"],
            Offered(fact="idea_queue", of=f"queue {ASKED}"),
            empty=T["empty"],
        ),
        Begin("on", answer="which"),
    ),
    role=Role.ORGANISER,
)

HANDLE_IDEA = Flow(
    "handle_idea",
    (
        Ask("idea", T["which"], Offered(fact="ideas_at_hand")),
        Say("shown", T["shown"], fact="handled_idea", of="idea", files="handled_files"),
        Ask(
            "what",
            T["what"],
            Offered(fact="handling_choices", of="idea"),
            go=tuple(Go(step, Is("what", (step,))) for step in _STEPS),
        ),
        Do("release", "release_idea", "idea"),
        Say("released", T["released"], go=(Go(END),)),
        Ask("wording", ASKS["wording"], Sentence(longest=LONGEST)),
        Do("release_as", "release_idea", "idea"),
        Say("released_as", T["released"], go=(Go(END),)),
        Ask("rule", ASKS["rule"], Pick(choices(RULE, *RULES))),
        Do("reject", "reject_idea", "rule"),
        Say("rejected", T["rejected"], go=(Go(END),)),
        Ask("into", ASKS["into"], Numbered(), fact="merge_targets", of="idea"),
        Do("merge", "merge_idea", "into"),
        Say("merged", T["merged"], go=(Go(END),)),
        Ask("state", ASKS["state"], Pick(choices(STATE, *_BUT_FIRST))),
        Ask("whom", T["whom"], Sentence(longest=200), when=_HANDED_ON),
        Ask("due", T["due"], Date(), optional=True, when=_TAKES_TIME),
        Ask(
            "why",
            T["why"],
            Sentence(longest=LONGEST),
            when=Is("state", ("impossible",)),
            constraint=Length("why", ">=", EXPLAINED),
            constraint_text=T["too_short"].by_language,
        ),
        Ask("more", T["more"], Sentence(longest=LONGEST), optional=True, when=_MAY_SAY_MORE),
        Do("advance", "advance_idea", "state"),
        Say("advanced", T["advanced"], go=(Go("offer", _HANDED_ON), Go(END))),
        Ask(
            "offer",
            T["offer"],
            Pick(choices(T, "send", "no_sheet")),
            go=(Go(END, Is("offer", ("no_sheet",))),),
        ),
        Do("sheet", "order_sheet", "idea"),
        Say("ordered", T["ordered"], go=(Go(END),)),
        Ask("reply", ASKS["reply"], Sentence(longest=LONGEST)),
        Do("answer", "answer_idea", "idea"),
        Say("answered", T["answered"], go=(Go(END),)),
        Do("point_ok", "show_point", "idea"),
        Say("point_shown", T["point_shown"], go=(Go(END),)),
        Do("point_home", "drop_point", "idea"),
        Say("point_dropped", T["point_dropped"], go=(Go(END),)),
        Begin("back", fact="first_idea_desk"),
    ),
    role=Role.ORGANISER,
)

HANDLE_IDEAS = Flow("handle_ideas", (Begin("on", fact="first_idea_desk"),), role=Role.ORGANISER)

NOT_SO = Flow("idea_not_so", (Say("said", T["not_so"]),))
SECOND = Flow("idea_second", (Say("said", T["second"]),))

FLOWS: tuple[Flow, ...] = (HANDLE_IDEAS, IDEA_DESK, NARROW_IDEAS, HANDLE_IDEA, NOT_SO, SECOND)
