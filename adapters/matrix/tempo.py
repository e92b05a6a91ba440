"""How fast the server lets the bot speak, learnt from its refusals."""

from __future__ import annotations

REST = 12
"""After a rest of so many gaps the server is taken to allow a burst again."""
SPARE = 3600.0
"""Seconds without a refusal after which there is time for what is only nice."""


class Tempo:
    """Free until the server refuses; then no faster than it says. Times in seconds."""

    def __init__(self) -> None:
        self._gap = 0.0
        self._next = 0.0
        self._spare = 0.0

    def spare(self, now: float) -> bool:
        """Whether nothing was refused for long: what is only nice takes the place of no reply."""
        return now >= self._spare

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
        self._spare = now + SPARE
