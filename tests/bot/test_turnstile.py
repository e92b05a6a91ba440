"""Who may speak next: replies before alerts, whatever came first, and at the platform's pace."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from adapters.adapter import Capabilities
from bot.delivery.turnstile import SPARED, Turnstile
from dialogs.markup import plain
from dialogs.messages import Message
from storage.post import ALERT, REPLY, Post

HARDLY = 0.0001
"""Messages a second: what is left after the burst comes after the end of this test."""


def post(id: int, priority: int = REPLY) -> Post:
    return Post(id, "key", "console", id, "anna", Message(plain("Hallo")), priority=priority)


def turnstile(unwanted: frozenset[int] = frozenset(), **can: float) -> Turnstile:
    capabilities = Capabilities(**can)  # type: ignore[arg-type]
    return Turnstile(capabilities, lambda post: post.id not in unwanted)


async def passed(gate: Turnstile, most: int) -> list[int]:
    """Who gets through without waiting."""
    through: list[int] = []
    for _ in range(most):
        try:
            async with asyncio.timeout(0.05):
                through.append((await gate.next()).id)
        except TimeoutError:
            break
    return through


async def test_replies_go_before_alerts_and_each_in_order() -> None:
    gate = turnstile()
    for id in range(4):
        gate.put(post(id, ALERT))
        gate.put(post(10 + id))
    assert await passed(gate, 9) == [10, 11, 12, 13, 0, 1, 2, 3]


async def test_alerts_leave_a_part_of_the_burst_to_replies() -> None:
    gate = turnstile(per_second=HARDLY, burst=8)
    for id in range(20):
        gate.put(post(id, ALERT))
    assert len(await passed(gate, 20)) == 8 - SPARED
    for id in range(20):
        gate.put(post(100 + id))
    assert await passed(gate, 20) == [100 + id for id in range(SPARED)]


async def test_a_reply_takes_the_slot_that_an_alert_waits_for() -> None:
    gate = turnstile(per_second=HARDLY, burst=8)
    for id in range(8):
        gate.put(post(id, ALERT))
    await passed(gate, 8)
    waiting = asyncio.create_task(gate.next())
    while not gate._one.locked():  # noqa: ASYNC110 - it is the turnstile that is waited for
        await asyncio.sleep(0)
    gate.put(post(100))
    assert (await waiting).id == 100


async def test_what_is_not_wanted_any_more_takes_no_slot() -> None:
    gate = turnstile(unwanted=frozenset({0, 1}), per_second=HARDLY, burst=2)
    for id in range(4):
        gate.put(post(id))
    assert await passed(gate, 4) == [2, 3]


async def test_whoever_stops_waiting_takes_nothing_along() -> None:
    gate = turnstile()
    first, second = (asyncio.create_task(gate.next()) for _ in range(2))
    while not gate._one.locked():  # noqa: ASYNC110 - it is the turnstile that is waited for
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    gate.put(post(1))
    assert (await second).id == 1


async def test_closed_is_closed_for_all() -> None:
    gate = turnstile()
    gate.put(post(1))
    gate.close(3600)
    gate.close(0)
    assert await passed(gate, 1) == []


async def test_after_a_refusal_they_go_through_one_by_one_and_replies_first() -> None:
    gate = turnstile()
    for id in range(4):
        gate.put(post(id, ALERT))
    gate.close(0, gap=3600)
    gate.put(post(10))
    assert await passed(gate, 5) == [10]


async def test_a_chat_that_has_just_been_spoken_to_holds_up_nobody_else() -> None:
    gate = turnstile(chat_per_second=HARDLY, chat_burst=1)
    again = post(1)
    for one in (again, again, post(2)):
        gate.put(one)
    assert await passed(gate, 3) == [1, 2]


async def test_a_room_has_a_pace_of_its_own_which_holds_up_no_other() -> None:
    gate = turnstile(room_per_second=HARDLY)
    rooms = [replace(post(id, ALERT), chat=None, address=f"-{id % 2}") for id in range(4)]
    for one in rooms:
        gate.put(one)
    gate.put(post(9))
    assert await passed(gate, 5) == [9, 0, 1]
