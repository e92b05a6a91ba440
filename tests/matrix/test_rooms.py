"""Rooms that organisers register: by a word said there, told, followed, and left."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from nio import RoomKickResponse

from dialogs.markup import plain
from dialogs.messages import Message
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.understanding.codes import ROOM_LENGTH, fresh
from storage.chats import Place
from storage.organisers import Invite
from storage.rooms import Room, Word
from storage.store import Store

from .residents import ENCRYPTION, PATIENCE, Resident
from .revier import Revier
from .test_groups import HERE

pytestmark = pytest.mark.asyncio(loop_scope="session")


def offered(here: Revier, anna: Resident) -> str:
    """A word for a room of the alliance, which Anna leads."""
    code, word, now = fresh(secrets.choice), fresh(secrets.choice, ROOM_LENGTH), datetime.now(UTC)

    def work(store: Store) -> None:
        if store.associations.one(EVERYBODY) is None:
            store.associations.add(EVERYBODY, "Bündnis Beispiel", now)
        invite = Invite(EVERYBODY, Role.ALLIANCE, "Frau Anders", "console")
        store.organisers.invite(code, invite, now + timedelta(hours=1))
        place = Place("matrix", anna.room, "de")
        chat = store.chats.at([place], now)[place[:2]]
        organiser = store.organisers.accept(code, chat.participant, now)
        assert organiser is not None
        until = now + timedelta(hours=1)
        store.rooms.offer(word, Word(EVERYBODY, organiser.id, "de"), until)

    here.look(work)
    return word


async def registered(here: Revier, encrypted: bool) -> tuple[Resident, Resident, Room]:
    """Anna organises, and Bert says her word in his room."""
    anna = await here.person("anna")
    await anna.waits_for("Revierstimme")
    bert = await here.person("bert", invites=False)
    title = f"Dorf {secrets.token_hex(4)}"
    found = await bert.client.room_create(
        name=title,
        invite=[anna.client.user_id, here.user],
        initial_state=[ENCRYPTION] if encrypted else [],
    )
    bert.room = found.room_id
    await anna.client.join(bert.room)
    await bert.waits_for(HERE)
    await bert.says(f"anmelden {offered(here, anna)}")
    await bert.waits_for("Hier sage ich ab jetzt Neues")
    await anna.waits_for(f"Geklappt: {title}")
    (room,) = [r for r in here.look(lambda store: store.rooms.all()) if r.title == title]
    return anna, bert, room


def announce(here: Revier, room: Room, text: str) -> None:
    said = Message(plain(text), public=True)

    def work(store: Store) -> None:
        store.room_posts.announce(room, f"survey:{text}"[:60], said, datetime.now(UTC))

    here.look(work)


def left(here: Revier, room: Room) -> list[Room]:
    """What is registered of it."""
    all_: list[Room] = here.look(lambda store: store.rooms.all())
    return [one for one in all_ if one.id == room.id]


@pytest.mark.chaos
async def test_a_room_is_registered_by_a_word_and_told(talking: Revier) -> None:
    _, bert, room = await registered(talking, encrypted=True)
    await bert.says("anmelden")
    await bert.says("Wer kommt zum Fest?")
    announce(talking, room, "Neue Umfrage")
    await bert.waits_for("Neue Umfrage")
    assert len([said for said in bert.heard if "sage ich ab jetzt" in said.words]) == 1
    assert bert.unreadable == []


async def test_a_room_that_goes_on_elsewhere_is_followed_and_one_without_the_bot_ends(
    talking: Revier,
) -> None:
    anna, bert, room = await registered(talking, encrypted=False)
    path = f"/_matrix/client/v3/rooms/{bert.room}/upgrade"
    token = bert.client.access_token
    found = await talking.synapse.ask("POST", path, {"new_version": "12"}, token)
    await bert.joins(found["replacement_room"])
    await bert.client.room_invite(bert.room, anna.client.user_id)
    await bert.client.room_invite(bert.room, talking.user)
    await bert.waits_for(HERE)
    announce(talking, room, "Neues vom Umzug")
    said = await bert.waits_for("Neues vom Umzug")
    there = f"/_matrix/client/v3/rooms/{bert.room}/event/{said.event}"
    assert (await talking.synapse.ask("GET", there, None, token))["event_id"] == said.event
    kicked = await bert.client.room_kick(bert.room, talking.user)
    assert isinstance(kicked, RoomKickResponse), kicked
    async with asyncio.timeout(PATIENCE):
        while left(talking, room):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
