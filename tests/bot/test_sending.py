"""Sending from the chat: what is told of numbers, rounds that begin once, and who may approve."""

from __future__ import annotations

import random
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from adapters.matrix.platform import _can
from adapters.telegram import Limits, Telegram
from bot.sending.preview import LOOKS
from bot.sending.repeating import Repeating, next_month
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.places import DISTRICTS
from dialogs.suppression import K, reach
from dialogs.surveys.audience import Audience
from storage.audit import CONSOLE
from storage.chats import Place
from storage.database import Database
from storage.organisers import Invite, Organiser
from storage.repeats import Repeat
from storage.store import Store
from storage.tables import audit, notices
from tests.audience import ANY_TIME, agree, opened
from tests.bot.conversations import BERLIN
from tests.bot.talking import Stopped, config, publish
from tests.bot.test_broadcast import Audience as Everybody
from tests.bot.test_broadcast import assert_told_once, over
from tests.bot.test_telegram import PATIENCE, SURVEY, folder, telegram
from tests.storage.samples import contacts

__all__ = ["folder"]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["", *(district.key for district in DISTRICTS)]),
        st.sampled_from(["de", "en"]),
        st.sampled_from(["telegram", "matrix"]),
    ),
    st.integers(0, 60),
    max_size=12,
)
PLACES = st.lists(st.sampled_from(["14", "15", "16", *(d.key for d in DISTRICTS)]), max_size=4)


@given(CELLS, st.data())
def test_whatever_is_asked_about_each_number_can_still_be_ten_others(
    cells: dict[tuple[str, str, str], int], data: st.DataObject
) -> None:
    """Another world, in which every cell holds something else of its ten, looks the same."""
    other = {cell: n // K * K + data.draw(st.integers(0, K - 1)) for cell, n in cells.items()}
    places = data.draw(PLACES.filter(bool))
    language = data.draw(st.sampled_from(["", "de", "en"]))
    audience = Audience(tuple(places), language)
    assert reach(cells, audience) == reach(other, audience)


@given(CELLS, PLACES.filter(bool))
def test_an_audience_in_which_no_ten_are_alike_is_refused(
    cells: dict[tuple[str, str, str], int], places: list[str]
) -> None:
    few = {cell: min(n, K - 1) for cell, n in cells.items()}
    assert reach(few, Audience(tuple(places))) is None


def test_a_preview_looks_as_the_platforms_do() -> None:
    telegram_ = Telegram("1:x", "http://127.0.0.1:1", Limits(30, 1, False)).can
    for look, can in ((LOOKS["Telegram"], telegram_), (LOOKS["Matrix"], _can(1))):
        for name in ("buttons", "label", "text", "reactions"):
            assert getattr(look, name) == getattr(can, name)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-22T12:00", "2026-12-01T09:00"),
        ("2026-12-31T23:30", "2027-01-01T09:00"),
        ("2027-01-31T00:00", "2027-02-01T09:00"),
        ("2027-03-01T08:00", "2027-04-01T09:00"),
    ],
)
def test_a_round_begins_on_the_first_of_a_month(now: str, then: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    moment = datetime.fromisoformat(now).replace(tzinfo=zone)
    assert next_month(moment, zone) == datetime.fromisoformat(then).replace(tzinfo=zone)


def organiser(store: Store, platform: str, address: str, role: Role, now: datetime) -> Organiser:
    """Somebody who can send."""
    chat = store.chats.at([Place(platform, address, "de")], now)[platform, address]
    store.consents.note(chat, frozenset({"surveys"}), True, "1", now)
    if store.associations.one(EVERYBODY) is None:
        store.associations.add(EVERYBODY, "Bündnis", now)
    code = secrets.token_hex(8)
    store.organisers.invite(code, Invite(EVERYBODY, role, "Bodo", CONSOLE), now + timedelta(1))
    made = store.organisers.accept(code, chat.participant, now)
    assert made is not None
    return made


async def test_a_round_begins_once_a_month_and_missed_months_are_not_made_up_for(
    database: Database,
) -> None:
    publish(database, "puls", now=NOW)
    contacts(database, *(f"person {number}" for number in range(12)))
    anna = database.do(lambda s: organiser(s, "console", "anna", Role.ADMIN, NOW))
    due = next_month(NOW, BERLIN)
    repeat = Repeat("monthly", EVERYBODY, "puls", Audience(), anna.id, due)
    database.do(lambda store: store.repeats.add(repeat))
    clock = Stopped(BERLIN)
    ticks = [Repeating(database, config(), clock) for _ in range(2)]

    async def tick(now: datetime) -> list[str]:
        clock.at = now
        for one in (*ticks, *ticks):
            await one()
        all_ = database.look(lambda store: store.surveys.standings())
        return sorted(f"{one.id} {one.state}" for one in all_)

    assert await tick(due - timedelta(minutes=1)) == ["puls open"]
    assert await tick(due) == ["puls closed", "puls-202612 open"]
    # Off for three months: one round when it is back, for the month that it is.
    after = ["puls closed", "puls-202612 closed", "puls-202703 open"]
    assert await tick(datetime(2027, 3, 17, 12, tzinfo=UTC)) == after
    made = database.look(lambda store: store.campaigns.all())
    assert sorted(one.survey or "" for one in made) == ["puls-202612", "puls-202703"]
    old, new = (
        database.look(lambda s, id=id: s.surveys.definition(id, 1))  # type: ignore[misc]
        for id in ("puls", "puls-202703")
    )
    assert (new.questions, new.title["de"]) == (old.questions, f"{old.title['de']} (03/2027)")
    database.do(lambda store: store.repeats.put_off("monthly", None))
    assert await tick(datetime(2027, 5, 1, 12, tzinfo=UTC)) == after


# The real process, killed between approval, planning and sending.

PEOPLE = 520


async def killed(folder: Path, kills: int) -> None:
    dice = random.Random(kills)
    async with telegram(folder) as (server, bot):
        bot.env |= {f"REVIERSTIMME_{name}": value for name, value in ANY_TIME.items()}
        audience = Everybody(server, PEOPLE)
        agree(bot, audience.people)
        now = datetime.now(UTC)
        with opened(bot) as database:
            database.do(lambda store: organiser(store, "telegram", "7", Role.ADMIN, now))
        bodo = server.person(7)
        bodo.meets_bot()
        said = await bot.command("broadcast", "start", SURVEY, "--yes", "--now")
        assert "Gefragt: 1." in said
        await bot.start()
        await bodo.waits_for("braucht es Ihre Zustimmung", PATIENCE)
        await bot.kill()
        await bot.start()
        bodo.presses("Aussendung ansehen")
        await bodo.waits_for("[Ja, freigeben]", PATIENCE)
        assert not audience.told
        bodo.presses("Ja, freigeben")
        for _ in range(kills):
            # Wherever it is: approving, planning, sending.
            await audience.until(len(audience.told) + dice.choice((0, 1, 40)))
            await bot.kill()
            await bot.start()
        await audience.until(PEOPLE)
        await over(bot)
        await bot.stop()
        assert_told_once(bot, PEOPLE)
        with opened(bot) as database, database.engine.connect() as connection:
            approved = connection.execute(select(audit).where(audit.c.action == "approve")).all()
            assert len(approved) == 1
            told = connection.execute(select(notices.c.event)).scalars().all()
            assert told.count("approve") == 1
            assert database.look(lambda store: store.audit.broken()) == 0


@pytest.mark.chaos
async def test_killed_between_approval_planning_and_sending_everybody_is_told_by_one_row(
    folder: Path,
) -> None:
    await killed(folder, kills=4)
