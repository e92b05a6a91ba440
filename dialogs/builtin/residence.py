"""Where somebody lives, for invitations from nearby: told, changed and deleted at will.

Nobody is asked: an open question would take the "yes" that answers an invitation.
"""

from ..answers import Where
from ..answers.pick import Pick
from ..conditions import Is
from ..flow import END, Ask, Do, Flow, Go, Say, choices
from ..texts import load

T = load("residence")

RESIDENCE = Flow(
    "residence",
    (
        Ask(
            "what",
            T["shown"],
            Pick(choices(T, "change", "drop")),
            fact="residence",
            go=(Go("dropping", Is("what", ("drop",))),),
        ),
        Ask("where", T["ask"], Where()),
        Do("keep", "keep_residence", "where"),
        Say("kept", T["kept"], go=(Go(END),)),
        Do("dropping", "drop_residence"),
        Say("dropped", T["dropped"]),
    ),
)
