"""What Telegram's refusals mean for a post."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from ..adapter import PerhapsSent, Readdressed, Rejected, RetryLater, Unreachable
from .request import NotSent

REVOKED = timedelta(minutes=1)
"""How long to wait with all posts while the token is not accepted."""
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "have no rights to send")


def blame(error: TelegramError) -> Exception:
    """RetryLater, Unreachable, Readdressed, Rejected, or an OSError for a network that fails."""
    match error:
        case RetryAfter():
            return RetryLater(wait(error))
        case ChatMigrated(new_chat_id=new):
            return Readdressed(str(new))
        case Forbidden():
            return Unreachable()
        case InvalidToken():
            return RetryLater(REVOKED)
        case Conflict():
            return ConnectionError("conflict")
        case BadRequest():
            gone = any(part in error.message.casefold() for part in _GONE)
            return Unreachable() if gone else Rejected(error.message[:100])
        case NotSent():
            return ConnectionError("no connection")
        case NetworkError():
            return PerhapsSent(type(error).__name__)
        case _:
            return Rejected(type(error).__name__)


def wait(error: RetryAfter) -> timedelta:
    """How long the server wants us to wait; the library is about to change the type."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
