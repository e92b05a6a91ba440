"""What every fact is given; the facts themselves are put together in `facts`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from storage.chats import Chat
from storage.store import Store

from .catalogue import Catalogue
from .config import Config, Operator
from .days import written


class Asked(Struct, frozen=True):
    """Who asks for a fact, when, and all that can answer."""

    store: Store
    chat: Chat
    catalogue: Catalogue
    operator: Operator
    now: datetime
    zone: ZoneInfo
    config: Config

    @property
    def language(self) -> str:
        return self.chat.language

    @property
    def day(self) -> Callable[[datetime, str], str]:
        return written(self.zone)


Fact = Callable[[Asked, str], Any]
