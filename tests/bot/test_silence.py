"""People of whom nothing is heard for a year are asked once, and then forgotten (B11)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.config import Retention
from bot.silence import Silence
from bot.tending import Tending
from storage.database import Database
from storage.following import follow, references
from storage.idea import Handed
from storage.link_codes import fresh_link_code
from storage.store import Store
from storage.tables import ballots, ideas, outbox, silences
from tests.bot.life import (
    ANSWER,
    ANY_DAY,
    NOON,
    YEAR,
    Life,
    blocked,
    expired,
    refused,
    unreachable,
)
from tests.bot.memory import Memory, Watch, emptied, sending, until
from tests.bot.talking import Person, config, organise, ours, publish
from tests.storage.samples import cast, chat
from tests.storage.samples import survey as short

LONG = pytest.mark.chaos
"""What is more of the same."""


@pytest.fixture
def life(database: Database) -> Life:
    return Life(database)


@pytest.fixture
def small(sqlite: Database) -> Life:
    """The same on SQLite alone, where it matters little which database it is."""
    return Life(sqlite)


async def test_whoever_says_nothing_is_asked_and_then_gone(life: Life) -> None:
    anna = life.person("anna")
    life.deliver()
    life.sleep(days=YEAR - 1)
    await life.work()
    assert life.asked == 0
    await life.days(says=False)
    assert anna.told == ours("silence", "question", day="23. Dezember 2027")
    assert [option.value for option in anna.shown.options] == ["keep_all", "forget_me"]
    life.deliver()
    await life.days(ANSWER - 1)
    assert life.asked == 1
    assert life.people == {anna.participant}
    await life.days(says=False)
    assert life.people == set()
    assert life.last_words == {"anna": ours("silence", "gone", day="23. Dezember 2027")}


@pytest.mark.parametrize(
    ("seen", "asked", "gone"),
    [
        pytest.param("2027-02-28", "2028-02-28", "2028-03-29", marks=LONG),
        ("2028-02-28", "2029-02-27", "2029-03-29"),
        ("2028-02-29", "2029-02-28", "2029-03-30"),
        pytest.param("2028-03-01", "2029-03-01", "2029-03-31", marks=LONG),
        pytest.param("2027-12-31", "2028-12-30", "2029-01-29", marks=LONG),
    ],
)
async def test_days_are_days_in_leap_years_too(
    small: Life, seen: str, asked: str, gone: str
) -> None:
    small.bot.now = datetime.fromisoformat(seen).replace(hour=23, minute=30, tzinfo=UTC)
    small.person("anna")
    small.deliver()
    small.bot.now = datetime.fromisoformat(asked).replace(tzinfo=UTC) - timedelta(seconds=1)
    await small.work()
    assert small.asked == 0
    small.sleep(seconds=1)
    await small.work()
    assert small.asked == 1
    while small.people:
        await small.days()
    assert small.bot.now.date().isoformat() == gone


@pytest.mark.parametrize(
    "says",
    [
        "hallo",
        "=keep_all",
        *(pytest.param(one, marks=LONG) for one in ("=forget_me", "{sticker}")),
    ],
)
async def test_whatever_one_says_on_the_last_day_everything_stays(small: Life, says: str) -> None:
    anna = small.person("anna")
    small.deliver()
    small.sleep(days=YEAR)
    await small.work()
    await small.days(ANSWER - 1)
    anna.press(says[1:]) if says[0] == "=" else anna.say(says)
    assert small.noted == {}
    small.deliver()
    await small.days(60)
    assert small.people == {anna.participant}
    assert small.asked == 1
    small.sleep(days=YEAR - 60)
    await small.work()
    assert small.asked == 2, "a year later"


async def test_a_turn_that_failed_is_a_sign_of_life_too(small: Life) -> None:
    anna = small.person("anna")
    small.deliver()
    small.sleep(days=YEAR)
    await small.work()
    said = anna.inbound("hallo")
    small.database.do(
        lambda store: small.bot.turns.apologise(store, said, RuntimeError(), small.bot.now)
    )
    assert small.noted == {}
    await small.days(ANSWER + 1)
    assert small.people == {anna.participant}


@pytest.mark.parametrize("become", [refused, blocked])
async def test_whoever_cannot_be_asked_goes_after_the_same_time_without_a_word(
    small: Life, become: Callable[[Person, Life], None]
) -> None:
    anna = small.person("anna")
    become(anna, small)
    small.deliver()
    small.sleep(days=YEAR - 1)
    await small.days(ANSWER)
    assert small.people == {anna.participant}
    await small.days(says=False)
    assert small.people == set()
    assert (small.asked, small.last_words) == (0, {})


async def test_a_question_to_a_chat_that_is_gone_is_a_question(small: Life) -> None:
    small.person("anna")
    small.deliver()
    small.sleep(days=YEAR)
    await small.work(says=False)
    small.deliver(unreachable)
    await small.days(ANSWER - 1)
    assert len(small.people) == 1
    await small.days(says=False)
    assert (small.people, small.last_words) == (set(), {})


async def test_nobody_goes_whose_question_did_not_arrive(small: Life) -> None:
    anna = small.person("anna")
    small.deliver()
    small.sleep(days=YEAR)
    await small.work(says=False)

    small.deliver(expired)
    await small.days(ANSWER - 1)
    await Tending(small.database, Retention(), small.clock)()
    assert small.asked == 0, "the row is forgotten"
    await small.days(1, says=False)
    assert small.people == {anna.participant}
    assert small.asked == 1, "asked anew"
    small.deliver()
    await small.days(ANSWER - 1)
    assert small.people == {anna.participant}
    await small.days()
    assert small.people == set()


async def test_that_a_question_was_said_is_known_after_its_post_is_forgotten(small: Life) -> None:
    small.person("anna")
    small.deliver()
    small.sleep(days=YEAR)
    await small.work()
    small.sleep(days=8)
    await Tending(small.database, Retention(), small.clock)()
    assert small.asked == 0
    await small.days(ANSWER + 1)
    assert small.people == set()


async def test_a_question_that_waits_does_not_run_out(small: Life) -> None:
    anna = small.person("anna")
    small.deliver()
    small.sleep(days=YEAR)
    await small.work(says=False)
    await small.days(ANSWER + 5, says=False)
    assert small.people == {anna.participant}
    small.deliver()
    await small.days()
    assert small.people == set()


async def test_organisers_are_neither_asked_nor_forgotten(small: Life) -> None:
    anna = small.person("anna")
    organise(small.bot, "dorf", anna)
    small.deliver()
    small.sleep(days=3 * YEAR)
    await small.days(ANSWER + 2)
    assert (small.asked, small.people) == (0, {anna.participant})


async def test_linked_chats_are_one_person(life: Life) -> None:
    home = life.person("home")
    away = life.bot.person("away", platform="telegram")
    away.say("/start")
    linked(life, home, away)
    life.deliver()
    life.sleep(days=YEAR)
    await life.work(says=False)
    assert life.asked == 1
    life.deliver()
    await life.days(ANSWER, says=False)
    gone = ours("silence", "gone", day="23. Dezember 2027")
    assert life.people == set()
    assert life.last_words == {"home": gone, "away": gone}


def linked(life: Life, home: Person, away: Person) -> None:
    def work(store: Store) -> None:
        first, second = chat(store, home.address), chat(store, away.address, away.platform)
        code = fresh_link_code()
        store.linking.codes.give(first, code, life.bot.now)
        assert store.linking.join(second, code, life.bot.now)

    life.database.do(work)


async def test_whoever_links_a_chat_is_not_silent(small: Life) -> None:
    home, away = small.person("home"), small.person("away", platform="telegram")
    small.deliver()
    small.sleep(days=YEAR)
    await small.work()
    assert set(small.noted) == {home.participant, away.participant}
    linked(small, home, away)
    assert len(small.noted) == 1, "the row follows, where there is none"
    home.say("hallo")
    assert small.noted == {}


def test_a_silence_follows_to_another_id(database: Database) -> None:
    life = Life(database)
    home, away = life.person("home"), life.person("away")
    giver, taker = away.participant, home.participant

    def note(store: Store) -> None:
        row = {"participant": giver, "days": 3, "counted": 1, "post": None}
        store.silences._connection.execute(silences.insert(), row)

    database.do(note)
    with database.engine.begin() as connection:
        follow(connection, giver, taker)
    assert life.noted == {taker: 3}


async def test_a_machine_that_stood_still_shortens_nothing(small: Life) -> None:
    anna = small.person("anna")
    small.deliver()
    small.sleep(days=3 * YEAR)
    await small.work()
    assert small.asked == 1, "asked when it runs again"
    await small.days(10)
    small.sleep(days=100)
    await small.work()
    assert small.noted == {anna.participant: ANSWER - 10}
    await small.days(ANSWER - 11)
    assert small.people == {anna.participant}
    await small.days()
    assert small.people == set()


async def test_a_clock_that_jumps_deletes_nobody_early(small: Life) -> None:
    anna, now = small.person("anna"), small.bot.now
    refuser = small.person("refuser")
    refused(refuser, small)
    small.deliver()
    for ahead in (2 * YEAR, 2 * YEAR + ANSWER, 9 * YEAR, 0, 1, 0, 3 * YEAR, 0):
        small.bot.now = now + timedelta(days=ahead)
        await small.work()
        assert small.people == {anna.participant, refuser.participant}
    assert small.noted == {}, "what a wrong clock asked counts for nothing"
    small.sleep(days=YEAR)
    await small.work()
    await small.days(ANSWER - 1)
    assert len(small.people) == 2
    await small.days()
    assert small.people == set()


async def test_an_hour_back_over_midnight_changes_nothing(small: Life) -> None:
    anna = small.person("anna")
    small.deliver()
    small.bot.now = (NOON + timedelta(days=YEAR)).replace(hour=0)
    await small.work()
    small.sleep(hours=-1)
    await small.work()
    small.sleep(hours=1)
    await small.work()
    assert small.asked == 1
    assert small.noted == {anna.participant: ANSWER}


async def test_at_night_and_on_days_of_rest_nobody_is_asked_or_told(sqlite: Database) -> None:
    life = Life(sqlite, config())
    life.person("anna")
    life.deliver()
    silent = NOON + timedelta(days=YEAR + 4)
    assert silent.isoweekday() == 6
    for hour, day, asked in [(20, 0, 0), (23, 0, 0), (12, 1, 0), (6, 2, 0), (8, 2, 1)]:
        life.bot.now = silent.replace(hour=hour) + timedelta(days=day)
        await life.work(says=False)
        assert life.asked == asked, life.bot.now


async def test_the_periods_are_those_of_the_configuration(sqlite: Database) -> None:
    keep = {"silent": 180, "silent_answer": 14}
    life = Life(sqlite, config(broadcast=ANY_DAY, retention=keep))
    life.person("anna")
    life.deliver()
    life.sleep(days=180)
    await life.work()
    assert life.asked == 1
    await life.days(13)
    assert len(life.people) == 1
    await life.days()
    assert life.people == set()


async def test_a_question_is_kept_back_at_night_and_dropped_when_it_is_idle(
    sqlite: Database, watch: Watch
) -> None:
    life = Life(sqlite, config())
    anna, berta = life.person("anna"), life.person("berta")
    life.deliver()
    life.sleep(days=YEAR)
    await life.work(says=False)
    adapter = Memory()
    watch.set(life.bot.now.replace(hour=21))
    async with sending(sqlite, adapter, watch) as sender:
        await until(lambda: "rests" in errors(sqlite), each=sender.wake)
        life.bot.now = watch.now
        berta.press("keep_all")
        watch.set(life.bot.now.replace(hour=8) + timedelta(days=1))
        await emptied(sqlite, sender)
    (asked,), (answered,) = adapter.to("anna"), adapter.to("berta")
    assert asked.startswith(ours("silence", "question", day="23. Dezember 2027"))
    assert answered.startswith(ours("silence", "kept"))
    assert anna.participant in life.noted


@pytest.fixture
def watch(tmp_path: Any) -> Watch:
    return Watch(tmp_path)


def errors(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(connection.execute(select(outbox.c.error)).scalars())


async def test_all_goes_that_goes_with_delete_everything(life: Life) -> None:
    publish(life.database, short(), short("bahn", anonymity="pseudonymous"), now=life.bot.now)
    anna, berta = life.person("anna"), life.person("berta")
    cast(life.database, anna.participant, "bus", rides="yes", why="Weil ich muss")
    cast(life.database, anna.participant, "bahn", rides="yes", why="Weil ich will")
    numbers = given(life, anna, 3)

    who, other = anna.participant, berta.participant

    def others(store: Store) -> None:
        store.surveys.close("bahn", life.bot.now)
        store.ideas.support(numbers[0], other)
        store.residences.keep(who, "14729")

    life.database.do(others)
    life.deliver()
    life.sleep(days=YEAR)
    await life.work()
    berta.say("hallo")
    await life.days(ANSWER)
    assert life.people == {berta.participant}
    with life.database.engine.connect() as connection:
        for table, column in references():
            assert who not in connection.execute(select(column)).scalars().all(), table.name
        left = connection.execute(select(ballots.c.survey, ballots.c.words_sealed)).all()
        shown = connection.execute(select(ideas.c.id, ideas.c.giver)).all()
    assert [tuple(row) for row in left] == [("bahn", None)]
    assert [tuple(row) for row in shown] == [(numbers[0], None)], "what others are behind stays"


def given(life: Life, who: Person, number: int) -> list[int]:
    """So many ideas of theirs; the last waits, the others are shown."""

    def work(store: Store) -> int:
        idea = store.ideas.next_number()
        there = chat(store, who.address, who.platform)
        store.ideas.hand_in(idea, Handed("Eine Bank", "14729", "living", ()), there, life.bot.now)
        return idea

    numbers = [life.database.do(work) for _ in range(number)]
    for idea in numbers[:-1]:
        life.database.do(lambda store, idea=idea: store.handling.release(idea, "org", life.now))  # type: ignore[misc]
    return numbers


async def test_two_processes_ask_once(postgresql: Database) -> None:

    life = Life(postgresql)
    for number in range(20):
        life.person(f"person {number}")
    life.deliver()
    life.sleep(days=YEAR)
    await asyncio.gather(*(Silence(postgresql, life.settings, life.clock)() for _ in range(4)))
    assert (life.asked, len(life.noted)) == (20, 20)
    life.deliver()
    for _ in range(ANSWER):
        life.sleep(days=1)
        jobs = (Silence(postgresql, life.settings, life.clock)() for _ in range(2))
        await asyncio.gather(*jobs)
    assert life.people == set()
    assert len(life.last_words) == 20
