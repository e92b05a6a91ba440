"""A reaction to a question as an answer: 1️⃣, 2, B or 👍 picks, ✅ is done, ⬅️ goes back.

To an offer, whose answers bear no numbers, ✅ or 👍 says the first of them, which is yes, and 👎
the one that says no.
"""

from __future__ import annotations

from dialogs.messages import OFFER, Control, Press
from dialogs.understanding.understand import understand

from .contents import Question
from .signs import bare

MOST = 6
"""Reactions under a question; to find one among more takes longer than to type a number."""
_TENS = {"🔟": "10"}
_NO = "👎"
_DONE = ("✅", "☑", "✔", "👍", "🏁")


def offered(question: Question) -> list[str]:
    """The reactions to put under a question, for people to tap on."""
    if question.prompt == OFFER:
        return ["👍"]
    found = [_sign(number) for number in question.numbers]
    if len(found) > MOST or not all(found):
        return []
    return [*found, "✅"] if f"/{Control.DONE}" in question.controls else found


def _sign(number: str) -> str:
    if number == "10":
        return "🔟"
    return f"{number}\ufe0f\u20e3" if len(number) == 1 and number.isdecimal() else ""


def pressed(question: Question, key: str) -> Press | None:
    """None where the reaction is only a feeling."""
    sign = bare(key)
    if question.prompt == OFFER:
        yes, no = next(iter(question.numbers.values()), ""), question.signs.get(_NO, "")
        said = yes if sign in _DONE else no if sign == _NO else ""
        return Press(OFFER, said) if said else None
    if value := question.numbers.get(_TENS.get(sign, sign)) or question.signs.get(sign):
        return Press(question.prompt, value)
    control = Control.DONE if sign in _DONE else understand(key)
    if isinstance(control, Control) and f"/{control}" in question.controls:
        return Press(question.prompt, f"/{control}")
    return None
