"""Who is in an association: inviting, another role, taking out."""

from ..answers import Sentence
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load
from .desk import GROUP
from .roles import Role

T = load("members")
J = load("joining")

MEMBERS = Flow(
    "members",
    (
        GROUP,
        Ask("who", T["list"], Offered(fact="members", of="group"), fact="group", of="group"),
        Begin("on", answer="who"),
    ),
    role=Role.HELPER,
)

MEMBER = Flow(
    "member",
    (
        Ask("who", T["which"], Offered(fact="my_members")),
        Ask(
            "what",
            T["member"],
            Offered(fact="member_choices", of="who"),
            fact="member",
            of="who",
            go=(Go("sure", Is("what", ("remove",))),),
        ),
        Do("change", "change_role", "what"),
        Say("changed", T["changed"], go=(Go(END),)),
        Ask(
            "sure",
            T["sure"],
            Pick(choices(T, "yes_remove", "no_remove")),
            fact="member",
            of="who",
            go=(Go("kept", Is("sure", ("no_remove",))),),
        ),
        Do("remove", "remove_organiser"),
        Say("removed", T["removed"], go=(Go(END),)),
        Say("kept", T["kept"]),
    ),
    role=Role.ADMIN,
)

INVITE = Flow(
    "invite",
    (
        GROUP,
        Ask("role", T["role"], Offered(fact="roles_to_give", of="group")),
        Ask("name", T["name"], Sentence(longest=60)),
        Do("invite", "invite_organiser", fact="fresh_invite"),
        Say("invited", T["invited"], fact="fresh_invite"),
    ),
    role=Role.ADMIN,
)

JOINING = Flow(
    "joining",
    (
        Ask("code", J["code"], Sentence(longest=30)),
        Ask(
            "sure",
            J["sure"],
            Pick(choices(J, "yes", "no")),
            fact="invite",
            of="code",
            go=(Go("declined", Is("sure", ("no",))),),
        ),
        Do("accept", "accept_invite", "code"),
        Say("accepted", J["accepted"], go=(Go(END),)),
        Say("declined", J["declined"]),
    ),
)
