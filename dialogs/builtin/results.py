"""Looking at results: the numbers, and then what else may be told of them."""

from __future__ import annotations

from ..conditions import Answered
from ..flow import END, Ask, Begin, Flow, Go, Offered, Say, Step
from ..texts import Template, load

R = load("results")
C = load("comparison")


def _looking(id: str, text: Template, fact: str, *steps: Step, files: str = "") -> Flow:
    """Of a survey, asked for where nobody has named it; then the steps."""
    which = Ask("which", R["ask"], Offered(fact="results"), empty=R["empty"])
    return Flow(id, (which, Say("shown", text, fact=fact, of="which", files=files), *steps))


def _going_on(id: str, fact: str, unless: str) -> tuple[Step, ...]:
    """Looks at something else that the fact offers, if anybody wants to."""
    return (
        Ask(
            id,
            R["view"],
            Offered(fact=fact, of="which"),
            unless=unless,
            unless_of="which",
            go=(Go("go", Answered(id)), Go(END)),
        ),
        Begin("go", answer=id),
    )


RESULTS = _looking(
    "results",
    R["shown"],
    "result",
    *_going_on("view", "views", "no_views"),
    files="result_pictures",
)
BY_REGION = _looking("by_region", R["shown"], "by_region", files="by_region_pictures")
COMPARED = _looking(
    "compared",
    C["shown"],
    "compared",
    *_going_on("more", "more_rounds", "no_more"),
    files="compared_pictures",
)
"""The newest rounds of a repeated survey side by side."""
ROUNDS = _looking("rounds", C["shown"], "all_compared")
"""All of them, as far as a message goes."""

VIEWS = (BY_REGION, COMPARED, ROUNDS)
"""What else than its numbers may be looked at."""
