"""Subscribing to events: where, about what, how often; changing that, and leaving."""

from ..answers.area import Area
from ..answers.pick import Pick
from ..conditions import Is
from ..events import TOPICS
from ..events.choosing import FREQUENCIES
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load

A = load("alerts")
M = load("my_alerts")
TOPIC = load("topics")
OFTEN = ("weekly", "daily", "once", "monthly")
HOURS = ("h8", "h12", "h17", "h19")
assert set(OFTEN) == set(FREQUENCIES)

ALERTS = Flow(
    "alerts",
    (
        Ask("place", A["place"], Area(level="municipality")),
        Ask("topic", A["topic"], Pick(choices(TOPIC, "all", *TOPICS))),
        # How often is the consent as well: nothing of it is kept before.
        Ask(
            "often",
            A["often"],
            Pick(choices(A, *OFTEN, "none")),
            unless="has_alerts",
            go=(Go("refused", Is("often", ("none",))),),
        ),
        Do("agreed", "give_consent", "alerts", unless="has_alerts"),
        Do("subscribe", "subscribe"),
        Say("done", A["done"], go=(Go(END),)),
        Say("refused", A["refused"]),
    ),
)

MY_ALERTS = Flow(
    "my_alerts",
    (
        Ask(
            "what",
            M["ask"],
            Offered(fact="my_alerts"),
            fact="alert_settings",
            empty=M["empty"],
            go=(
                Go("add", Is("what", ("add",))),
                Go("often", Is("what", ("often",))),
                Go("hour", Is("what", ("hour",))),
                Go("leave", Is("what", ("leave",))),
            ),
        ),
        Ask(
            "one",
            M["one"],
            Offered(fact="subscription_choices", of="what"),
            fact="subscription",
            of="what",
        ),
        Do("change", "change_subscription", "one"),
        Say("changed", M["changed"], go=(Go(END),)),
        Ask("often", M["how_often"], Pick(choices(A, *OFTEN))),
        Do("set_often", "set_alerts", "often"),
        Say("changed_often", M["changed"], go=(Go(END),)),
        Ask("hour", M["which_hour"], Pick(choices(M, *HOURS))),
        Do("set_hour", "set_alerts", "hour"),
        Say("changed_hour", M["changed"], go=(Go(END),)),
        Begin("add", flow="alerts"),
        Begin("leave", flow="leave_alerts"),
    ),
)

LESS_ALERTS = Flow(
    "less_alerts",
    (Do("less", "less_alerts"), Say("said", A["said_less"], fact="less_alerts")),
)

LEAVE_ALERTS = Flow(
    "leave_alerts",
    (Do("leave", "leave_alerts"), Say("left", A["left"])),
)

FLOWS = (ALERTS, MY_ALERTS, LESS_ALERTS, LEAVE_ALERTS)
