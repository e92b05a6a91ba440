"""The consent that comes before the first answer is stored, wherever people come from.

GDPR Art. 7 and 9(2)(a): explicit, by an active tap, and all about it at hand.
"""

from __future__ import annotations

from .answers.pick import Pick
from .conditions import Is
from .flow import END, Ask, Do, Go, Say, Step, choices
from .texts import load

T = load("consent")
GIVEN = "consent:surveys"

CONSENT: tuple[Step, ...] = (
    Ask(
        "consent",
        T["surveys"],
        Pick(choices(T, "yes", "no", "more")),
        unless=GIVEN,
        go=(Go("declined", Is("consent", ("no",))), Go("about_data", Is("consent", ("more",)))),
    ),
    Do("agreed", "give_consent", "surveys", makes=GIVEN, unless=GIVEN),
)
"""How a flow begins that is to store answers."""

WITHOUT: tuple[Step, ...] = (
    Say("declined", T["declined"], go=(Go(END),)),
    Say("about_data", T["about_data"], go=(Go("consent"),)),
)
"""How it ends: for those who decline or want to know more."""
