"""Encryption seen from outside: who vouches for the device, who gets keys, what lies on disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import vodozemac
from nio import Api

from .residents import Resident
from .revier import Revier

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def queried(here: Revier, by: Resident) -> dict[str, Any]:
    wanted = {"device_keys": {here.user: []}}
    token = by.client.access_token
    return await here.synapse.ask("POST", "/_matrix/client/v3/keys/query", wanted, token)


def assert_signed(thing: dict[str, Any], user: str, key: str) -> None:
    """Raises where the signature of that public key is missing or wrong."""
    name = f"ed25519:{key}"
    signature = thing["signatures"][user][name]
    bare = {n: value for n, value in thing.items() if n not in ("signatures", "unsigned")}
    public = vodozemac.Ed25519PublicKey.from_base64(key)
    public.verify_signature(
        Api.to_canonical_json(bare).encode(), vodozemac.Ed25519Signature.from_base64(signature)
    )


def key_of(thing: dict[str, Any]) -> str:
    (key,) = thing["keys"].values()
    return str(key)


async def test_the_account_vouches_for_the_device(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    found = await queried(talking, anna)
    user = talking.user
    master, signing = found["master_keys"][user], found["self_signing_keys"][user]
    assert_signed(signing, user, key_of(master))
    (device,) = found["device_keys"][user].values()
    assert_signed(device, user, key_of(signing))
    shown = await anna.client.get_displayname(user)
    assert shown.displayname == "Revierstimme"


async def test_everybody_new_can_write_however_many_came(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    names = await talking.claim(anna, 60)
    assert len(set(names)) < len(names)  # the last one is lent to everybody
    bert = await talking.person("bert", encrypted=True)
    await bert.waits_for("3. ")
    await bert.says("Hallo")
    await bert.waits_for("3. ")
    assert not set(await talking.claim(anna, 1)) & set(names)


async def written(here: Revier, of: Resident, devices: int) -> None:
    """New devices write one after another, each with a key that the bot has offered."""
    for _ in range(devices):
        async with here.other_device(of) as phone:
            await phone.until(lambda phone: phone.room in phone.client.rooms)
            await phone.says("Hallo")
            await phone.waits_for("3. ")


async def test_new_devices_write_after_the_last_key_was_taken(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    await talking.claim(anna, 49)
    await written(talking, anna, 4)


@pytest.mark.chaos
async def test_120_new_devices_write_one_after_another(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    await written(talking, anna, 120)


async def test_a_new_device_of_a_person_can_read_what_comes(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    phone = await talking.second_device(anna)
    await phone.until(lambda phone: bool(phone.client.rooms))
    await anna.says("Hallo")
    said = await phone.waits_for("3. ")
    assert said.words == (await anna.waits_for("3. ")).words


async def test_a_room_that_becomes_encrypted_is_written_to_so(talking: Revier) -> None:
    anna = await talking.person("anna")
    await anna.waits_for("3. ")
    await anna.client.room_put_state(
        anna.room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}
    )
    await anna.until(lambda anna: anna.client.rooms[anna.room].encrypted)
    await anna.says("Hallo")
    said = await anna.waits_for("3. ")
    assert "session_id" not in said.source["content"]
    event = await anna.client.room_get_event(anna.room, said.event)
    assert event.event.decrypted


async def test_after_a_new_start_all_can_be_read_and_reacted_to(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    asked = await anna.waits_for("3. ")
    await talking.bot.kill()
    await anna.reacts_to(asked, "3️⃣")
    await talking.bot.start()
    await anna.waits_for("1. ")
    assert anna.unreadable == []


async def sessions(here: Revier, by: Resident) -> list[str]:
    """Under which keys the bot's messages to somebody stand on the server, in order."""
    path = f"/_matrix/client/v3/rooms/{by.room}/event"
    found = [
        await here.synapse.ask("GET", f"{path}/{said.event}", token=by.client.access_token)
        for said in by.heard
    ]
    return [event["content"]["session_id"] for event in found]


async def test_a_new_start_needs_no_new_key_and_uses_none_twice(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    for _ in range(12):  # more than are reserved at once
        await anna.says("Hallo")
        await anna.waits_for("3. ")
    await talking.bot.kill()
    await talking.bot.start()
    await anna.says("Hallo")
    await anna.waits_for("3. ")
    assert len(set(await sessions(talking, anna))) == 1
    assert anna.unreadable == []  # a key that is used twice is refused as a repeat


async def test_who_asks_for_a_key_gets_the_next_message_with_a_new_one(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    (session,) = await sessions(talking, anna)
    wanted = {
        "action": "request",
        "request_id": "one",
        "requesting_device_id": anna.client.device_id,
        "body": {"room_id": anna.room, "session_id": session, "algorithm": "?"},
    }
    path = "/_matrix/client/v3/sendToDevice/m.room_key_request/one"
    body = {"messages": {talking.user: {"*": wanted}}}
    await talking.synapse.ask("PUT", path, body, anna.client.access_token)
    await anna.says("Hallo")
    await anna.waits_for("3. ")
    first, second = await sessions(talking, anna)
    assert first != second
    assert anna.unreadable == []


@pytest.mark.chaos
async def test_keys_out_of_a_backup_seal_nothing_more(talking: Revier, tmp_path: Path) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    await talking.bot.stop()
    keys = talking.bot.folder / "data" / "matrix"
    shutil.copytree(keys, tmp_path / "backup")
    await talking.bot.start()
    await anna.says("Hallo")
    await anna.waits_for("3. ")
    await talking.bot.stop()
    shutil.rmtree(keys)
    shutil.copytree(tmp_path / "backup", keys)
    await talking.bot.start()
    await anna.says("Noch einmal hallo")
    await anna.waits_for("3. ")
    first, second, third = await sessions(talking, anna)
    assert first == second != third
    assert anna.unreadable == []


async def test_nothing_on_disk_tells_who_was_spoken_to(talking: Revier) -> None:
    anna = await talking.person("anna", encrypted=True)
    await anna.waits_for("3. ")
    name = anna.client.user.encode()
    stored = b"".join(
        file.read_bytes() for file in talking.bot.folder.rglob("*") if file.is_file()
    )
    assert name not in stored
    assert anna.room.encode() not in stored
    assert anna.client.device_id.encode() not in stored
