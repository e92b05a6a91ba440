"""Requests to compare emojis are answered in words once, and ended as the protocol wants it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from nio import ToDeviceEvent, UnknownToDeviceEvent
from nio.events.to_device import KeyVerificationCancel

from .residents import PATIENCE, Resident
from .revier import Revier

pytestmark = pytest.mark.asyncio(loop_scope="session")

METHODS = {"methods": ["m.sas.v1"], "timestamp": 0}


def ends_of(anna: Resident) -> list[dict[str, Any]]:
    """What the bot has ended in the room, from here on."""
    found: list[dict[str, Any]] = []

    async def hears(_: Any, event: Any) -> None:
        if event.source.get("type") == "m.key.verification.cancel":
            found.append(event.source["content"])
        async with anna.changed:
            anna.changed.notify_all()

    anna.client.add_event_callback(hears, object)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("encrypted", [True, False])
async def test_a_request_in_the_room_is_ended_and_explained_once(
    talking: Revier, encrypted: bool
) -> None:
    anna = await talking.person("anna", encrypted)
    await anna.waits_for("3. ")
    ended = ends_of(anna)
    request = {
        "msgtype": "m.key.verification.request",
        "body": "Ihre App kann das nicht.",
        "from_device": anna.client.device_id,
        "to": talking.user,
        **METHODS,
    }
    names = [await anna.sends("m.room.message", request) for _ in range(2)]
    await anna.waits_for("Ich bin ein Bot")
    await anna.until(lambda _: len(ended) == 2)
    assert {end["m.relates_to"]["event_id"] for end in ended} == set(names)
    assert {end["m.relates_to"]["rel_type"] for end in ended} == {"m.reference"}
    assert {end["code"] for end in ended} == {"m.user"}
    await anna.says("Hallo")
    await anna.waits_for("3. ")
    assert sum("Ich bin ein Bot" in said.words for said in anna.heard) == 1


async def test_a_request_from_device_to_device_is_ended_and_explained(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    ended: asyncio.Queue[Any] = asyncio.Queue()

    async def hears(event: ToDeviceEvent) -> None:
        await ended.put(event)

    anna.client.add_to_device_callback(hears, (KeyVerificationCancel, UnknownToDeviceEvent))
    kind, exchange = "m.key.verification.request", "an exchange of ours"
    content = {"from_device": anna.client.device_id, "transaction_id": exchange, **METHODS}
    path = f"/_matrix/client/v3/sendToDevice/{kind}/one"
    body = {"messages": {talking.user: {"*": content}}}
    await talking.synapse.ask("PUT", path, body, anna.client.access_token)
    await anna.waits_for("Ich bin ein Bot")
    async with asyncio.timeout(PATIENCE):
        end = await ended.get()
    assert end.source["type"] == "m.key.verification.cancel"
    assert end.source["content"]["transaction_id"] == exchange
    assert end.source["content"]["code"] == "m.user"
