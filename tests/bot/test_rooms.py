"""Groups and channels on a strict Bot API server: registered, told, moved, and left."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.markup import plain
from dialogs.messages import Message
from dialogs.organising.roles import EVERYBODY, Role
from storage.chats import Place
from storage.organisers import Invite
from storage.rooms import Spot, Word
from storage.store import Store
from tests.audience import ANY_TIME, opened
from tests.bot.test_telegram import PATIENCE, folder, telegram
from tests.fakes.telegram import Person
from tests.process import Bot

__all__ = ["folder"]
ANNA = 7
WORD = re.compile(r"/anmelden@\w+ ([2-9A-Z]{7})\b")
SECRET = "Kanarienvogel 4711"


def organises(bot: Bot, address: str, platform: str = "telegram") -> None:
    """Somebody who has talked to the bot leads the alliance."""
    now = datetime.now(UTC)

    def work(store: Store) -> None:
        store.associations.add(EVERYBODY, "Bündnis Beispiel", now)
        invite = Invite(EVERYBODY, Role.ALLIANCE, "Frau Anders", "console")
        store.organisers.invite("CODE", invite, now + timedelta(hours=1))
        place = Place(platform, address, "de")
        chat = store.chats.at([place], now)[place[:2]]
        store.organisers.accept("CODE", chat.participant, now)

    with opened(bot) as database:
        database.do(work)


async def offered(anna: Person) -> str:
    """A fresh word, from the organiser's desk."""
    anna.says("/new_room")
    await anna.waits_for("[Bündnis Beispiel]", PATIENCE)
    anna.presses("Bündnis Beispiel")
    told = await anna.waits_for("Das Wort gilt einmal", PATIENCE)
    found = WORD.search(told)
    assert found is not None
    return found[1]


async def test_a_group_and_a_channel_are_registered_told_moved_and_left(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        bot.env |= {f"REVIERSTIMME_{name}": value for name, value in ANY_TIME.items()}
        anna = server.person(ANNA)
        anna.meets_bot()
        organises(bot, str(ANNA))
        await bot.start()
        village, channel = server.group(-100, "group"), server.group(-1_000_000_000_300, "channel")
        anna.joins(village)
        anna.adds_bot(village)
        village.privacy = False
        anna.says(SECRET, to=village)
        word = await offered(anna)
        anna.says(f"/anmelden@{server.world.bot['username']} {word}", to=village)
        await village.waits_for("Hier sage ich ab jetzt Neues", PATIENCE)
        await anna.waits_for("Geklappt", PATIENCE)
        channel.posts(SECRET)
        channel.posts(await offered(anna))
        await channel.waits_for("Hier sage ich ab jetzt Neues", PATIENCE)

        with opened(bot) as database:
            database.do(lambda store: store.surveys.publish("puls", datetime.now(UTC)))
        for room in (village, channel):
            await room.waits_for("Neue Umfrage", PATIENCE)
        larger = village.becomes_supergroup(-1_000_000_000_200)
        with opened(bot) as database:
            database.do(lambda store: store.surveys.close("puls", datetime.now(UTC)))
        for room in (larger, channel):
            await room.waits_for("Beendet", PATIENCE)
        channel.kicks_bot(ANNA)
        await anna.waits_for("Ich bin nicht mehr in", PATIENCE)
        await bot.stop()
        with opened(bot) as database:
            left = database.look(lambda store: store.rooms.all())
        assert [room.title for room in left] == ["Gruppe 100"]

        for room in (village, larger, channel):
            assert not [said for said in room.heard if said.buttons]
        assert len([said for said in village.heard if "Neue Umfrage" in said]) == 1
        stored = await asyncio.to_thread(lambda: [f.read_bytes() for f in folder.rglob("*.db*")])
        assert SECRET.encode() not in b"".join(stored) + bot.log.read_bytes()


@pytest.mark.chaos
async def test_no_group_is_written_to_faster_than_telegram_allows(folder: Path) -> None:
    groups, many = (-1_000_000_000_400, -1_000_000_000_500), 6
    async with telegram(folder) as (server, bot):
        bot.env["REVIERSTIMME_TELEGRAM__CHAT_SECONDS"] = "1"
        server.world.rates.group_burst = 2
        server.world.rates.enforce(overall=None, per_chat=None, group_per_minute=20)
        organises(bot, str(ANNA))

        def post(store: Store) -> None:
            now, word = datetime.now(UTC), Word(EVERYBODY, "o1", "de")
            for number in groups:
                spot = Spot("telegram", str(number), "Gruppe")
                room = store.rooms.register(spot, word, "revier", now)
                store.rooms.change(room.id, surveys=False, results=False, events="never")
                for thing in range(many):
                    said = Message(plain(f"Neues {thing}"), public=True)
                    store.room_posts.announce(room, f"news:{thing}", said, now)

        with opened(bot) as database:
            database.do(post)
        rooms = [server.group(number) for number in groups]
        await bot.start()
        for room in rooms:
            for thing in range(many):
                await room.waits_for(f"Neues {thing}", PATIENCE)
        await bot.stop()
        assert server.world.rates.refused == []
        assert all(min(server.world.rates.pauses(number)) > 5 for number in groups)
