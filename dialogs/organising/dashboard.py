"""How a survey goes: begun, finished, where people stop, and what looks odd."""

from ..flow import Flow, Say
from ..texts import load
from .publishing import OWN
from .roles import Role

T = load("dashboard")

DASHBOARD = Flow(
    "dashboard",
    (OWN, Say("shown", T["shown"], fact="dashboard", of="survey")),
    role=Role.HELPER,
)
