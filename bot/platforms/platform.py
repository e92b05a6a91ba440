"""What an operator can set about any platform, and what the bot makes of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from adapters.adapter import Adapter
from adapters.presence import Presence
from storage.database import Database


class NoAccount(Exception):
    """A platform does not say who the bot is there; `why` (German) says why."""

    def __init__(self, title: str, why: str) -> None:
        super().__init__(f"{title}: {why}")
        self.why = why


class Unreadable(Exception):
    """A file that is set cannot be read; the message (German) names the setting."""


class Platform(BaseModel, ABC):
    """The bot's account there; no `presence` where people do not look for it.

    `unset` (German) is told in the place of a link to it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    presence: ClassVar[Presence | None] = None
    unset: ClassVar[str] = ""

    @property
    @abstractmethod
    def is_set(self) -> bool:
        """Whether the bot is to speak there."""

    @property
    def pace(self) -> float:
        """Messages a second to reckon with; 0 where nobody has to wait."""
        return 0.0

    def placed(self, home: Path) -> Self:
        """The same settings, files starting from there; raises Unreadable."""
        return self

    def name(self) -> str:
        """What the platform calls the bot, empty where it is not set; raises NoAccount."""
        return ""

    @abstractmethod
    def adapter(self, database: Database, folder: Path) -> Adapter:
        """What carries messages there and back; it may keep files in the folder."""
