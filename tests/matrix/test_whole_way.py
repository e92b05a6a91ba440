"""An organiser's whole way, from the invitation to what follows, with real processes.

The same steps on the strict Bot API server, where buttons are pressed, and on a real Synapse,
where their labels are typed, in plain and in encrypted rooms.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.audience import ANY_TIME, agree
from tests.bot.test_telegram import telegram
from tests.fakes.telegram import Person
from tests.prepared import copied
from tests.process import Bot

from .residents import Resident
from .revier import revier
from .synapse import Synapse

PATIENCE = 300.0
"""Seconds; of a sending two minutes are there to take it back."""
RESIDENTS = 12
NAME = "Bündnis Beispiel"
FOLLOWS = "Der Landkreis bekommt das Ergebnis am 1. Dezember."


class Voice(Protocol):
    """Somebody on either platform."""

    async def arrives(self) -> None:
        """Until there is somebody to talk to."""

    async def does(self, label: str) -> None:
        """Choose what a button says."""

    async def chooses(self, label: str) -> None:
        """Of several that can be chosen only this."""

    async def says(self, words: str) -> None: ...

    async def hears(self, words: str) -> str:
        """The next message with these words."""

    @property
    def heard(self) -> Sequence[str]: ...


class OnTelegram:
    def __init__(self, person: Person) -> None:
        self._person = person

    async def arrives(self) -> None:
        self._person.meets_bot()

    async def does(self, label: str) -> None:
        self._person.presses(label)

    async def chooses(self, label: str) -> None:
        self._person.presses(label)
        await self.hears(f"Gewählt: {label}")
        self._person.presses("Fertig")

    async def says(self, words: str) -> None:
        self._person.says(words)

    async def hears(self, words: str) -> str:
        return str(await self._person.waits_for(words, PATIENCE))

    @property
    def heard(self) -> Sequence[str]:
        return [str(said) for said in self._person.heard if said.kind == "sent"]


class OnMatrix:
    def __init__(self, person: Resident) -> None:
        self._person = person

    async def arrives(self) -> None:
        await self.hears("Revierstimme")

    async def does(self, label: str) -> None:
        await self._person.says(label)

    async def chooses(self, label: str) -> None:
        await self._person.says(label)

    async def says(self, words: str) -> None:
        await self._person.says(words)

    async def hears(self, words: str) -> str:
        return (await self._person.waits_for(words, PATIENCE)).words

    @property
    def heard(self) -> Sequence[str]:
        return [said.words for said in self._person.heard]


# A button, `> what is said`, or `+ what is chosen` of several; and what comes then.
JOINING = (
    ("Ja, mitmachen", "Willkommen!"),
    ("> Organisieren", "was möchten Sie tun?"),
)
WRITING = (
    ("Umfragen", "Ihre Umfragen"),
    ("Neue Umfrage schreiben", "Womit möchten Sie anfangen?"),
    ("Mit einem leeren Blatt", "Wie soll die Umfrage heißen?"),
    ("> Busse im Winter", "Warum fragen Sie?"),
    ("> Wir geben es dem Landkreis weiter.", "Ihre Umfragen"),
    ("Busse im Winter (Entwurf)", "Noch keine Frage"),
    ("Frage dazunehmen", "Wie lautet die Frage?"),
    ("> Was fehlt Ihnen am meisten?", "Einfacher Sprache?"),
    ("Überspringen", "Wie sollen die Menschen antworten?"),
    ("Eine Möglichkeit wählen", "Welche Möglichkeiten"),
    ("> Mehr Fahrten; Wärme im Bus", "Mehr Fahrten / Wärme im Bus"),
    ("Ansehen und ausprobieren", "Telegram"),
    ("> Organisieren", "was möchten Sie tun?"),
    ("Umfragen", "Ihre Umfragen"),
    ("Busse im Winter (Entwurf)", "Mehr Fahrten / Wärme im Bus"),
    ("Veröffentlichen", "Veröffentlichen?"),
    ("Ja, veröffentlichen", "Stand: läuft"),
)
SENDING = (
    ("> Organisieren", "was möchten Sie tun?"),
    ("Zu einer Umfrage einladen", "Zu welcher Umfrage"),
    ("Busse im Winter", "Wen möchten Sie einladen?"),
    ("+ Alle, auch ohne Ortsangabe", "In welcher Sprache"),
    ("In jeder Sprache", "Sollen alle eine Einladung"),
    ("Alle einladen", "Wann soll es losgehen?"),
    ("So bald wie möglich", "mindestens 10"),
    ("Ja, so verschicken", ""),
)
CLOSING = (
    ("> Organisieren", "was möchten Sie tun?"),
    ("Umfragen", "Ihre Umfragen"),
    ("Busse im Winter (läuft)", "Stand: läuft"),
    ("Jetzt beenden", "Umfrage jetzt beenden?"),
    ("Ja, jetzt beenden", "Stand: beendet"),
    ("Ergebnis ansehen", "12"),
    ("> Organisieren", "was möchten Sie tun?"),
    ("Umfragen", "Ihre Umfragen"),
    ("Busse im Winter (beendet)", "Stand: beendet"),
    ("Sagen, was daraus folgt", "Was folgt aus dem Ergebnis?"),
    (f"> {FOLLOWS}", "Einfacher Sprache?"),
    ("Überspringen", "Jetzt senden?"),
    ("Ja, senden", "Wir schreiben allen"),
)
ANSWERING = (
    ("Ja, teilnehmen", "Was fehlt Ihnen am meisten?"),
    ("Wärme im Bus", "Vielen Dank"),
)


async def goes(voice: Voice, steps: Sequence[tuple[str, str]]) -> str:
    """Take all steps; what is heard last."""
    told = ""
    for done, hears in steps:
        match done[:2]:
            case "> ":
                await voice.says(done[2:])
            case "+ ":
                await voice.chooses(done[2:])
            case _:
                await voice.does(done)
        try:
            told = await voice.hears(hears)
        except (TimeoutError, AssertionError):
            raise AssertionError(f"after {done!r} no {hears!r} in {voice.heard[-2:]}") from None
    return told


async def invited(bot: Bot) -> str:
    """The code of the first invitation, as the command line tells it."""
    bot.env["REVIERSTIMME_OPERATOR__NAME"] = NAME
    bot.env |= {f"REVIERSTIMME_{name}": value for name, value in ANY_TIME.items()}
    told = await bot.command("organiser", "invite", "--name", "Frau Anders")
    found = re.search(r"\b\w{5}-\w{5}\b", told)
    assert found
    return found[0]


async def whole_way(
    bot: Bot, organiser: Voice, residents: Sequence[Voice], agreed: Callable[[], Awaitable[None]]
) -> None:
    """`agreed` has the residents agree to be written to, who have met the bot by then."""
    code = await invited(bot)
    await bot.start()
    await asyncio.gather(*(one.arrives() for one in (organiser, *residents)))
    await organiser.says(code)
    await organiser.hears(f"Sie sind eingeladen zu „{NAME}“")
    await goes(organiser, JOINING)
    told = await goes(organiser, WRITING)
    assert "Code: " in told
    await agreed()
    assert f"Es fragt: {NAME}" in (await goes(organiser, SENDING[:-1]))
    await goes(organiser, SENDING[-1:])
    for one in residents:
        await one.hears("Wir laden Sie ein zu einer Umfrage")
    await asyncio.gather(*(goes(one, ANSWERING) for one in residents))
    await goes(organiser, CLOSING)
    for one in residents:
        assert "Busse im Winter" in await one.hears(FOLLOWS)
    await bot.stop()
    for one in residents:
        assert sum("Wir laden Sie ein" in said for said in one.heard) == 1
        assert sum(FOLLOWS in said for said in one.heard) == 1
    assert "In Ordnung" in await bot.command("audit", "verify")


@pytest.mark.chaos
async def test_the_whole_way_on_telegram(set_up: Path, tmp_path: Path) -> None:
    async with telegram(copied(set_up, tmp_path)) as (server, bot):
        people = [server.person(1000 + number) for number in range(RESIDENTS)]

        async def agreed() -> None:
            await asyncio.to_thread(agree, bot, [person.id for person in people])

        organiser = OnTelegram(server.person(7))
        await whole_way(bot, organiser, [OnTelegram(person) for person in people], agreed)


@pytest.mark.chaos
async def test_the_whole_way_on_matrix(synapse: Synapse, folder: Path) -> None:
    async with revier(synapse, folder) as here:
        encrypted = [bool(number % 2) for number in range(RESIDENTS)]
        people = [await here.person(f"r{n}", secret) for n, secret in enumerate(encrypted)]
        organiser = await here.person("anders", encrypted=True)

        async def agreed() -> None:
            await asyncio.to_thread(agree, here.bot, [p.room for p in people], "matrix")

        await whole_way(here.bot, OnMatrix(organiser), [OnMatrix(p) for p in people], agreed)
        assert organiser.unreadable == []
