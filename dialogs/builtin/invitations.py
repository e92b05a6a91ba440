"""What people answer to an invitation, by a button or in words, whenever they like."""

from ..flow import Begin, Do, Flow, Say
from ..texts import load
from .consent import about_contact

T = load("invitation")

JOIN = Flow("join", (Begin("on", fact="invited", read=True),))

NOT_NOW = Flow("not_now", (Do("decline", "decline_invitation"), Say("done", T["not_now"])))

NO_INVITATIONS = Flow(
    "no_invitations",
    (Do("withdraw", "withdraw_consent", "contact"), Say("done", T["no_more"])),
)

INVITATIONS = about_contact("invitations", unless="consent:contact", confirmed=True)
