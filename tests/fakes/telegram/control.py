"""The server told by another process what people do, and asked what they heard: JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from . import faults
from .following import Following

if TYPE_CHECKING:
    from .server import TelegramServer

Asked = dict[str, Any]


async def answer(server: TelegramServer, request: web.BaseRequest) -> web.StreamResponse:
    """POST /control/<verb> with a JSON object; a mistake is answered with 400."""
    verb = VERBS.get(request.path.removeprefix("/control/"))
    if verb is None:
        return web.Response(status=404, text=" ".join(VERBS))
    body = await request.read()
    try:
        result = verb(server, msgspec.json.decode(body) if body else {})
        if isinstance(result, Awaitable):
            result = await result
    except (AssertionError, KeyError, TypeError, ValueError, AttributeError) as error:
        return web.Response(status=400, text=f"{type(error).__name__}: {error}")
    except TimeoutError:
        return web.Response(status=504, text="waited in vain")
    return web.Response(body=msgspec.json.encode(result), content_type="application/json")


def people(server: TelegramServer, asked: Asked) -> int:
    """{"first": 1000, "count": 500, "language": "de", "met": true}"""
    for number in range(asked["first"], asked["first"] + asked.get("count", 1)):
        person = server.person(number, language=asked.get("language", "de"))
        if asked.get("met"):
            person.meets_bot()
    return len(server.persons)


def act(server: TelegramServer, asked: Asked) -> int:
    """{"people": [1000, 1001], "does": "says", "with": ["ja"]}"""
    assert not asked["does"].startswith("_")
    for number in asked["people"]:
        getattr(server.person(number), asked["does"])(*asked.get("with", []))
    return len(asked["people"])


def follow(server: TelegramServer, asked: Asked) -> int:
    """{"people": [1000], "lines": ["/start", "[Ja]"]}: a line after each thing heard."""
    people = [server.person(number) for number in asked["people"]]
    server.following.follow(people, asked["lines"])
    return len(people)


def replies(server: TelegramServer, asked: Asked) -> Asked:
    """How long those who follow waited, and who still does; {"forget": true} begins anew."""
    following = server.following
    if asked.get("forget"):
        server.following = Following()
    return {
        "waits": following.waits,
        "waiting": following.waiting,
        "unasked": following.unasked,
        "seconds": max(following.ended - following.begun, 0.0),
    }


def heard(server: TelegramServer, asked: Asked) -> list[str]:
    """{"person": 1000}"""
    return [str(words) for words in server.persons[asked["person"]].heard]


def status(server: TelegramServer, asked: Asked) -> Asked:
    """Counts of everything; {"sends": true} adds the times of all messages, said and refused."""
    log = server.updates.log.values()
    return {
        "calls": server.counts,
        "updates": len(log),
        "delivered": sum(update.delivered > 0 for update in log),
        "deliveries": sum(update.delivered for update in log),
        "acknowledged": server.updates.acknowledged,
        "pending": len(server.updates.pending),
        "unanswered": len(server.world.unanswered),
        "sent": len(server.rates.sends),
        "limited": len(server.rates.refused),
        "pace": server.rates.pace(),
        "violations": server.violations[:100],
        "sends": server.rates.sends if asked.get("sends") else [],
        "refused": server.rates.refused if asked.get("sends") else [],
    }


async def wait(server: TelegramServer, asked: Asked) -> Asked:
    """{"sent": 500, "acknowledged": 500, "timeout": 60}: until all this is reached."""
    async with asyncio.timeout(asked.get("timeout", 60)):
        while any(count(server) < asked.get(key, 0) for key, count in COUNTS.items()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return status(server, {})


COUNTS: dict[str, Callable[[TelegramServer], int]] = {
    "sent": lambda server: len(server.rates.sends),
    "acknowledged": lambda server: server.updates.acknowledged,
    "updates": lambda server: len(server.updates.log),
    "replied": lambda server: len(server.following.waits),
}


def rates(server: TelegramServer, asked: Asked) -> bool:
    """{"overall": 30, "per_chat": 1, "group_per_minute": 20}"""
    server.rates.enforce(**asked)
    return True


FAULTS: dict[str, Callable[..., faults.Fault]] = {
    "retry_after": faults.retry_after,
    "refuse": faults.refuse,
    "page": faults.Page,
    "reset": faults.Reset,
    "slow": faults.Slow,
    "hang": faults.Hang,
}


def fail(server: TelegramServer, asked: Asked) -> bool:
    """{"method": "sendMessage", "fault": "retry_after", "with": [3], "times": 2}"""
    fault = FAULTS[asked["fault"]](*asked.get("with", []))
    server.fails(asked.get("method", "*"), fault, times=asked.get("times", 1))
    return True


def release(server: TelegramServer, asked: Asked) -> bool:
    """End all faults, and let hanging calls go on."""
    del asked
    for script in server.faults:
        script.release()
    server.faults.clear()
    return True


def advance(server: TelegramServer, asked: Asked) -> float:
    """{"seconds": 150}"""
    server.clock.advance(asked["seconds"])
    return server.clock.now()


VERBS: dict[str, Callable[[TelegramServer, Asked], Any]] = {
    verb.__name__: verb
    for verb in (people, act, follow, replies, heard, status, wait, rates, fail, release, advance)
}
