"""Sending: whom to invite, a look at it, somebody else's approval, and holding it up."""

from ..answers import Choice, Date, Number, PickMany
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..places import DISTRICTS, WHOLE
from ..places.region import STATES
from ..surveys.audience import FEWEST_DRAWN
from ..texts import LANGUAGES, load
from .desk import GROUP
from .roles import Role

T = load("sending")
R = load("repeating")
ANY = "any"
PLACES = (
    Choice(WHOLE, T["whole"].by_language),
    *(Choice(key, {"de": name}) for key, name in STATES.items()),
    *(Choice(district.key, {"de": district.short_name}) for district in DISTRICTS),
)
SPOKEN = (
    Choice(ANY, T["any_language"].by_language),
    *(Choice(tag, {"de": name}) for tag, name in LANGUAGES.items()),
)
WANTED = "group survey places language sample earlier date"
"""The questions that say together what is to be sent."""

SEND = Flow(
    "send",
    (
        GROUP,
        Ask(
            "survey",
            T["survey"],
            Offered(fact="surveys_to_send", of="group"),
            empty=T["no_survey"],
        ),
        Ask("places", T["places"], PickMany(PLACES, alone=(WHOLE,))),
        Ask("language", T["language"], Pick(SPOKEN)),
        Ask(
            "drawn",
            T["drawn"],
            Pick(choices(T, "all", "some", "by_earlier")),
            go=(
                Go("start", Is("drawn", ("all",))),
                Go("earlier", Is("drawn", ("by_earlier",))),
            ),
        ),
        Ask(
            "sample",
            T["sample"],
            Number(least=FEWEST_DRAWN, most=100_000),
            go=(Go("start"),),
        ),
        Ask(
            "earlier",
            T["earlier"],
            Offered(fact="earlier_surveys", of="group survey"),
            empty=T["no_earlier"],
        ),
        Ask(
            "start",
            T["start"],
            Pick(choices(T, "soon", "on_a_day")),
            go=(Go("sure", Is("start", ("soon",))),),
        ),
        Ask("date", T["date"], Date()),
        Ask(
            "sure",
            T["sure"],
            Pick(choices(T, "send_it", "leave_it")),
            fact="prospect",
            of=WANTED,
            go=(Go("left", Is("sure", ("leave_it",))),),
        ),
        Do("make", "make_campaign", fact="fresh_campaign"),
        Say("made", T["made"], fact="prospect", of=WANTED, go=(Go(END),)),
        Say("left", T["left"]),
    ),
    role=Role.ORGANISER,
)

UNDO_SENDING = Flow(
    "undo_sending",
    (Do("undo", "undo_campaign"), Say("undone", T["undone"])),
    role=Role.ORGANISER,
)

CAMPAIGNS = Flow(
    "campaigns",
    (
        GROUP,
        Ask("which", T["list"], Offered(fact="campaigns", of="group"), empty=T["none"]),
        Begin("on", answer="which"),
    ),
    role=Role.HELPER,
)

CAMPAIGN = Flow(
    "campaign",
    (
        Ask("which", T["which"], Offered(fact="my_campaigns"), empty=T["none"]),
        Ask(
            "what",
            T["campaign"],
            Offered(fact="campaign_choices", of="which"),
            fact="campaign",
            of="which",
            go=(Go("kept", Is("what", ("nothing",))),),
        ),
        Do("steer", "steer_campaign", "what"),
        Say("steered", T["steered"], go=(Go(END),)),
        Say("kept", T["kept"]),
    ),
    role=Role.HELPER,
)

BUDGET = Flow(
    "budget",
    (
        Ask("most", T["budget"], Pick(choices(T, "two", "one", "zero"))),
        Do("lower", "lower_budget", "most"),
        Say("lowered", T["lowered"]),
    ),
    role=Role.ALLIANCE,
)

REPEAT = Flow(
    "repeat",
    (
        GROUP,
        Ask(
            "survey",
            R["survey"],
            Offered(fact="surveys_to_send", of="group"),
            empty=T["no_survey"],
        ),
        Ask("places", T["places"], PickMany(PLACES, alone=(WHOLE,))),
        Ask(
            "sure",
            R["sure"],
            Pick(choices(R, "repeat_it", "leave_it")),
            fact="repeating",
            of="group survey places",
            go=(Go("left", Is("sure", ("leave_it",))),),
        ),
        Do("add", "add_repeat", fact="fresh_campaign"),
        Say("added", R["added"], go=(Go(END),)),
        Say("left", T["left"]),
    ),
    role=Role.ORGANISER,
)

REPEATS = Flow(
    "repeats",
    (
        GROUP,
        Ask("which", R["which"], Offered(fact="repeats", of="group"), empty=R["none"]),
        Do("finish", "end_repeat", "which"),
        Say("ended", R["ended"]),
    ),
    role=Role.ORGANISER,
)

TOO_FEW = Flow("too_few_people", (Say("said", T["too_few"]),))
TOO_LATE = Flow("too_late", (Say("said", T["too_late"]),))
ONE_REMINDER = Flow("one_reminder", (Say("said", T["one_reminder"]),))

FLOWS = (
    SEND,
    UNDO_SENDING,
    CAMPAIGNS,
    CAMPAIGN,
    BUDGET,
    REPEAT,
    REPEATS,
    TOO_FEW,
    TOO_LATE,
    ONE_REMINDER,
)
