"""Rooms with others: the bot says once what it can do there, links to itself, and asks nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dialogs.markup import plain
from dialogs.messages import Message, Option
from storage.store import Store

from .residents import ENCRYPTION, Resident
from .revier import Revier

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = "Ankündigungen weitergeben"
MENTION = "Schreiben Sie mir privat"


async def gathered(here: Revier, encrypted: bool = False) -> tuple[Resident, Resident]:
    """Two people in a room of theirs, and the bot comes as the third."""
    anna = await here.person("anna", invites=False)
    bert = await here.person("bert", invites=False)
    found = await anna.client.room_create(
        invite=[bert.client.user_id], initial_state=[ENCRYPTION] if encrypted else []
    )
    anna.room = found.room_id
    await bert.joins(anna.room)
    await anna.until(lambda anna: len(anna.client.rooms[anna.room].users) == 2)
    await anna.client.room_invite(anna.room, here.user)
    return anna, bert


@pytest.mark.parametrize("encrypted", [True, False])
async def test_the_bot_says_once_what_it_can_do_there(talking: Revier, encrypted: bool) -> None:
    anna, bert = await gathered(talking, encrypted)
    link = f"https://matrix.to/#/{talking.user}"
    for one in (anna, bert):
        said = await one.waits_for(HERE)
        assert said.source["content"]["msgtype"] == "m.notice"
        assert link in said.words
    await bert.says("Hallo zusammen")
    await bert.says("/start survey_erwartungen")
    await bert.says("ja")
    await bert.says("Revierstimme ist hier der Bot.", msgtype="m.notice")
    asked = await bert.says("Was sagt Revierstimme dazu?")
    said = await bert.waits_for(MENTION)
    assert said.source["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}
    assert link in said.words
    await anna.waits_for(MENTION)
    assert [one.words for one in anna.heard] == [one.words for one in bert.heard]
    assert len(bert.heard) == 2
    assert bert.unreadable == []


async def test_who_asks_in_a_thread_is_answered_in_it(talking: Revier) -> None:
    anna, bert = await gathered(talking)
    first = await anna.waits_for(HERE)
    thread = {"rel_type": "m.thread", "event_id": first.event}
    pill = {"user_ids": [talking.user]}
    await bert.says("Und der Bot?", **{"m.relates_to": thread, "m.mentions": pill})
    said = await anna.waits_for(MENTION)
    found: dict[str, Any] = said.source["content"]["m.relates_to"]
    assert (found["rel_type"], found["event_id"]) == ("m.thread", first.event)


async def test_a_request_to_verify_among_others_is_left_alone(talking: Revier) -> None:
    anna, bert = await gathered(talking)
    await anna.waits_for(HERE)
    request = {"msgtype": "m.key.verification.request", "body": "?", "to": talking.user}
    await bert.sends("m.room.message", {**request, "methods": [], "from_device": "X"})
    await bert.says("Und nun, Revierstimme?")
    await anna.waits_for(MENTION)
    assert len(anna.heard) == 2


@pytest.mark.parametrize("encrypted", [True, False])
async def test_an_announcement_reaches_a_room_and_a_ballot_never_does(
    talking: Revier, encrypted: bool
) -> None:
    anna, bert = await gathered(talking, encrypted)
    await bert.waits_for(HERE)
    link = f"https://matrix.to/#/{talking.user}"
    text = plain("Neue Umfrage: Wie geht es mit den Bussen weiter?")
    public = Message(text, (Option(link, "Jetzt mitmachen"),), prompt="7", public=True)

    def post(store: Store) -> None:
        store.outbox.add_public("matrix", anna.room, public, datetime.now(UTC))

    talking.look(post)
    said = await bert.waits_for("Neue Umfrage")
    content = said.source["content"]
    assert content["msgtype"] == "m.text"
    assert content["formatted_body"].endswith(f'<a href="{link}">Jetzt mitmachen</a>')
    assert "de.revierstimme.question" not in content
    await bert.reacts_to(said, "1️⃣")
    await bert.says("1")
    await bert.says("Und nun, Revierstimme?")
    await anna.waits_for(MENTION)
    assert len(anna.heard) == 3
    assert anna.unreadable == []
