"""Telegram on loopback: a strict Bot API, people who use it, and everything that goes wrong.

async with TelegramServer() as server:  # the bot calls f"{server.address}/bot{server.token}/…"
    anna = server.person(1001, language="de")
    anna.starts("qr-7")
    heard = await anna.waits_for("Willkommen")
    anna.presses(heard.labels[0])
    server.fails("sendMessage", retry_after(3), times=2)
    assert server.violations == []
"""

from .conversations import Heard
from .faults import (
    BLOCKED,
    CONFLICT,
    DEACTIVATED,
    NOT_FOUND,
    UNAUTHORIZED,
    Call,
    Garbage,
    Hang,
    Page,
    Refuse,
    Reset,
    Script,
    Slow,
    refuse,
    retry_after,
)
from .groups import Group
from .people import Person
from .rates import Rates
from .server import TelegramServer
from .updates import Update
from .webhook import Webhook
from .world import Callback

__all__ = [
    "BLOCKED",
    "CONFLICT",
    "DEACTIVATED",
    "NOT_FOUND",
    "UNAUTHORIZED",
    "Call",
    "Callback",
    "Garbage",
    "Group",
    "Hang",
    "Heard",
    "Page",
    "Person",
    "Rates",
    "Refuse",
    "Reset",
    "Script",
    "Slow",
    "TelegramServer",
    "Update",
    "Webhook",
    "refuse",
    "retry_after",
]
