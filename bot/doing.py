"""What every command is given; the commands themselves are put together in `commands`."""

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


Command = Callable[[Doing, Act], None]
