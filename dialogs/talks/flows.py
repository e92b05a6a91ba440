"""What residents do in talks: begin one, write, leave, end it, go on, object to others reading."""

from ..answers import Where
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .rules import LONGEST
from .saying import Saying

T = load("talk")
TOPICS = load("idea_topics")
GIVEN = "consent:talks"
_WHICH = Ask("talk", T["which"], Offered(fact="my_talks"), empty=T["none"])

TALK = Flow("talk", (Begin("on", fact="talk_entry"),))

NEW_TALK = Flow(
    "new_talk",
    (
        Ask(
            "consent",
            T["consent"],
            Pick(choices(T, "yes", "no")),
            unless=GIVEN,
            go=(Go("declined", Is("consent", ("no",))),),
        ),
        Do("agree", "give_consent", "talks", makes=GIVEN, unless=GIVEN),
        Ask("place", T["where"], Where(), optional=True, unless="talk_place_known"),
        Ask(
            "topic",
            T["topic"],
            Pick(choices(TOPICS, *TOPICS)),
            optional=True,
            unless="talk_one_group",
        ),
        Ask("words", T["begin"], Saying(longest=LONGEST), fact="talk_with", of="place topic"),
        Do("open", "open_talk"),
        Say("opened", T["said"]),
        Begin("on", flow="talk", later=True),
        Say("declined", T["declined"]),
    ),
    purpose="talks",
)

TALKING = Flow(
    "talking",
    (
        _WHICH,
        Ask(
            "words",
            T["write"],
            Saying(choices=choices(T, "leave", "end"), longest=LONGEST),
            fact="talking",
            of="talk",
            go=(Go("left", Is("words", ("leave",))), Go("close", Is("words", ("end",)))),
        ),
        Do("say", "say_in_talk", "talk"),
        Say("said", T["said"]),
        Begin("on", flow="talking", of="talk", later=True),
        Say("left", T["left"], go=(Go(END),)),
        Do("close", "close_talk", "talk"),
        Say("ended", T["ended"]),
    ),
    purpose="talks",
)

REOPEN_TALK = Flow(
    "reopen_talk",
    (
        _WHICH,
        Ask(
            "what",
            T["reopen_ask"],
            Pick(choices(T, "reopen", "new")),
            fact="talking",
            of="talk",
            go=(Go("begin", Is("what", ("new",))),),
        ),
        Do("reopen", "reopen_talk", "talk"),
        Say("reopened", T["reopened"]),
        Begin("on", flow="talking", of="talk", later=True),
        Begin("begin", flow="new_talk"),
    ),
    purpose="talks",
)

OBJECT = Flow(
    "object_to_talk",
    (
        _WHICH,
        Do("object", "object_to_talk", "talk"),
        Say("objected", T["objected"]),
    ),
)

BLOCKED = Flow(
    "talk_blocked",
    (
        Ask(
            "what",
            T["blocked"],
            Offered(fact="talk_block_choices"),
            fact="talk_block",
            go=(Go("kept", Is("what", ("leave_it",))),),
        ),
        Do("appeal", "appeal_block"),
        Say("appealed", T["appealed"], go=(Go(END),)),
        Say("kept", T["kept"]),
    ),
)

NO_TALK = Flow("no_talk", (Say("said", T["no_talk"]),))
NOBODY = Flow("talk_nobody", (Say("said", T["nobody"]),))
TOO_MANY = Flow("too_many_talks", (Say("said", T["too_many"]),))
TOO_MUCH = Flow("too_much_said", (Say("said", T["too_much"]),))

FLOWS: tuple[Flow, ...] = (
    TALK,
    NEW_TALK,
    TALKING,
    REOPEN_TALK,
    OBJECT,
    BLOCKED,
    NO_TALK,
    NOBODY,
    TOO_MANY,
    TOO_MUCH,
)
