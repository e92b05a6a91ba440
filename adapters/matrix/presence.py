"""The bot on Matrix, as people find it."""

from __future__ import annotations

import re
from urllib.parse import quote

from ..adapter import Capabilities

PLATFORM = "matrix"
_ROOM = re.compile(r"![^\s:]{1,200}(:[^\s]{1,200})?")


class Presence:
    platform = PLATFORM
    title = "Matrix"
    begins = False
    look = Capabilities(reactions=True, label=48, text=4000)
    room = "!abc123:beispiel.example"

    def account(self, bot: str) -> str:
        return bot

    def link(self, bot: str, payload: str = "") -> str:
        # No address of Matrix can bring words with it.
        return f"https://matrix.to/#/{quote(bot, safe='@:.')}"

    def is_room(self, name: str) -> bool:
        return _ROOM.fullmatch(name) is not None

    def in_room(self, bot: str, command: str, word: str) -> str:
        return f"{command} {word}"
