"""How a platform and the bot on it look from outside, told without being connected."""

from __future__ import annotations

from typing import Protocol

from .adapter import Capabilities


class Presence(Protocol):
    """`bot` is always what the platform calls the bot, as it is kept in the notes.

    Where `begins`, pressing a link also says what is to begin; elsewhere a code has to be written.
    `look` is what of the capabilities decides how a message looks; `room` an example of what
    rooms with others are called there.
    """

    platform: str
    title: str
    begins: bool
    look: Capabilities
    room: str

    def account(self, bot: str) -> str:
        """What people look for."""

    def link(self, bot: str, payload: str = "") -> str:
        """An address on the web that leads to the bot, and to what it is to begin with."""

    def is_room(self, name: str) -> bool:
        """Whether a room with others can be called so."""

    def in_room(self, bot: str, command: str, word: str) -> str:
        """What has to be written in a room with others so that the bot hears it."""
