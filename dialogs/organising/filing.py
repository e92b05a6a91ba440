"""Surveys that come as files, and go as files."""

from ..answers.document import Document
from ..flow import Ask, Do, Flow, Offered, Say
from ..texts import load
from .roles import Role

T = load("filing")

IMPORT = Flow(
    "import",
    (
        Ask("file", T["send"], Document()),
        Ask("group", T["whose"], Offered(fact="writing_groups")),
        Do("read", "read_survey"),
        Say("reading", T["reading"]),
    ),
    role=Role.ORGANISER,
)
"""A file that was sent without having been asked for."""

AS_FILE = Flow(
    "as_file",
    (
        Ask("survey", load("writing")["which"], Offered(fact="all_own")),
        Do("order", "order_files"),
        Say("ordered", T["ordered"]),
    ),
    role=Role.HELPER,
)
