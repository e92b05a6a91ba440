"""People who say one line after another, and how long they wait for each reply."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conversations import Heard
    from .people import Person


@dataclass
class Follower:
    """Says the next line when something is heard, whatever it is."""

    person: Person
    lines: deque[str]
    following: Following
    since: float | None = None
    """When the line was said that has no reply yet."""

    def say(self) -> None:
        line = self.lines.popleft()
        self.since = time.perf_counter()
        self.following.begun = min(self.following.begun, self.since)
        if line.startswith("[") and line.endswith("]"):
            self.person.presses(line[1:-1])
        else:
            self.person.says(line)

    def hears(self, _: Heard) -> None:
        if self.since is None:
            self.following.unasked += 1
            return
        now = time.perf_counter()
        self.following.waits.append(now - self.since)
        self.following.ended, self.since = now, None
        if self.lines:
            self.say()


@dataclass
class Following:
    """All followers since the last time they were forgotten; times in seconds."""

    followers: list[Follower] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """How long each reply took that has come."""
    unasked: int = 0
    """Things heard after the last line was answered, such as replies that came twice."""
    begun: float = float("inf")
    ended: float = 0.0

    def follow(self, people: Iterable[Person], lines: list[str]) -> None:
        for person in people:
            follower = Follower(person, deque(lines), self)
            self.followers.append(follower)
            person.reacts = follower.hears
            follower.say()

    @property
    def waiting(self) -> list[int]:
        """Who has said something and heard nothing since."""
        return [one.person.id for one in self.followers if one.since is not None]
