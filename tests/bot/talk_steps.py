"""A talk in both directions, step by step, and a bot that is killed at each of them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import select

from dialogs.organising.association import Profile
from dialogs.organising.roles import EVERYBODY, Role
from storage.audit import CONSOLE
from storage.chats import Place
from storage.organisers import Invite
from storage.store import Store
from storage.tables import outbox, talk_told
from tests.audience import opened
from tests.process import Bot

PATIENCE = 60.0
ORGANISERS = {"clara": "dorf", "dora": "dorf", "orga": EVERYBODY}
GUESTS = ("anna", "bea")


class Step(NamedTuple):
    """Who says what, or presses a button with that `=label`, and who hears what because of it."""

    who: str
    line: str
    hears: Mapping[str, str]


def own(who: str, line: str, hears: str, **others: str) -> Step:
    """A step that is answered to whoever takes it, and may be told to others."""
    return Step(who, line, {who: hears, **others})


def begun(who: str, words: str, **called: str) -> tuple[Step, ...]:
    """A resident begins a talk; organisers are called."""
    return (
        own(who, "Mensch sprechen", "Hier können Sie mit einem Menschen schreiben"),
        own(who, "Ja, einverstanden", "Um welchen Ort"),
        own(who, "Borna", "Zu welchem Thema"),
        own(who, "Kita, Schule und Bildung", "Was möchten Sie sagen?"),
        own(who, words, "Ihre Nachricht ist unterwegs", **called),
    )


def read(who: str) -> tuple[Step, ...]:
    """An organiser opens the only talk there is."""
    return (
        own(who, "Gespräche", "Offene Gespräche: 1"),
        own(who, "1", "Was möchten Sie tun?"),
    )


def answered(who: str, words: str, **others: str) -> tuple[Step, ...]:
    return (
        *read(who),
        own(who, "Antworten", "Was möchten Sie Gast 1 antworten?"),
        own(who, words, "Ihre Antwort ist unterwegs", **others),
    )


BEGUN = begun("anna", "Gibt es Plätze?", clara="Nachricht von Gast 1", dora="Nachricht von Gast 1")
BOTH_WAYS = (
    *answered("clara", "Ja, zwei.", anna="Ja, zwei.", dora="hat eine Antwort von Ihrer Gruppe"),
    own("anna", "Ab Montag?", "Ihre Nachricht ist unterwegs", clara="Ab Montag?"),
)
HANDED_OVER = (
    *read("clara"),
    own("clara", "Weitergeben", "Wer soll ab jetzt antworten?"),
    own(
        "clara",
        "Dora",
        "Weitergegeben",
        dora="Um Gast 1 kümmern Sie sich jetzt bei Dorf",
        anna="jemand anderes, ein Mensch von Dorf",
    ),
    own("anna", "Wer liest jetzt?", "Ihre Nachricht ist unterwegs", dora="Wer liest jetzt?"),
    *answered("dora", "Ich, guten Tag.", anna="Ich, guten Tag."),
    *read("clara"),
    own(
        "clara",
        "Ich antworte ab jetzt",
        "Ab jetzt antworten Sie",
        dora="Um Gast 1 kümmert sich jetzt jemand anderes",
        anna="jemand anderes, ein Mensch von Dorf",
    ),
)
OBJECTED = (
    own("clara", "Weitergeben", "Wer soll ab jetzt antworten?"),
    own(
        "clara",
        "Bündnis",
        "Weitergegeben",
        orga="Um Gast 1 kümmern Sie sich jetzt bei Bündnis",
        anna="jemand anderes, ein Mensch von Bündnis",
    ),
    own(
        "anna",
        "=Nicht einverstanden",
        "Ihr Gespräch ist wieder da",
        clara="möchte weiter mit Ihnen bei Dorf schreiben",
    ),
)
CLOSED = (
    *read("clara"),
    own(
        "clara",
        "Gespräch beenden",
        "Das Gespräch ist beendet",
        anna="hat das Gespräch mit Ihnen beendet",
    ),
)
DUTY = (
    own("dora", "Gespräche", "Offene Gespräche: 0"),
    own("dora", "Nicht mehr benachrichtigen", "Geändert"),
    *begun("bea", "Ist da jemand?", clara="Nachricht von Gast 2"),
    own("dora", "Gespräche", "Offene Gespräche: 1"),
    own("dora", "Wieder benachrichtigen", "Geändert"),
)
SAID = [
    ("guest", "Gibt es Plätze?"),
    ("organiser", "Ja, zwei."),
    ("guest", "Ab Montag?"),
    ("event", "handed_over"),
    ("guest", "Wer liest jetzt?"),
    ("organiser", "Ich, guten Tag."),
    ("event", "handed_over"),
]
"""What stands in the talk of the first guest after these steps, up to the objection."""


LAST = own("clara", "Gespräche", "Offene Gespräche")
"""Whoever is answered knows that the bot runs."""


class Speaker(Protocol):
    """Somebody in a chat; `heard` is all that the bot said there."""

    @property
    def heard(self) -> Sequence[str]: ...
    async def does(self, line: str) -> None: ...


async def walked(
    bot: Bot, people: Mapping[str, Speaker], steps: Sequence[Step], dice: random.Random | None
) -> int:
    """Take the steps; with dice the bot is killed at each, before, amid or after what it says.

    It runs before and after, and can be stopped then. How often it was killed.
    """
    kills = 0
    for step in (*steps, LAST):
        heard = Heard(people, step)
        await people[step.who].does(step.line)
        if dice and step is not LAST:
            await heard.by(dice.randint(0, len(step.hears)))
            await bot.kill()
            kills += 1
            await bot.start()
        await heard.by(len(step.hears))
        with opened(bot) as database:
            await _until(lambda: database.look(lambda store: store.outbox.waiting()) == 0, step)
    return kills


class Heard:
    """Who has heard what they are to hear, from before a step on."""

    def __init__(self, people: Mapping[str, Speaker], step: Step) -> None:
        self._people, self._step = people, step
        self._before = {name: len(people[name].heard) for name in step.hears}

    async def by(self, many: int) -> None:
        """Until so many have."""
        await _until(lambda: self._now() >= many, self._step)

    def _now(self) -> int:
        return sum(
            any(words in said for said in self._people[name].heard[self._before[name] :])
            for name, words in self._step.hears.items()
        )


async def _until(met: Callable[[], bool], step: Step) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not met():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"not all came of {step}") from None


def founded(bot: Bot, platform: str, addresses: Mapping[str, str]) -> None:
    """A group of two in the village, and an alliance."""

    def work(store: Store) -> None:
        now = datetime.now(UTC)
        for id, name in (("dorf", "Dorf"), (EVERYBODY, "Bündnis")):
            store.associations.add(id, name, now)
        store.associations.describe("dorf", "Dorf", Profile(places=("14729",)))
        for name, association in ORGANISERS.items():
            place = Place(platform, addresses[name], "de")
            chat = store.chats.at([place], now)[place[:2]]
            role = Role.ALLIANCE if association == EVERYBODY else Role.ORGANISER
            invite = Invite(association, role, name.capitalize(), CONSOLE)
            store.organisers.invite(name, invite, now + timedelta(days=1))
            assert store.organisers.accept(name, chat.participant, now)
        store.surveys.changed()

    with opened(bot) as database:
        database.do(work)


def assert_stored(bot: Bot, said: Sequence[tuple[str, str]]) -> None:
    """The first talk is that, and each was told of each entry by one row that has been said."""
    with opened(bot) as database, database.engine.connect() as connection:
        entries = database.look(lambda store: store.talks.entries(1))
        assert [(one.speaker, one.words) for one in entries] == list(said)
        told = connection.execute(select(talk_told.c.post)).scalars().all()
        rows = connection.execute(
            select(outbox.c.key, outbox.c.due, outbox.c.error).where(outbox.c.key.in_(told))
        ).all()
    assert len(set(told)) == len(told) == len(rows)
    assert {(row.due, row.error) for row in rows} == {(None, None)}
    before, trouble, after = bot.log.read_text().partition("Traceback")
    assert not trouble, f"{before[-500:]}{trouble}{after[:3000]}"
