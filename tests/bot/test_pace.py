"""How fast may be spoken, and what becomes of a failure: tables, with time as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.adapter import Readdressed, Rejected, RetryLater, Unreachable
from bot.delivery.pace import LEAST_REST, MARGIN, REST, Learnt, Pace, Paces
from bot.delivery.retry import ATTEMPTS, LONGEST, after_failure, backoff
from dialogs.markup import plain
from dialogs.messages import Message
from storage.post import Post
from storage.settling import Settled

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("per_second", "burst", "arrivals", "waits"),
    [
        (0, 1, [0, 0, 0], [0, 0, 0]),
        (1, 1, [0, 0, 0], [0, 1, 2]),
        (2, 1, [0, 0, 0], [0, 0.5, 1]),
        (1, 3, [0, 0, 0, 0, 0], [0, 0, 0, 1, 2]),
        (1, 1, [0, 1, 2], [0, 0, 0]),
        (1, 1, [0, 0.5, 0.5], [0, 0.5, 1.5]),
        (1, 1, [0, 0, 10], [0, 1, 0]),
        (1, 2, [0, 0, 0, 10, 10, 10], [0, 0, 1, 0, 0, 1]),
        (0.2, 10, [0] * 12, [0] * 10 + [5, 10]),
        (30, 1, [100, 100], [0, 1 / 30]),
    ],
)
def test_pace(per_second: float, burst: int, arrivals: list[float], waits: list[float]) -> None:
    pace = Pace(per_second, burst)
    assert [pace.wait(now) for now in arrivals] == pytest.approx(waits)


@given(
    st.floats(0.1, 100),
    st.integers(1, 20),
    st.lists(st.floats(0, 5), min_size=1, max_size=60),
)
def test_no_stretch_of_time_has_more_than_it_may(
    per_second: float, burst: int, gaps: list[float]
) -> None:
    pace, now, sent = Pace(per_second, burst), 1000.0, []
    for gap in gaps:
        now += gap
        sent.append(now + pace.wait(now))
    assert sent == sorted(sent)
    for first, start in enumerate(sent):
        for last in range(first, len(sent)):
            allowed = burst + (sent[last] - start) * per_second
            assert last - first + 1 <= allowed + 0.001


def test_a_pace_that_has_nothing_to_remember_is_idle() -> None:
    pace = Pace(1, 2)
    assert pace.idle(0)
    pace.wait(0)
    assert not pace.idle(0.5)
    assert pace.idle(1)


def test_chats_have_each_their_own_pace() -> None:
    paces = Paces(1, 1)
    assert [paces.wait(chat, 0) for chat in ("anna", "bodo", "anna", "anna")] == [0, 0, 1, 2]
    assert Paces(0, 1).wait("anna", 0) == 0


def test_chats_that_have_rested_are_forgotten_and_others_not() -> None:
    paces = Paces(1, 1)
    for number in range(10_001):
        paces.wait(number, 0)
    for _ in range(5):
        paces.wait("busy", 0)
    assert paces.wait("other", 3) == 0
    assert len(paces._paces) == 2
    assert paces.wait("busy", 3) == 2


def test_a_platform_that_never_refuses_is_not_waited_for() -> None:
    learnt = Learnt()
    for _ in range(1000):
        assert learnt.soon(0.0) == 0
        learnt.take(0.0)


@pytest.mark.parametrize("gap", [0.1, 5.0])
def test_what_a_platform_wants_is_learnt_and_forgotten(gap: float) -> None:
    learnt = Learnt()
    learnt.refused(10.0, gap / 2)
    learnt.refused(10.0, gap)
    learnt.refused(10.0, gap / 3)
    assert learnt.soon(10.0) == 0
    for _ in range(3):
        learnt.take(10.0)
    assert learnt.soon(10.0) == pytest.approx(3 * gap * MARGIN)
    over = 10.0 + 3 * gap * MARGIN
    assert learnt.soon(over) == pytest.approx(0)
    learnt.take(over)
    assert learnt.soon(over) == pytest.approx(gap * MARGIN)
    rested = over + gap * MARGIN + max(REST * gap * MARGIN, LEAST_REST) + 0.001
    for _ in range(10):
        assert learnt.soon(rested) == 0
        learnt.take(rested)


def test_a_refusal_that_comes_late_is_learnt_from_too() -> None:
    learnt = Learnt()
    learnt.take(0.0)
    learnt.refused(60.0, 0.1)
    assert learnt.soon(60.0) == 0
    learnt.take(60.0)
    assert learnt.soon(60.0) > 0


def post(attempts: int, chat: int | None = 7) -> Post:
    return Post(1, "key", "console", chat, "anna", Message(plain("Hallo")), attempts)


def again(why: str, after: timedelta) -> Settled:
    return Settled(1, error=why, retry=NOW + after)


def given_up(why: str) -> Settled:
    return Settled(1, error=why)


class Unforeseen(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "attempts", "settled"),
    [
        (RetryLater(30 * SECOND), 1, again("RetryLater", 30 * SECOND)),
        (RetryLater(30 * SECOND), 1000, again("RetryLater", 30 * SECOND)),
        (OSError(), 1, again("OSError", 2 * SECOND)),
        (OSError(), 2, again("OSError", 4 * SECOND)),
        (OSError(), 7, again("OSError", 128 * SECOND)),
        (OSError(), 9, again("OSError", LONGEST)),
        (OSError(), 10_000, again("OSError", LONGEST)),
        (TimeoutError(), 10_000, again("TimeoutError", LONGEST)),
        (ConnectionResetError(), 10_000, again("ConnectionResetError", LONGEST)),
        (Rejected(), 1, given_up("Rejected")),
        # To where it lives already: that would go on for ever.
        (Readdressed("anna"), 1, again("Readdressed", 2 * SECOND)),
        (Readdressed("anna"), ATTEMPTS, given_up("Readdressed")),
        (Unforeseen(), 1, again("Unforeseen", 2 * SECOND)),
        (Unforeseen(), ATTEMPTS - 1, again("Unforeseen", 128 * SECOND)),
        (Unforeseen(), ATTEMPTS, given_up("Unforeseen")),
        (Unforeseen(), ATTEMPTS + 1, given_up("Unforeseen")),
    ],
)
def test_what_becomes_of_a_failure(error: Exception, attempts: int, settled: Settled) -> None:
    assert after_failure(post(attempts), error, NOW, 0.0, attempts) == settled


def test_a_chat_that_has_moved_is_asked_for_at_once() -> None:
    moved = Settled(1, error="Readdressed", retry=NOW, moved=(7, "elsewhere"))
    assert after_failure(post(1), Readdressed("elsewhere"), NOW, 0.0) == moved
    nobodys = after_failure(post(1, chat=None), Readdressed("elsewhere"), NOW, 0.0)
    assert nobodys == Settled(1, error="Readdressed", retry=NOW, to="elsewhere")


def test_a_room_that_has_moved_is_followed_and_one_that_is_gone_is_lost() -> None:
    there = replace(post(1, chat=None), room="r")
    moved = Settled(1, error="Readdressed", retry=NOW, room_moved=("r", "elsewhere"))
    assert after_failure(there, Readdressed("elsewhere"), NOW, 0.0) == moved
    lost = Settled(1, error="Unreachable", lost="r")
    assert after_failure(there, Unreachable(), NOW, 0.0) == lost


@pytest.mark.parametrize("chat", [7, None])
def test_a_chat_that_is_gone_is_marked_if_there_is_one(chat: int | None) -> None:
    assert after_failure(post(1, chat), Unreachable(), NOW, 0.0) == Settled(
        1, error="Unreachable", unreachable=chat
    )


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_retries_are_spread_and_never_far_off(attempts: int, jitter: float) -> None:
    wait = backoff(attempts, jitter)
    assert backoff(attempts, 0) <= wait <= LONGEST * 1.5
    assert backoff(attempts, 0) <= backoff(attempts + 1, 0)
    assert wait >= 2 * SECOND
