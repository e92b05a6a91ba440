"""Consent: asked for one purpose at a time, before the first answer is stored; withdrawn likewise.

GDPR Art. 7 and 9(2)(a): explicit, separate, by an active tap, as easy to withdraw as to give.
"""

from ..answers.pick import Pick
from ..conditions import Is
from ..consenting import CONSENT, WITHOUT
from ..flow import END, Ask, Begin, Do, Flow, Go, Offered, Say, choices
from ..texts import load

T = load("consent")
W = load("consents")

PURPOSES = ("surveys", "ideas", "alerts", "contact", "talks")

WELCOME = Flow("welcome", (*CONSENT, Begin("on", fact="first_flow"), *WITHOUT))


def about_contact(id: str, unless: str, confirmed: bool = False) -> Flow:
    """Asks for consent to messages from us, unless that fact is true.

    `confirmed`: whoever has given it before is told so once more.
    """
    return Flow(
        id,
        (
            Ask(
                "write",
                T["contact"],
                Pick(choices(T, "contact_yes", "contact_no")),
                unless=unless,
                go=(Go("refuse", Is("write", ("contact_no",))),),
            ),
            Do("give", "give_consent", "contact", unless=unless),
            Say(
                "given",
                T["contact_given"],
                unless="" if confirmed else unless,
                go=(Go(END),),
            ),
            Do("refuse", "refuse_consent", "contact", unless=unless),
            Say("refused", T["contact_refused"], unless=unless),
        ),
    )


CONTACT = about_contact("contact", unless="decided:contact")

CONSENTS = Flow(
    "consents",
    (
        Ask("purpose", W["ask"], Offered(fact="consents"), empty=W["empty"]),
        Do("withdraw", "withdraw_consent", "purpose", drops=True),
        Say("done", W["done"]),
    ),
)
