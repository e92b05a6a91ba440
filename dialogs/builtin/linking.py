"""Two chats of one person, on whatever platforms: a code from the one is typed in the other.

Linking is a choice, and what it comes to is told before it is done. Whoever gets hold of a code
would see the other's answers: both chats say so.
"""

from ..answers.kind import Asking, Kind, Unclear
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..messages import Heard, Words
from ..texts import load
from ..understanding.codes import link_code_in

T = load("linking")
U = load("unlinking")


class LinkCode(Kind, frozen=True, tag="link_code"):
    """The code that another chat was given; whether it is a good one is for the bot to say."""

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text) if code := link_code_in(text):
                return code
        raise Unclear("want_code")


LINKING = Flow(
    "linking",
    (
        Ask(
            "way",
            T["ask"],
            Pick(choices(T, "show", "enter")),
            go=(Go("type", Is("way", ("enter",))),),
        ),
        Begin("give", flow="link_code"),
        Begin("type", flow="link_enter"),
    ),
)

LINK_CODE = Flow(
    "link_code",
    (
        Do("give", "give_link_code", fact="link_code"),
        Say("shown", T["code"], fact="link_code"),
    ),
)

LINK_ENTER = Flow(
    "link_enter",
    (
        Ask("code", T["code_ask"], LinkCode()),
        # Whatever way leads here, a wrong code counts.
        Do("try", "try_link_code", "code"),
        Say("what", T["shown"], fact="link", of="code"),
        Ask(
            "sure",
            T["sure"],
            Offered(fact="link_offers", of="code"),
            empty=T["again"],
            go=(Go("kept", Is("sure", ("no",))),),
        ),
        Do("join", "join_chats", "code"),
        Say("joined", T["shown"], fact="link_end", of="code", go=(Go(END),)),
        Say("kept", T["kept"]),
    ),
)

UNLINK = Flow(
    "unlink",
    (
        Ask(
            "sure",
            U["ask"],
            Offered(fact="unlink_offers"),
            empty=U["alone"],
            go=(Go("kept", Is("sure", ("no",))),),
        ),
        # What was begun needs a consent that this chat has no longer.
        Do("part", "part_chats", "*", drops=True),
        Say("done", U["done"], go=(Go(END),)),
        Say("kept", U["kept"]),
    ),
)

JOIN_OR_NOT = choices(T, "yes", "no")
PART_OR_NOT = choices(U, "yes", "no")
