"""What people answer to an invitation, by a button or in words, whenever they like."""

from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Say, choices
from ..texts import load

T = load("invitation")
C = load("consent")

JOIN = Flow("join", (Begin("on", fact="invited"),))

NOT_NOW = Flow(
    "not_now", (Do("survey", "decline_invitation", "survey"), Say("done", T["not_now"]))
)

NO_INVITATIONS = Flow(
    "no_invitations",
    (Do("withdraw", "withdraw_consent", "contact"), Say("done", T["no_more"])),
)

INVITATIONS = Flow(
    "invitations",
    (
        Ask(
            "write",
            C["contact"],
            Pick(choices(C, "contact_yes", "contact_no")),
            unless="consent:contact",
            go=(Go("refuse", Is("write", ("contact_no",))),),
        ),
        Do("give", "give_consent", "contact", unless="consent:contact"),
        Say("given", C["contact_given"], go=(Go(END),)),
        Do("refuse", "refuse_consent", "contact"),
        Say("refused", C["contact_refused"]),
    ),
)
