"""What is going on: looking for events, and what to do with one."""

from ..answers.area import Area
from ..answers.pick import Pick
from ..conditions import Is
from ..events import TOPICS
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load

E = load("events")
V = load("event")
TOPIC = load("topics")
MARKS = ("come", "stay", "save", "unsave", "remind", "unremind", "watch", "unwatch", "full")
"""What can be done with an event; `full` is who would come to one without places left."""

EVENTS = Flow(
    "events",
    (
        Ask(
            "view",
            E["ask"],
            Pick(choices(E, "near", "week", "topic", "saved", "subscribe")),
            go=(
                Go("place", Is("view", ("near",))),
                Go("topic", Is("view", ("topic",))),
                Go("subscribe", Is("view", ("subscribe",))),
            ),
        ),
        Begin("list", flow="event_list", of="view"),
        Ask("place", E["where"], Area(level="municipality")),
        Begin("there", flow="event_list", of="place"),
        Ask("topic", E["which_topic"], Pick(choices(TOPIC, *TOPICS))),
        Begin("about", flow="event_list", of="topic"),
        Begin("subscribe", flow="alerts"),
    ),
)

EVENT_LIST = Flow(
    "event_list",
    (
        Ask("view", E["ask"], Pick((*choices(E, "week", "saved"), *choices(TOPIC, *TOPICS)))),
        Ask(
            "event",
            E["list"],
            Offered(fact="event_list", of="view"),
            fact="event_listing",
            of="view",
            empty=E["none"],
        ),
        Begin("open", flow="event", of="event"),
    ),
)

EVENT = Flow(
    "event",
    (
        Ask("event", V["which"], Offered(fact="event_list"), empty=E["none"]),
        Say("shown", V["page"], fact="event", of="event"),
        Ask(
            "do",
            V["do"],
            Offered(fact="event_choices", of="event"),
            go=(Go("file", Is("do", ("ics",))), Go("others", Is("do", ("others",)))),
        ),
        Ask(
            "consent",
            V["consent"],
            Pick(choices(V, "yes", "no")),
            unless="consent:alerts",
            go=(Go("kept_not", Is("consent", ("no",))),),
        ),
        Do("mark", "mark_event", "do"),
        Do("agreed", "give_consent", "alerts", unless="consent:alerts"),
        *(
            Say(
                f"said_{mark}",
                V[f"said_{mark}"],
                when=Is("do", (mark,)),
                go=(Go(END, Is("do", (mark,))),),
            )
            for mark in MARKS
        ),
        Say("kept_not", V["kept_not"], go=(Go(END),)),
        Say("file", V["file"], of="event", files="event_file", go=(Go(END),)),
        Begin("others", flow="events"),
    ),
)

NO_EVENT = Flow("no_event", (Say("said", E["gone"]),))
FULL_EVENT = Flow("full_event", (Say("said", V["said_full"]),))

TOLD_EVENT = Flow("told_event", (Begin("on", fact="told_event"),))

FLOWS = (EVENTS, EVENT_LIST, EVENT, NO_EVENT, FULL_EVENT, TOLD_EVENT)
