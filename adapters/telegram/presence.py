"""The bot on Telegram, as people find it."""

from __future__ import annotations

import re

from ..adapter import Capabilities
from .updates import PLATFORM

_ROOM = re.compile(r"-\d{5,20}|@[A-Za-z]\w{4,31}")


class Presence:
    platform = PLATFORM
    title = "Telegram"
    begins = True
    look = Capabilities(buttons=100, label=48, text=4000)
    room = "-1001234567890 oder @kanal"

    def account(self, bot: str) -> str:
        return f"@{bot}"

    def link(self, bot: str, payload: str = "") -> str:
        """https://core.telegram.org/bots/features#deep-linking."""
        return f"https://t.me/{bot}" + (f"?start={payload}" if payload else "")

    def is_room(self, name: str) -> bool:
        return _ROOM.fullmatch(name) is not None

    def in_room(self, bot: str, command: str, word: str) -> str:
        # In a group bots hear only what is said to them.
        return f"/{command}@{bot} {word}"
