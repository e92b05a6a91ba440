"""Whether the server has time for what is only nice."""

from __future__ import annotations

SPARE = 3600.0
"""Seconds without a refusal after which there is time for it."""


class Tempo:
    """Times in seconds."""

    def __init__(self) -> None:
        self._spare = 0.0

    def spare(self, now: float) -> bool:
        """Whether nothing was refused for long: what is only nice takes the place of no reply."""
        return now >= self._spare

    def refused(self, now: float) -> None:
        self._spare = now + SPARE
