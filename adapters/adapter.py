"""What the bot needs of a platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from dialogs.messages import Heard, Message


class Capabilities(Struct, frozen=True):
    """What a platform can show and how fast it may be spoken to.

    `buttons` in one message; `label`, `text` and a file's `caption` in characters, a caption of 0
    where no files can be sent; `keyboard` has buttons that share a position. Where people can
    answer by `reactions`, options that are listed in words are handed over as well. Rates in
    messages a second, 0 for no limit: in all, to a chat, and to a room where many listen;
    `in_flight` sends at once, which is how many may arrive twice after a crash.
    """

    buttons: int = 0
    reactions: bool = False
    label: int = 30
    text: int = 4096
    caption: int = 0
    keyboard: bool = False
    per_second: float = 0.0
    burst: int = 1
    chat_per_second: float = 0.0
    chat_burst: int = 1
    room_per_second: float = 0.0
    in_flight: int = 4


class Inbound(Struct, frozen=True):
    """Something a person did; `key` is the same however often the platform tells of it.

    `language` is the one that the platform says the person uses, if any.
    """

    key: str
    platform: str
    address: str
    heard: Heard
    language: str = ""


class SetAside(Struct, frozen=True):
    """Something that cannot be understood; it is noted, so that nobody asks for it again.

    `why` says which it is and where the error, and nothing of what somebody wrote.
    """

    key: str
    platform: str
    why: str


class Left(Struct, frozen=True):
    """A person has left: blocked the bot, or closed the chat. Writing again brings them back.

    The bot is `out` where it is no longer in that room at all.
    """

    key: str
    platform: str
    address: str
    out: bool = False


class Moved(Struct, frozen=True):
    """A chat has another address from now on, and is still the same chat."""

    key: str
    platform: str
    address: str
    to: str


class Posted(Struct, frozen=True):
    """A word that may register a room was posted in it: all that is handed over of such rooms."""

    key: str
    platform: str
    address: str
    title: str
    word: str


Received = Inbound | Left | Moved | Posted | SetAside
"""All that an adapter hands over."""


class TryAgain(Exception):
    """What was received could not be stored; do not acknowledge it, and hand it over again."""


class RetryLater(Exception):
    """The platform asks to wait; `gap` is what has to be between messages then, if it tells."""

    def __init__(self, after: timedelta, gap: timedelta = timedelta()) -> None:
        super().__init__(f"asked to wait {after}")
        self.after = after
        self.gap = gap


class PerhapsSent(OSError):
    """The network failed after the platform was asked: it may have said the message or not."""


class Unreachable(Exception):
    """The chat is gone: the bot was blocked, or the chat left or deleted."""


class Readdressed(Exception):
    """The chat lives at another address now."""

    def __init__(self, to: str) -> None:
        super().__init__("moved")
        self.to = to


class Rejected(Exception):
    """The platform will never take this message, or never give out this file."""


Receive = Callable[[Received], Awaitable[None]]


class Adapter(Protocol):
    name: str
    can: Capabilities

    async def listen(self, receive: Receive) -> None:
        """Hand over what people do until cancelled; each is settled when `receive` returns."""

    async def close(self) -> None:
        """Let go of connections; nothing is heard or said any more."""

    async def send(self, address: str, message: Message, key: str) -> str:
        """Say a message and return the platform's name for it; `key` makes repeats harmless.

        Has to come to an end by itself: what takes five minutes is cut off and said again.

        Raises RetryLater, Unreachable, Readdressed, Rejected, or OSError where the network fails.
        """

    async def fetch(self, ref: str, most: int) -> bytes:
        """What is in a file that a person sent, if it has no more than so many bytes.

        Raises RetryLater, Rejected, or OSError where the network fails.
        """
