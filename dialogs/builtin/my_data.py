"""Seeing (GDPR Art. 15) and deleting (Art. 17) all that is stored about oneself."""

from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Do, Flow, Go, Say, choices
from ..texts import load

T = load("forget_me")

MY_DATA = Flow(
    "my_data", (Say("shown", load("my_data")["shown"], fact="my_data", files="my_data_files"),)
)

FORGET_ME = Flow(
    "forget_me",
    (
        Say("linked", T["linked"], fact="linked_platforms", unless="unlinked"),
        Ask(
            "sure", T["ask"], Pick(choices(T, "yes", "no")), go=(Go("kept", Is("sure", ("no",))),)
        ),
        Ask("ideas", T["ideas"], Pick(choices(T, "go", "stay")), unless="no_ideas"),
        Do("forget", "forget_me", "*", drops=True),
        Say("gone", T["gone"], fact="today", go=(Go(END),)),
        Say("kept", T["kept"]),
    ),
)
