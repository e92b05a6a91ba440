"""What becomes of a post whose sending failed: a decision, nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from adapters.adapter import Readdressed, Rejected, RetryLater, Unreachable
from storage.post import Post
from storage.settling import Settled

ATTEMPTS = 8
"""For errors that nobody foresaw."""
LONGEST = timedelta(minutes=5)


def after_failure(
    post: Post, error: Exception, now: datetime, jitter: float, failures: int = 1
) -> Settled:
    """Try again, or give up; `jitter` in 0..1 spreads retries.

    A network that is away is waited for as long as the post is of use: it is not the post's
    fault. Only an error that nobody foresaw is tried a fixed number of times: `failures` tells
    how many there have been.
    """
    why = type(error).__name__
    match error:
        case RetryLater(after=after):
            return Settled(post.id, error=why, retry=now + after)
        case Readdressed(to=to) if post.chat is not None and to != post.address:
            return Settled(post.id, error=why, retry=now, moved=(post.chat, to))
        case Readdressed(to=to) if post.room is not None and to != post.address:
            return Settled(post.id, error=why, retry=now, room_moved=(post.room, to))
        case Readdressed(to=to) if post.chat is None and post.room is None and to != post.address:
            return Settled(post.id, error=why, retry=now, to=to)
        case Unreachable():
            return Settled(post.id, error=why, unreachable=post.chat, lost=post.room)
        case Rejected():
            return Settled(post.id, error=why)
        case OSError() | TimeoutError():
            return Settled(post.id, error=why, retry=now + backoff(post.attempts, jitter))
        case _ if failures < ATTEMPTS:
            return Settled(post.id, error=why, retry=now + backoff(post.attempts, jitter))
        case _:
            return Settled(post.id, error=why)


def backoff(attempts: int, jitter: float) -> timedelta:
    """Two seconds, then four, then eight, at most five minutes, each up to half as long again."""
    return min(LONGEST, timedelta(seconds=2 ** min(attempts, 10))) * (1 + jitter / 2)
