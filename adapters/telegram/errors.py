"""What goes wrong with a call to Telegram, and what that means for a post."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import msgspec
from msgspec import Struct

from ..adapter import PerhapsSent, Readdressed, Rejected, RetryLater, Unreachable

REVOKED = timedelta(minutes=1)
"""How long to wait with all posts while the token is not accepted."""
LONGEST = 86_400
"""Seconds that the server can have us wait at a time."""
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "have no rights to send")


class TelegramError(Exception):
    """A call that failed; the text may be the server's, and is not for the log."""


class NetworkError(TelegramError):
    """Nobody knows whether the call was carried out."""


class TimedOut(NetworkError):
    """There was no answer in time."""


class NotSent(NetworkError):
    """The server never got the call."""


class InvalidToken(TelegramError):
    """There is no bot with this token, or no more."""


class Conflict(TelegramError):
    """Somebody else polls, or a webhook is set."""


class Forbidden(TelegramError):
    """The person has blocked the bot, or is gone."""


class BadRequest(TelegramError):
    """The call is wrong, or what it is about is not there."""


class RetryAfter(TelegramError):
    """Too many calls."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"asked to wait {after}")
        self.after = after


class ChatMigrated(TelegramError):
    """The chat has another address now."""

    def __init__(self, to: int) -> None:
        super().__init__("the chat has moved")
        self.to = to


class _Parameters(Struct, frozen=True):
    migrate_to_chat_id: int = 0
    retry_after: int = 0


class _Refusal(Struct, frozen=True):
    description: str = ""
    parameters: _Parameters = _Parameters()


_read = msgspec.json.Decoder(_Refusal).decode
_KINDS: dict[int, type[TelegramError]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: InvalidToken,
    HTTPStatus.CONFLICT: Conflict,
}


def refusal(status: int, answer: bytes) -> TelegramError:
    """What an answer means whose status is not one of success, as the library has it."""
    try:
        said = _read(answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = _Refusal()  # a proxy on the way
    if to := said.parameters.migrate_to_chat_id:
        return ChatMigrated(to)
    if (after := said.parameters.retry_after) > 0:
        return RetryAfter(timedelta(seconds=min(after, LONGEST)))
    return _KINDS.get(status, NetworkError)(said.description or f"status {status}")


def blame(error: TelegramError) -> Exception:
    """RetryLater, Unreachable, Readdressed, Rejected, or an OSError for a network that fails."""
    match error:
        case RetryAfter(after=after):
            return RetryLater(after)
        case ChatMigrated(to=to):
            return Readdressed(str(to))
        case Forbidden():
            return Unreachable()
        case InvalidToken():
            return RetryLater(REVOKED)
        case Conflict():
            return ConnectionError("conflict")
        case BadRequest():
            gone = any(part in str(error).casefold() for part in _GONE)
            return Unreachable() if gone else Rejected(str(error)[:100])
        case NotSent():
            return ConnectionError("no connection")
        case NetworkError():
            return PerhapsSent(type(error).__name__)
        case _:
            return Rejected(type(error).__name__)
