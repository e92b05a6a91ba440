"""How fast Telegram lets a bot send, and how fast it did."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import NamedTuple

from .refusals import too_many

GROUPS = {"group", "supergroup", "channel"}


class Send(NamedTuple):
    """One message that went through, or did not."""

    at: float
    chat_id: int
    method: str


@dataclass
class Bucket:
    """Fills at a rate; each message takes one out."""

    per_second: float
    size: float
    level: float = -1.0
    at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until there is one to take."""
        if self.level < 0:
            self.level = self.size
        else:
            self.level = min(self.size, self.level + (now - self.at) * self.per_second)
        self.at = now
        return 0.0 if self.level >= 1 - 1e-9 else (1 - self.level) / self.per_second

    def take(self) -> None:
        self.level -= 1


@dataclass
class Rates:
    """The limits; None enforces nothing. `sends` and `refused` tell what happened."""

    overall: float | None = None
    overall_burst: float = 30
    per_chat: float | None = None
    chat_burst: float = 3
    group_per_minute: float | None = None
    group_burst: float = 20
    sends: list[Send] = field(default_factory=list)
    refused: list[Send] = field(default_factory=list)
    _overall: Bucket | None = None
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _until: dict[int, float] = field(default_factory=dict)

    def enforce(
        self,
        overall: float | None = 30,
        per_chat: float | None = 1,
        group_per_minute: float | None = 20,
        overall_burst: float = 30,
    ) -> None:
        """Switch Telegram's own limits on, or others."""
        self.overall_burst = overall_burst
        self.overall, self.per_chat = overall, per_chat
        self.group_per_minute = group_per_minute
        self._overall = None
        self._chats.clear()

    def admit(self, now: float, chat_id: int, kind: str, method: str, *, paid: bool) -> None:
        """Let a message pass, or refuse it with 429."""
        send = Send(now, chat_id, method)
        buckets = self._buckets(chat_id, kind, paid=paid)
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        wait = max(wait, self._until.get(chat_id, 0.0) - now)
        if wait > 0:
            self.refused.append(send)
            seconds = max(1, math.ceil(wait))
            self._until[chat_id] = now + wait
            raise too_many(seconds)
        for bucket in buckets:
            bucket.take()
        self.sends.append(send)

    def _buckets(self, chat_id: int, kind: str, *, paid: bool) -> list[Bucket]:
        buckets = []
        if self.overall and not paid:
            self._overall = self._overall or Bucket(self.overall, self.overall_burst)
            buckets.append(self._overall)
        if kind in GROUPS and self.group_per_minute:
            rate, burst = self.group_per_minute / 60, self.group_burst
        elif kind not in GROUPS and self.per_chat:
            rate, burst = self.per_chat, self.chat_burst
        else:
            return buckets
        bucket = self._chats.get(chat_id)
        if bucket is None:
            bucket = self._chats[chat_id] = Bucket(rate, burst)
        return [*buckets, bucket]

    def pace(self) -> float:
        """Messages per second from the first to the last one."""
        if len(self.sends) < 2:
            return 0.0
        return (len(self.sends) - 1) / max(self.sends[-1].at - self.sends[0].at, 1e-9)

    def pauses(self, chat_id: int | None = None) -> list[float]:
        """Seconds between one message and the next, of a chat or of all."""
        times = [send.at for send in self.sends if chat_id in {None, send.chat_id}]
        return [after - before for before, after in itertools.pairwise(times)]
