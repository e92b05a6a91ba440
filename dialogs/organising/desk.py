"""An organiser's desk: what there is to do in an association."""

from ..flow import Ask, Begin, Flow, Offered, Say
from ..texts import load
from .roles import Role

T = load("organise")
GROUP = Ask("group", T["which"], Offered(fact="my_groups"))
"""The first question of everything that is done in one association."""

ORGANISE = Flow("organise", (Begin("on", fact="first_desk"),), role=Role.HELPER)

DESK = Flow(
    "desk",
    (
        GROUP,
        Ask("what", T["desk"], Offered(fact="desk_entries", of="group"), fact="desk", of="group"),
        Begin("on", answer="what"),
    ),
    role=Role.HELPER,
)

PROTOCOL = Flow(
    "protocol",
    (GROUP, Say("shown", T["protocol_shown"], fact="protocol", of="group")),
    role=Role.ADMIN,
)

BARRED = Flow("barred", (Say("said", T["barred"]),))
NO_INVITE = Flow("no_invite", (Say("said", T["no_invite"]),))
NO_SUCH_LINK = Flow("no_such_link", (Say("said", load("group_profile")["no_link"]),))
TOO_LONG_NAME = Flow("too_long_name", (Say("said", load("group_profile")["too_long"]),))
LAST_ADMIN = Flow("last_admin", (Say("said", T["last_admin"]),))
