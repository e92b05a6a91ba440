"""What the adapter is lent by the bot: a notebook that outlives the process, and sealing."""

from __future__ import annotations

from typing import Protocol


class Notebook(Protocol):
    async def read(self, name: str) -> bytes | None:
        """What was written under a name; raises an exception where it cannot be reached."""

    async def write(self, name: str, value: bytes | None) -> None:
        """Keep it for the next run; None forgets it."""


class Sealing(Protocol):
    def seal(self, data: bytes, context: bytes) -> bytes: ...

    def unseal(self, sealed: bytes, context: bytes) -> bytes: ...

    def index(self, what: str) -> bytes:
        """16 bytes by which a value is found again without standing there."""
