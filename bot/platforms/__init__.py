"""The platforms on which the bot can be."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from adapters.presence import Presence

from .loopback import Loopback
from .matrix import Matrix
from .platform import NoAccount, Platform, Unreadable
from .telegram import Telegram

__all__ = [
    "PRESENCES",
    "Loopback",
    "Matrix",
    "NoAccount",
    "Platform",
    "Platforms",
    "Telegram",
    "Unreadable",
    "title_of",
]


class Platforms(BaseModel):
    """One setting for each, in the order in which people are told of them."""

    telegram: Telegram = Telegram()
    matrix: Matrix = Matrix()
    loopback: Loopback = Loopback()

    @property
    def platforms(self) -> dict[str, Platform]:
        """All of them, by name."""
        return {name: getattr(self, name) for name in Platforms.model_fields}


def _presences() -> Iterable[Presence]:
    for platform in Platforms().platforms.values():
        if platform.presence is not None:
            yield platform.presence


PRESENCES = {presence.platform: presence for presence in _presences()}
"""Where people look for the bot, whether it is there or not, by name."""


def title_of(platform: str) -> str:
    """What people call a platform."""
    known = PRESENCES.get(platform)
    return known.title if known else platform.capitalize()
