"""What becomes of an idea: the states that it goes through, and why it may not be shown."""

from __future__ import annotations

from typing import Literal

State = Literal["received", "examined", "passed_on", "under_way", "done", "impossible"]
STATES: tuple[State, ...] = (
    "received",
    "examined",
    "passed_on",
    "under_way",
    "done",
    "impossible",
)
Publication = Literal["waiting", "published", "rejected", "merged"]
Rule = Literal["personal", "insult", "advertising", "unlawful", "no_idea"]
RULES: tuple[Rule, ...] = ("personal", "insult", "advertising", "unlawful", "no_idea")
"""Why an idea is not shown: their words stand in the texts, for organisers and givers alike."""
EXPLAINED = 40
"""Characters of the reason, at least, why something is not possible."""
LONGEST = 1000
"""Characters of an idea, and of what organisers answer."""


class NotSo(ValueError):
    """An idea cannot become that; the message says why, in German, for organisers."""


def check(state: State, words: str, whom: str) -> None:
    """What a new state needs said with it; raises NotSo."""
    if state == "impossible" and len(words.strip()) < EXPLAINED:
        raise NotSo(
            f"„Nicht möglich“ braucht eine Begründung von mindestens {EXPLAINED} Zeichen,"
            f" in einfachen Worten. Bisher sind es {len(words.strip())}."
        )
    if state == "passed_on" and not whom.strip():
        raise NotSo("Bei „weitergegeben“ gehört dazu, an wen.")
    if state == "received":
        raise NotSo("„Eingegangen“ ist jede Idee von selbst.")
    if len(words) > LONGEST or len(whom) > 200:
        raise NotSo(f"Das ist zu lang: höchstens {LONGEST} Zeichen, „an wen“ höchstens 200.")
