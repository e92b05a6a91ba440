"""How fast the server lets the bot speak, learnt from its refusals."""

from __future__ import annotations

REST = 12
"""After a rest of so many gaps the server is taken to allow a burst again."""


class Tempo:
    """Free until the server refuses; then no faster than it says. Times in seconds."""

    def __init__(self) -> None:
        self._gap = 0.0
        self._next = 0.0

    @property
    def free(self) -> bool:
        """Whether the server has refused nothing lately."""
        return not self._gap

    def wait(self, now: float) -> float:
        """Take the next slot, or tell how long it is until then."""
        if now - self._next > REST * self._gap:
            self._gap = 0.0
        if not self._gap:
            return 0.0
        if self._next > now:
            return self._next - now
        self._next = now + self._gap
        return 0.0

    def refused(self, now: float, after: float) -> None:
        self._gap = max(self._gap, after)
        self._next = max(self._next, now + after)
