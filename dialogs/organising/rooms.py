"""Groups and channels of an association: registering one, what it hears, announcing a survey."""

from ..answers import PickMany
from ..answers.area import Area
from ..answers.pick import Pick
from ..conditions import Is
from ..events import TOPICS
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .desk import GROUP
from .publishing import OWN
from .roles import Role

T = load("rooms")
TOPIC = load("topics")
ALL = "all"
HOW = ("weekly", "each", "never")
SURE = Pick(choices(T, "yes_remove", "no_remove"))

ROOMS = Flow(
    "rooms",
    (
        GROUP,
        Ask("room", T["list"], Offered(fact="room_entries", of="group"), fact="rooms", of="group"),
        Begin("on", answer="room"),
    ),
    role=Role.ORGANISER,
)

NEW_ROOM = Flow(
    "new_room",
    (
        GROUP,
        Do("offer", "offer_room_word", fact="fresh_room_word"),
        Say("told", T["word"], fact="fresh_room_word"),
    ),
    role=Role.ORGANISER,
)

ROOM = Flow(
    "room",
    (
        Ask("room", T["which"], Offered(fact="my_rooms"), empty=T["none"]),
        Ask(
            "what",
            T["page"],
            Offered(fact="room_choices", of="room"),
            fact="room",
            of="room",
            go=(
                Go("region", Is("what", ("region",))),
                Go("topics", Is("what", ("topics",))),
                Go("events", Is("what", ("events",))),
                Go("sure", Is("what", ("remove",))),
                Go("change"),
            ),
        ),
        Ask("region", T["region"], Area(level="municipality"), go=(Go("change"),)),
        Ask(
            "topics",
            T["topics"],
            PickMany(choices(TOPIC, ALL, *TOPICS), alone=(ALL,)),
            go=(Go("change"),),
        ),
        Ask("events", T["events"], Pick(choices(T, *HOW)), go=(Go("change"),)),
        Ask("sure", T["sure"], SURE, go=(Go("back", Is("sure", ("no_remove",))),)),
        Do("remove", "remove_room"),
        Say("removed", T["removed"], go=(Go(END),)),
        Do("change", "change_room", "what"),
        Say("changed", T["changed"]),
        Begin("back", flow="room", of="room", later=True),
    ),
    role=Role.ORGANISER,
)

ANNOUNCE = Flow(
    "announce",
    (
        OWN,
        Ask(
            "sure",
            T["announce"],
            Offered(fact="announce_choices", of="survey"),
            fact="announcing",
            of="survey",
            empty=T["nowhere"],
            go=(Go("back", Is("sure", ("no_announce",))),),
        ),
        Do("announce", "announce_survey"),
        Say("announced", T["announced"]),
        Begin("back", flow="manage", of="survey", later=True),
    ),
    role=Role.ORGANISER,
)

FLOWS = (ROOMS, NEW_ROOM, ROOM, ANNOUNCE)
