"""How a survey goes: begun, finished, where people stop, what looks odd, and its posters."""

from ..flow import Flow, Say
from ..texts import load
from .publishing import OWN
from .roles import Role

T = load("dashboard")

POSTERS = Flow(
    "posters",
    (OWN, Say("shown", load("hung")["shown"], fact="posters", of="survey")),
    role=Role.HELPER,
)

DASHBOARD = Flow(
    "dashboard",
    (OWN, Say("shown", T["shown"], fact="dashboard", of="survey")),
    role=Role.HELPER,
)
