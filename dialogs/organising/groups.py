"""Associations: founding one, what everybody may read of it, and who there is."""

from ..answers import Sentence, Where
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .desk import GROUP
from .roles import Role

T = load("groups")
P = load("group_profile")
TOPICS, REPLY = load("idea_topics"), load("talk_reply")

GROUPS = Flow(
    "groups",
    (
        Ask("which", T["list"], Offered(fact="groups"), empty=T["none"]),
        Say("shown", T["shown"], fact="group", of="which"),
    ),
)

FOUND = Flow(
    "found",
    (
        Ask("name", T["name"], Sentence(longest=80)),
        Do("found", "found_association", fact="fresh_group"),
        Say("founded", T["founded"]),
    ),
    role=Role.ALLIANCE,
)

PROFILE = Flow(
    "profile",
    (
        GROUP,
        Ask(
            "what",
            P["ask"],
            Pick(
                choices(
                    P,
                    "name",
                    "about",
                    "joining",
                    "link",
                    "place",
                    "no_places",
                    "topic",
                    "no_topics",
                    "reply",
                )
            ),
            fact="group",
            of="group",
            go=(
                Go("where", Is("what", ("place",))),
                Go("topic", Is("what", ("topic",))),
                Go("reply", Is("what", ("reply",))),
                Go("describe", Is("what", ("no_places", "no_topics"))),
            ),
        ),
        Ask("words", P["words"], Sentence(longest=500), go=(Go("describe"),)),
        Ask("where", P["where"], Where(), go=(Go("describe"),)),
        Ask("topic", P["which_topic"], Pick(choices(TOPICS, *TOPICS)), go=(Go("describe"),)),
        Ask("reply", P["how_soon"], Pick(choices(REPLY, *REPLY))),
        Do("describe", "describe_association", "what"),
        Say("described", P["described"], go=(Go(END),)),
    ),
    role=Role.ADMIN,
)
