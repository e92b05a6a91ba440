"""Events on Matrix: published, changed, called off, with the bot killed between any two steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.events.areas import Area
from dialogs.events.choosing import Subscription
from storage.chats import Place
from storage.store import Store
from storage.wishes import Settings
from tests.bot.events.test_kills import BEGIN, imported

from .residents import Resident
from .revier import Revier, revier
from .synapse import Synapse

STEPS = (
    ("Das ist bei Ihnen los", "20261203T180000", "planned"),
    ("Geändert", "20261203T190000", "planned"),
    ("Abgesagt", "20261203T190000", "cancelled"),
)


def subscribe(here: Revier, people: list[Resident]) -> None:
    def work(store: Store) -> None:
        now = datetime.now(UTC)
        places = [Place("matrix", person.room, "de") for person in people]
        for chat in store.chats.at(places, now).values():
            store.consents.note(chat, frozenset({"alerts"}), True, "1", now)
            wanted = [Subscription(Area("14729"))]
            store.alerts.want(chat.participant, wanted, Settings("once", 17, ""), 0)

    here.look(work)


@pytest.mark.chaos
async def test_killed_between_any_two_steps_everybody_hears_each_exactly_once(
    synapse: Synapse, folder: Path
) -> None:
    clock, now = folder / "clock", BEGIN
    clock.write_text(now.isoformat())
    async with revier(synapse, folder, CLOCK_FILE=str(clock)) as here:
        await here.bot.start()
        people = [await here.person(f"leser{n}", encrypted=n % 2 == 0) for n in range(8)]
        for person in people:
            await person.waits_for("3. ")
        await here.bot.kill()
        subscribe(here, people)
        for word, start, status in STEPS:
            await imported(here.bot, start, status, now)
            for last in (people[0], people[-1]):
                now += timedelta(minutes=5)
                clock.write_text(now.isoformat())
                await here.bot.start()
                await last.until(lambda one, word=word: any(word in s.words for s in one.heard))  # type: ignore[misc]
                await here.bot.kill()
        await here.bot.start()
        for person in people:
            await person.until(lambda one: any("Abgesagt" in said.words for said in one.heard))
        await people[0].says("Datenschutz")
        await people[0].waits_for("Verantwortlich")
        await here.bot.stop()
        for person in people:
            for word, _, _ in STEPS:
                assert sum(word in said.words for said in person.heard) == 1, word
            assert person.unreadable == []
