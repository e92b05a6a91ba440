"""How fast a platform, and each chat on it, may be spoken to."""

from __future__ import annotations

MARGIN = 1.05
"""How much slower than a platform allows: else it would have no place for a reply in between."""
REST, LEAST_REST = 12, 5.0
"""After a rest of so many gaps, and seconds, a platform is taken to allow a burst again."""


class Pace:
    """So many messages a second, `burst` of them at once after a rest (GCRA); 0 is no limit."""

    def __init__(self, per_second: float, burst: int = 1) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._slack = self._gap * (burst - 1)
        self._next = 0.0

    def wait(self, now: float) -> float:
        """Take the next slot and tell how many seconds it is until then."""
        wait = self.soon(now)
        self._next = max(now, self._next) + self._gap
        return wait

    def soon(self, now: float, spare: int = 0) -> float:
        """How many seconds it is until a slot that leaves so many of a burst for others."""
        slack = max(0.0, self._slack - spare * self._gap)
        return max(0.0, max(now, self._next) - slack - now)

    def idle(self, now: float) -> bool:
        """Whether nothing is left to remember."""
        return self._next <= now


class Learnt:
    """Free until the platform refuses; then no faster than it says. Times in seconds."""

    def __init__(self) -> None:
        self._gap = 0.0
        self._next = 0.0

    def soon(self, now: float) -> float:
        """How long it is until the next slot."""
        if now - self._next > max(REST * self._gap, LEAST_REST):
            self._gap = 0.0
        return max(0.0, self._next - now) if self._gap else 0.0

    def take(self, now: float) -> None:
        self._next = max(now, self._next) + self._gap

    def refused(self, now: float, gap: float) -> None:
        """The platform wants so much time between two messages; it may tell less than it wants."""
        self._gap = max(self._gap, gap * MARGIN)
        self._next = max(self._next, now)


class Paces:
    """One pace for each chat, forgotten when it has nothing to say."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._rate = (per_second, burst)
        self._paces: dict[object, Pace] = {}

    def wait(self, chat: object, now: float) -> float:
        if not self._rate[0]:
            return 0.0
        if len(self._paces) > 10_000:
            self._paces = {c: pace for c, pace in self._paces.items() if not pace.idle(now)}
        if (pace := self._paces.get(chat)) is None:
            pace = self._paces[chat] = Pace(*self._rate)
        return pace.wait(now)
