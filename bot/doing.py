"""What every command is given, and what the clock has done; see `commands` for the former."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from dialogs.engine import Act
from storage.chats import Chat
from storage.store import Store

from .catalogue import Catalogue
from .config import Config


class Doing(Struct, frozen=True):
    """Whose turn has something done, and when."""

    store: Store
    chat: Chat
    catalogue: Catalogue
    now: datetime
    zone: ZoneInfo
    privacy_version: str
    config: Config


class Due(Struct, frozen=True):
    """The clock has something done."""

    store: Store
    now: datetime
    config: Config


Command = Callable[[Doing, Act], None]
