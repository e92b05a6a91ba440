"""Events in the chat: written in a few answers, looked at, published, changed, called off."""

from ..answers import Date, Number, PickMany, Sentence
from ..answers.pick import Pick
from ..conditions import Is
from ..events import TOPICS
from ..events.event import SHORT, SUMMARY, TITLE
from ..events.series import EVERY, MOST
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .desk import GROUP
from .links import Link
from .roles import Role
from .times import Times
from .venue import Venue
from .when import Until, When

T = load("event_writing")
TOPIC = load("topics")
LARGEST = 100_000
"""Places of an event."""
WORDS = {"summary": SUMMARY, "organiser": TITLE, "price": SHORT, "language": SHORT}
"""What of an event is told in plain words that nobody has to give, and most characters of each."""
ASKED = ("title", "last", "when", "ends", "where", "topics", "access", "link", "capacity", "every")
DONE = ("publish", "recall", "drop", "again")
EVENT = Ask("event", T["which"], Offered(fact="all_own_events"), empty=T["none"])
DRAFT = Ask("draft", T["which"], Offered(fact="all_event_drafts"), empty=T["none"])
OPENED = Begin("on", flow="newest_event", of="group", later=True)
BACK = Begin("back", flow="event_draft", of="draft", later=True)

OWN_EVENTS = Flow(
    "own_events",
    (
        GROUP,
        Ask("which", T["own"], Offered(fact="own_events", of="group")),
        Begin("on", answer="which"),
    ),
    role=Role.HELPER,
)

NEW_EVENT = Flow(
    "new_event",
    (
        GROUP,
        Ask("title", T["title"], Sentence(longest=TITLE)),
        Ask("when", T["when"], When()),
        Ask("where", T["where"], Venue()),
        Ask("topic", T["topic"], Offered(fact="topics_for", of="title")),
        Do("write", "write_event"),
        OPENED,
    ),
    role=Role.HELPER,
)

NEW_PROCEDURE = Flow(
    "new_procedure",
    (
        GROUP,
        Ask("title", T["procedure_title"], Sentence(longest=TITLE)),
        Say("similar", T["noticed_similar"], fact="similar_procedures", of="title"),
        Ask("where", T["concerns"], Venue()),
        Ask("last", T["last_day"], Date()),
        Ask("link", T["official_link"], Link()),
        Do("write", "write_procedure"),
        OPENED,
    ),
    role=Role.HELPER,
)

NEWEST = Flow(
    "newest_event",
    (GROUP, Begin("on", fact="newest_event", of="group")),
    role=Role.HELPER,
)

AGAIN = Flow(
    "event_again",
    (
        Ask("source", T["which"], Offered(fact="event_templates"), empty=T["none"]),
        Ask("when", T["when"], When()),
        Do("copy", "copy_event"),
        Begin("on", fact="group_of_event", of="source", later=True),
    ),
    role=Role.HELPER,
)


def _to(*names: str, step: str) -> Go:
    return Go(step, Is("what", names))


EVENT_DRAFT = Flow(
    "event_draft",
    (
        DRAFT,
        Ask(
            "what",
            T["draft"],
            Offered(fact="event_draft_entries", of="draft"),
            fact="event_draft",
            of="draft",
            go=(
                *(_to(name, step=name) for name in (*WORDS, *ASKED)),
                _to(*DONE, step="do"),
                _to("list", step="list"),
            ),
        ),
        *(
            Ask(name, T["words"], Sentence(longest=most), optional=True, go=(Go("noticed"),))
            for name, most in WORDS.items()
        ),
        Say("noticed", T["noticed"], fact="noticed_event", of="summary", go=(Go("do"),)),
        Ask("title", T["title"], Sentence(longest=TITLE), go=(Go("do"),)),
        Ask("last", T["last_day"], Date(), go=(Go("do"),)),
        Ask("when", T["when"], When(), go=(Go("do"),)),
        Ask("ends", T["ends"], Until(), optional=True, go=(Go("do"),)),
        Ask("where", T["where"], Venue(), go=(Go("do"),)),
        Ask("topics", T["topics"], PickMany(choices(TOPIC, *TOPICS), most=3), go=(Go("do"),)),
        Ask(
            "access",
            T["access"],
            Pick(choices(T, "access_yes", "access_partly", "access_no", "access_unknown")),
            go=(Go("do"),),
        ),
        Ask("link", T["link"], Link(), optional=True, go=(Go("do"),)),
        Ask(
            "capacity",
            T["capacity"],
            Number(least=1, most=LARGEST),
            optional=True,
            go=(Go("do"),),
        ),
        Ask(
            "every",
            T["every"],
            Pick(choices(T, *EVERY, "once")),
            go=(Go("do", Is("every", ("once",))),),
        ),
        Ask("times", T["times"], Times(most=MOST)),
        Do("do", "change_event_draft", "what", go=(_to("drop", step="dropped"),)),
        BACK,
        Begin("dropped", fact="group_events", of="draft", later=True),
        Begin("list", fact="group_events", of="draft"),
    ),
    role=Role.HELPER,
)

OWN_EVENT = Flow(
    "own_event",
    (
        EVENT,
        Ask(
            "what",
            T["event"],
            Offered(fact="own_event_entries", of="event"),
            fact="own_event",
            of="event",
        ),
        Begin("on", answer="what"),
    ),
    role=Role.HELPER,
)

CHANGE_EVENT = Flow(
    "change_event",
    (
        EVENT,
        Do("change", "change_event"),
        Begin("on", flow="event_changing", of="event", later=True),
    ),
    role=Role.HELPER,
)

CHANGING = Flow(
    "event_changing",
    (EVENT, Begin("on", fact="event_changing", of="event")),
    role=Role.HELPER,
)

CANCEL_EVENT = Flow(
    "cancel_event",
    (
        EVENT,
        Ask(
            "sure",
            T["cancel"],
            Offered(fact="cancel_choices", of="event"),
            fact="cancelling",
            of="event",
            go=(Go("kept", Is("sure", ("no",))),),
        ),
        Do("cancel", "cancel_event", "sure"),
        Begin("on", flow="event_changing", of="event", later=True),
        Say("kept", T["kept"], go=(Go(END),)),
    ),
    role=Role.ORGANISER,
)

EVENT_OVER = Flow("event_over", (Say("said", T["over"]),))
EVENT_BACKWARDS = Flow("event_backwards", (Say("said", T["backwards"]),))
FIXED_EVENTS = (EVENT_OVER, EVENT_BACKWARDS)

FLOWS = (
    OWN_EVENTS,
    NEW_EVENT,
    NEW_PROCEDURE,
    NEWEST,
    AGAIN,
    EVENT_DRAFT,
    OWN_EVENT,
    CHANGE_EVENT,
    CHANGING,
    CANCEL_EVENT,
    *FIXED_EVENTS,
)
