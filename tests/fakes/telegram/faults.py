"""What goes wrong on purpose: said in advance, for a method and a number of calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .refusals import Refusal, too_many


@dataclass(frozen=True)
class Call:
    """A call as it came in."""

    method: str
    given: dict[str, Any]
    at: float
    uploads: dict[str, Any] = field(default_factory=dict)

    @property
    def chat_id(self) -> int | str | None:
        return self.given.get("chat_id")


@dataclass(frozen=True)
class Refuse:
    """An answer with `ok: false`; after=True carries the call out all the same."""

    refusal: Refusal
    after: bool = False


@dataclass(frozen=True)
class Page:
    """What a proxy answers when Telegram is down: HTML."""

    status: int = 502
    after: bool = False


@dataclass(frozen=True)
class Garbage:
    """200, but no JSON."""

    content: bytes = b'{"ok":true,"result":{"mess'
    after: bool = True


@dataclass(frozen=True)
class Reset:
    """The connection breaks, before or after the call is carried out."""

    after: bool = False


@dataclass(frozen=True)
class Slow:
    """The answer takes a while."""

    seconds: float
    after: bool = True


@dataclass(frozen=True)
class Hang:
    """Nothing happens until the script is released or the client gives up."""

    after: bool = False


Fault = Refuse | Page | Garbage | Reset | Slow | Hang
Chooses = Callable[[Call], Fault | None]


def retry_after(seconds: int) -> Refuse:
    return Refuse(too_many(seconds))


def refuse(code: int, description: str, **parameters: int) -> Refuse:
    return Refuse(Refusal(code, description, **parameters))


BLOCKED = refuse(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = refuse(403, "Forbidden: user is deactivated")
UNAUTHORIZED = refuse(401, "Unauthorized")
NOT_FOUND = refuse(404, "Not Found")
CONFLICT = refuse(
    409,
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
)


@dataclass
class Script:
    """A fault and where it strikes; `times=None` is until `stop()`."""

    method: str
    fault: Fault | Chooses
    times: int | None = 1
    chat_id: int | None = None
    struck: list[Call] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    _waiters: list[tuple[int, asyncio.Future[None]]] = field(default_factory=list)

    def stop(self) -> None:
        self.times = len(self.struck)

    def release(self) -> None:
        """Let hanging calls go on."""
        self.released.set()

    async def strikes(self, times: int = 1, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Wait until it has struck so often."""
        if len(self.struck) < times:
            waiting = asyncio.get_running_loop().create_future()
            self._waiters.append((times, waiting))
            async with asyncio.timeout(timeout):
                await waiting

    def choose(self, call: Call) -> Fault | None:
        if self.method not in {"*", call.method}:
            return None
        if self.times is not None and len(self.struck) >= self.times:
            return None
        if self.chat_id is not None and call.chat_id != self.chat_id:
            return None
        fault = self.fault(call) if callable(self.fault) else self.fault
        if fault is not None:
            self.struck.append(call)
            for times, waiting in self._waiters:
                if times <= len(self.struck) and not waiting.done():
                    waiting.set_result(None)
        return fault


class Faults(list[Script]):
    """The scripts, the oldest first; a call meets one at most."""

    def choose(self, call: Call) -> tuple[Script, Fault] | None:
        for script in self:
            if fault := script.choose(call):
                return script, fault
        return None
