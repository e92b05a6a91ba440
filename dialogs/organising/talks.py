"""Organisers and talks with residents: the list, one talk, and all that can be done with it."""

from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..talks.rules import LONGEST, RULES
from ..talks.saying import Saying
from ..texts import load
from .desk import GROUP
from .roles import Role

T = load("talk_desk")
RULE = load("talk_rules")
_STEPS = ("reply", "note", "to", "take", "close", "rule", "lift", "keep", "back")
_WHICH = Ask("talk", T["which"], Offered(fact="talks_at_hand"))

TALK_DESK = Flow(
    "talk_desk",
    (
        GROUP,
        Ask(
            "which",
            T["list"],
            Offered(fact="open_talks", of="group"),
            fact="talk_desk",
            of="group",
        ),
        Begin("on", answer="which"),
    ),
    role=Role.ORGANISER,
)

HANDLE_TALK = Flow(
    "handle_talk",
    (
        _WHICH,
        Say("shown", T["shown"], fact="handled_talk", of="talk"),
        Ask(
            "what",
            T["what"],
            Offered(fact="talk_choices", of="talk"),
            go=tuple(Go(step, Is("what", (step,))) for step in _STEPS),
        ),
        Ask("reply", T["reply_ask"], Saying(longest=LONGEST), fact="handled_guest", of="talk"),
        Do("answer", "answer_talk", "reply"),
        Say("answered", T["answered"], go=(Go(END),)),
        Ask("note", T["note_ask"], Saying(longest=LONGEST)),
        Do("keep_note", "note_talk", "note"),
        Say("noted", T["noted"], go=(Go("again"),)),
        Ask("to", T["to_ask"], Offered(fact="talk_takers", of="talk"), empty=T["no_takers"]),
        Do("hand_over", "hand_over_talk", "to"),
        Say("handed_over", T["handed_over"], go=(Go(END),)),
        Do("take", "take_talk", "talk"),
        Say("taken", T["taken"], go=(Go("again"),)),
        Do("close", "end_talk", "talk"),
        Say("closed", T["closed"], go=(Go(END),)),
        Ask("rule", T["rule_ask"], Pick(choices(RULE, *RULES))),
        Do("block", "block_guest", "rule"),
        Say("blocked", T["blocked"], go=(Go(END),)),
        Do("lift", "lift_block", "talk"),
        Say("lifted", T["lifted"], go=(Go(END),)),
        Do("keep", "keep_block", "talk"),
        Say("kept", T["kept"], go=(Go(END),)),
        Begin("back", fact="talk_desk_of", of="talk"),
        Begin("again", flow="handle_talk", of="talk", later=True),
    ),
    role=Role.ORGANISER,
)

HANDLE_TALKS = Flow("handle_talks", (Begin("on", fact="first_talk_desk"),))

ANSWER_TALK = Flow(
    "answer_guest",
    (
        _WHICH,
        Ask("reply", T["reply_ask"], Saying(longest=LONGEST), fact="handled_guest", of="talk"),
        Do("answer", "answer_talk", "reply"),
        Say("answered", T["answered"]),
    ),
    role=Role.ORGANISER,
)

DUTY = Flow(
    "talk_duty",
    (GROUP, Do("turn", "turn_duty", "group"), Say("turned", T["turned"])),
    role=Role.ORGANISER,
)

TALK_TAKEN = Flow("talk_taken", (Say("said", T["somebody_else"]),))
TALK_GONE = Flow("talk_gone", (Say("said", T["gone"]),))
TALK_SECOND = Flow("talk_second", (Say("said", T["second"]),))

FLOWS: tuple[Flow, ...] = (
    HANDLE_TALKS,
    TALK_DESK,
    HANDLE_TALK,
    ANSWER_TALK,
    DUTY,
    TALK_TAKEN,
    TALK_GONE,
    TALK_SECOND,
)
