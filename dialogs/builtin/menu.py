"""The menu: five choices at most, what can be answered and read first."""

from __future__ import annotations

from collections.abc import Sequence

from ..answers import Choice
from ..answers.pick import Pick
from ..flow import Ask, Begin, Flow, Offered, choices
from ..texts import load
from ..world import Listing

T = load("menu")
S = load("surveys")
SET = load("settings")
MOST = 5

MENU = Flow(
    "menu",
    (Ask("choice", T["ask"], Offered(fact="menu")), Begin("go", answer="choice")),
)

SURVEYS = Flow(
    "surveys",
    (
        Ask("choice", S["ask"], Offered(fact="surveys"), empty=S["empty"]),
        Begin("go", answer="choice"),
    ),
)

FURTHER = Flow(
    "further",
    (
        Ask(
            "choice",
            T["ask"],
            Pick(choices(T, "ideas", "my_alerts", "groups", "talk", "settings", "information")),
        ),
        Begin("go", answer="choice"),
    ),
)

SETTINGS = Flow(
    "settings",
    (
        Ask(
            "choice",
            SET["ask"],
            Pick(
                choices(
                    SET, "my_data", "consents", "residence", "language", "linking", "forget_me"
                )
            ),
        ),
        Begin("go", answer="choice"),
    ),
)


def entries(surveys: Sequence[Listing], has_results: bool) -> tuple[Choice, ...]:
    """What the menu offers: open surveys, published results, then what is always there."""
    always = [("hand_in", "hand_in"), ("events", "events"), ("further", "further")]
    if has_results:
        always.insert(0, ("results", "results"))
    room = MOST - len(always)
    shown = surveys if len(surveys) <= room else surveys[: room - 1]
    offered = [Choice(f"survey:{survey.id}", survey.title) for survey in shown]
    if len(shown) < len(surveys):
        name = "more_surveys" if shown else "surveys"
        offered.append(Choice("surveys", T[name].by_language))
    offered += [Choice(flow, T[text].by_language) for flow, text in always]
    return tuple(offered)


def first(surveys: Sequence[Listing]) -> str:
    """Where to go on after the welcome, so that the first answer is near (requirement A1)."""
    if len(surveys) == 1:
        return f"survey:{surveys[0].id}"
    return "surveys" if surveys else "menu"


def offers(surveys: Sequence[Listing], prefix: str = "") -> tuple[Choice, ...]:
    """Surveys to choose from."""
    return tuple(Choice(f"{prefix}{survey.id}", survey.title) for survey in surveys)
