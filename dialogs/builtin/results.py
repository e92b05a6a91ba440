"""Looking at results: the numbers, and then what else may be told of them."""

from ..conditions import Answered
from ..flow import END, Ask, Begin, Flow, Go, Offered, Say
from ..texts import load

R = load("results")
C = load("comparison")

RESULTS = Flow(
    "results",
    (
        Ask("which", R["ask"], Offered(fact="results"), empty=R["empty"]),
        Say("shown", R["shown"], fact="result", of="which", files="result_pictures"),
        Ask(
            "view",
            R["view"],
            Offered(fact="views", of="which"),
            unless="no_views",
            unless_of="which",
            go=(Go("go", Answered("view")), Go(END)),
        ),
        Begin("go", answer="view"),
    ),
)

BY_REGION = Flow(
    "by_region",
    (
        Ask("which", R["ask"], Offered(fact="results"), empty=R["empty"]),
        Say("shown", R["shown"], fact="by_region", of="which", files="by_region_pictures"),
    ),
)

COMPARED = Flow(
    "compared",
    (
        Ask("which", R["ask"], Offered(fact="results"), empty=R["empty"]),
        Say("shown", C["shown"], fact="compared", of="which", files="compared_pictures"),
        Ask(
            "more",
            R["view"],
            Offered(fact="more_rounds", of="which"),
            unless="no_more",
            unless_of="which",
            go=(Go("go", Answered("more")), Go(END)),
        ),
        Begin("go", answer="more"),
    ),
)
"""The newest rounds of a repeated survey side by side."""

ROUNDS = Flow(
    "rounds",
    (
        Ask("which", R["ask"], Offered(fact="results"), empty=R["empty"]),
        Say("shown", C["shown"], fact="all_compared", of="which"),
    ),
)
"""All of them, as far as a message goes."""

VIEWS = (BY_REGION, COMPARED, ROUNDS)
"""What else than its numbers may be looked at."""
