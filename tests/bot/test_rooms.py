"""Groups and channels on a strict Bot API server: registered, told, moved, and left."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialogs.organising.roles import EVERYBODY, Role
from storage.chats import Place
from storage.organisers import Invite
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
