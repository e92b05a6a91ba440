"""Talks through the real bot: who may do what, when people are told, and that nobody is named."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from bot.config import Retention
from bot.talks.reminding import Reminding
from bot.tending import Tending
from dialogs.messages import Message
from dialogs.organising.roles import Role
from storage.database import Database
from storage.moments import moment
from storage.store import Store
from storage.tables import audit, metadata, outbox, talk_words, talks
from tests.bot.talking import PLATFORM, Bot, Person, Stopped, messages, organise, ours
from tests.bot.test_crashes import replayed
from tests.databases import Make
from tests.storage.contents import contents

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 21, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 7, tzinfo=UTC)
BARRED = ours("organise", "barred")
NO_ROLE = ours("engine", "no_role")


@pytest.fixture
def bot(sqlite: Database) -> Bot:
    return founded(sqlite)


def founded(database: Database) -> Bot:
    """A bot with a group of two, and an alliance of one."""
    bot = Bot(database, now=TUESDAY)
    organise(bot, "dorf", *people(bot, "clara", "dora"))
    organise(bot, "alliance", *people(bot, "orga"), role=Role.ALLIANCE)
    return bot


def people(bot: Bot, *names: str) -> list[Person]:
    return [bot.person(name) for name in names]


def opened(bot: Bot, *words: str, place: str = "Borna") -> Person:
    """Anna in a talk with the group."""
    anna = bot.person("anna")
    anna.say("Mensch sprechen", "=yes", place, "=/skip", *words)
    return anna


def due(bot: Bot, name: str) -> list[tuple[str, datetime]]:
    """What waits for a person, and until when."""
    query = select(outbox.c.body_sealed, outbox.c.due).order_by(outbox.c.id)
    hash = bot.database.keys.index(f"address:{PLATFORM}:{name}")
    chats = metadata.tables["chats"]
    query = query.join(chats, chats.c.id == outbox.c.chat).where(
        chats.c.address_hash == hash, outbox.c.due.is_not(None)
    )
    with bot.database.engine.connect() as connection:
        times = [row.due for row in connection.execute(query)]
    told = messages(bot.database, PLATFORM, name)
    return [(_text(one), moment(at)) for one, at in zip(told, times, strict=True)]


def _text(message: Message) -> str:
    return "".join(span.text for span in message.text)


# Who may read and answer.


@pytest.mark.parametrize("role", [None, Role.HELPER, Role.ORGANISER, Role.ADMIN, Role.ALLIANCE])
def test_who_is_not_of_the_association_reads_and_does_nothing(bot: Bot, role: Role | None) -> None:
    """A helper of it may not either; the alliance is no part of other associations."""
    anna = opened(bot, "Geheim")
    (eve,) = people(bot, "eve")
    if role is Role.HELPER:
        organise(bot, "dorf", eve, role=role)
    elif role is Role.ALLIANCE:
        organise(bot, "alliance", eve, role=role)
    elif role is not None:
        organise(bot, "stadt", eve, role=role)
    eve.say("Hallo")
    before = bot.database.look(lambda store: store.talks.entries(1))
    for flow in ("handle_talk:1", "answer_guest:1", "talk_desk:dorf", "talk_duty:dorf"):
        told = eve.press(flow)
        assert NO_ROLE in told or BARRED in told, flow
        eve.say("Ich bin Eve")
    for flow in ("talking:1", "reopen_talk:1", "object_to_talk:1"):
        assert ours("talk", "no_talk") in eve.press(flow)
    assert bot.database.look(lambda store: store.talks.entries(1)) == before
    everything = " ".join(_text(m) for m in messages(bot.database, PLATFORM, "eve"))
    assert "Geheim" not in everything
    assert "Ich bin Eve" not in anna.told


@pytest.mark.parametrize("number", ["", "0", "-1", "2", "9" * 20, "eins", "1.1", "²"])
def test_numbers_that_are_none_are_said_to_be_none(bot: Bot, number: str) -> None:
    opened(bot, "Hallo")
    clara, eve = people(bot, "clara", "eve")
    assert "Hallo" not in clara.press(f"handle_talk:{number}")
    eve.press(f"talking:{number}")
    eve.say("Hallo")
    assert len(bot.database.look(lambda store: store.talks.entries(1))) == 1


def test_a_right_that_is_taken_ends_reading_at_once(bot: Bot) -> None:
    opened(bot, "Hallo")
    (clara,) = people(bot, "clara")
    clara.press("handle_talk:1")
    clara.say("=reply")

    def remove(store: Store) -> None:
        for one in store.organisers.all("dorf"):
            if one.name == "Clara":
                store.organisers.remove(one.id)
        store.surveys.changed()

    bot.database.do(remove)
    assert NO_ROLE in clara.say("Hier bin ich")
    assert len(bot.database.look(lambda store: store.talks.entries(1))) == 1


def test_nobody_answers_themselves(bot: Bot) -> None:
    (clara,) = people(bot, "clara")
    clara.say("Mensch sprechen", "=yes", "Borna", "=/skip", "Ich frage meine Gruppe")
    assert len(due(bot, "dora")) == 1
    told = [text for text, _ in due(bot, "clara")]
    assert not any("Neue Nachricht" in text for text in told)
    assert BARRED in clara.press("answer_guest:1")


# When people are told.


def test_answers_go_at_once_to_whoever_is_awake_and_else_wait_for_the_morning(bot: Bot) -> None:
    bot.now = NIGHT
    anna = opened(bot, "Schläft da jemand?")
    (text, at) = due(bot, "clara")[-1]
    assert ("Neue Nachricht" in text, at) == (True, MORNING)
    (clara,) = people(bot, "clara")
    clara.press("answer_guest:1")
    clara.say("Nein")
    assert ("Nein" in due(bot, "anna")[-1][0], due(bot, "anna")[-1][1]) == (True, bot.now)
    anna.press("talking:1")
    anna.say("Gut")
    assert ("Gut" in due(bot, "clara")[-1][0], due(bot, "clara")[-1][1]) == (True, bot.now)
    bot.pass_(minutes=11)
    clara.press("answer_guest:1")
    clara.say("Bis morgen")
    assert ("Bis morgen" in due(bot, "anna")[-1][0], due(bot, "anna")[-1][1]) == (True, MORNING)


def test_who_takes_a_talk_over_is_not_woken_because_another_was_awake(bot: Bot) -> None:
    bot.now = NIGHT
    anna = opened(bot, "Schläft da jemand?")
    (clara,) = people(bot, "clara")
    clara.press("answer_guest:1")
    clara.say("Nein", "Gespräche", "=handle_talk:1", "=to")
    clara.say(next(f"={o.value}" for o in clara.shown.options if o.label == "Dora"))
    anna.press("talking:1")
    anna.say("Und jetzt?")
    assert [at for _, at in due(bot, "dora")] == [MORNING, MORNING]


def test_residents_find_their_own_talk_under_talks(bot: Bot) -> None:
    anna = opened(bot, "Hallo", "=leave")
    assert "Dorf" in anna.say("Gespräche")


def test_what_is_answered_before_the_morning_disturbs_nobody_else(bot: Bot) -> None:
    bot.now = NIGHT
    opened(bot, "Schläft da jemand?")
    assert len(due(bot, "dora")) == 1
    (clara,) = people(bot, "clara")
    clara.press("answer_guest:1")
    clara.say("Nein")
    assert due(bot, "dora") == []


def test_who_takes_a_rest_is_told_of_no_new_talk(bot: Bot) -> None:
    people(bot, "clara")[0].press("talk_duty:dorf")
    before = due(bot, "clara")
    opened(bot, "Hallo")
    assert due(bot, "clara") == before
    assert len(due(bot, "dora")) == 1
    people(bot, "dora")[0].press("talk_duty:dorf")
    # Where everybody takes a rest, nobody would ever answer.
    bot.person("bea").say("Mensch sprechen", "=yes", "Borna", "=/skip", "Hallo")
    assert len(due(bot, "clara")) == len(before) + 1


async def test_reminders_come_once_however_often_the_clock_ticks(bot: Bot) -> None:
    opened(bot, "Hallo")
    clock = Stopped(ZoneInfo("Europe/Berlin"))
    remind = Reminding(bot.database, bot.config, clock)
    once, both = ["reminded"], ["reminded", "overdue"]
    for days, events in ((2, []), (3, once), (6, once), (7, both)):
        clock.at = TUESDAY + timedelta(days=days)
        for _ in range(3):
            await remind()
        entries = bot.database.look(lambda store: store.talks.entries(1))
        assert [one.words for one in entries if one.speaker == "event"] == events
    assert bot.database.look(lambda store: store.talks.get(1)).association == "alliance"
    clock.at += timedelta(days=91)
    await remind()
    assert bot.database.look(lambda store: store.talks.get(1)).closed == clock.at


# What nobody learns.


def test_neither_side_sees_who_the_other_is_nor_do_logs_or_the_audit(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    guest = bot.person("canary-guest-address")
    guest.say("Mensch sprechen", "=yes", "Borna", "=/skip", "canary-words-of-guest")
    answering = bot.person("canary-organiser-address")
    organise(bot, "dorf", answering)
    answering.press("handle_talk:1")
    answering.say("=note", "canary-note", "=reply", "canary-words-of-organiser")
    ids = {guest.participant, guest.address}
    mine = {answering.participant, answering.address, "Canary-organiser-address", "canary-note"}
    read = _all(bot, answering.address)
    assert "canary-words-of-guest" in read
    assert not [name for name in ids if name in read]
    assert "canary-words-of-organiser" in _all(bot, guest.address)
    assert not [name for name in mine if name in _all(bot, guest.address)]
    with bot.database.engine.connect() as connection:
        log = repr(connection.execute(select(audit)).all())
        tables = metadata.sorted_tables
        rows = "".join(repr(connection.execute(select(table)).all()) for table in tables)
    assert "answer_talk" in log
    for place in (log, caplog.text, rows):
        assert "canary-words" not in place
        assert "canary-note" not in place
    assert guest.participant not in log + caplog.text


def _all(bot: Bot, address: str) -> str:
    return "".join(repr(one) for one in messages(bot.database, PLATFORM, address))


def test_my_data_tells_all_of_a_talk_and_of_no_other(bot: Bot) -> None:
    anna = opened(bot, "Eins von Anna")
    bot.person("bea").say("Mensch sprechen", "=yes", "Borna", "=/skip", "Eins von Bea")
    told = anna.say("Meine Daten")
    assert "Eins von Anna" in told
    assert "Bea" not in told
    file = next(m.files[0] for m in messages(bot.database, PLATFORM, "anna") if m.files)
    copy = msgspec.json.decode(file.content)
    assert [[e["words"] for e in one["entries"]] for one in copy["talks"]] == [["Eins von Anna"]]


@pytest.mark.parametrize("lines", [("Alles löschen", "=yes"), ("Widerruf", "=talks")])
def test_what_waits_goes_at_once_with_the_talk(bot: Bot, lines: Sequence[str]) -> None:
    bot.now = NIGHT
    anna = opened(bot, "Schläft da jemand?")
    (clara,) = people(bot, "clara")
    clara.press("answer_guest:1")
    clara.say("Nein")
    bot.pass_(minutes=11)
    anna.press("talking:1")
    anna.say("Gut", "=leave")
    clara.press("answer_guest:1")
    anna.say(*lines)
    assert bot.database.look(lambda store: store.talks.open_in()) == []
    waiting = [text for name in ("anna", "clara", "dora") for text, _ in due(bot, name)]
    assert not [text for text in waiting if "Gut" in text.split("\n")]
    assert sum("Gast 1" in text and "gibt es nicht mehr" in text for text in waiting) == 1
    assert ours("talk_desk", "gone") in clara.say("Und Sie?")


# Dying.

TALK = ("Mensch sprechen", "=yes", "Borna", "=/skip", "Hallo", "Noch etwas", "=leave")
READ = ("Gespräche", "=handle_talk:1")
ENDS = (
    pytest.param("anna", ("Mensch sprechen", "Alles löschen", "=yes"), id="deleting"),
    *(
        pytest.param(who, lines, id=name, marks=pytest.mark.chaos)
        for name, who, lines in (
            ("ending", "anna", ("Mensch sprechen", "=end")),
            ("closing", "clara", (*READ, "=close")),
            ("handing over", "clara", (*READ, "=to", "=all.alliance")),
            ("taking", "dora", (*READ, "=take")),
            ("blocking", "clara", (*READ, "=rule", "=flood")),
            ("resting", "clara", ("Gespräche", "=talk_duty:dorf")),
        )
    ),
)


@pytest.mark.parametrize(("who", "end"), ENDS)
def test_dying_at_any_statement_of_a_turn_loses_and_doubles_nothing(
    sqlites: Make, who: str, end: Sequence[str]
) -> None:
    calm, troubled = sqlites(), sqlites()
    groups = []
    bot = founded(calm)
    copied(calm, troubled)
    (anna, clara) = people(bot, "anna", "clara")
    for line in TALK:
        groups.append((anna.inbound(line),))
        bot.hear(*groups[-1])
    for line in (*READ, "=reply", "Ja"):
        groups.append((clara.inbound(line),))
        bot.hear(*groups[-1])
    for line in end:
        groups.append((bot.person(who).inbound(line),))
        bot.hear(*groups[-1])
    replayed(troubled, groups, now=TUESDAY)
    assert contents(troubled) == contents(calm)
    assert told(troubled) == told(calm)


def copied(database: Database, into: Database) -> None:
    """The same organisers, by the same random names."""
    with database.engine.connect() as here, into.engine.connect() as there:
        to: Any = there.connection.driver_connection
        here.connection.driver_connection.backup(to)  # type: ignore[union-attr]


def told(database: Database) -> object:
    """All that is left of talks, but random names."""

    def look(store: Store) -> object:
        return [
            (replace(talk, participant=""), store.talks.entries(talk.number))
            for talk in store.talks.open_in()
        ]

    return database.look(look)


# Two chats of one person, and what time brings.


def linked(bot: Bot, here: Person, there: Person) -> None:
    """Make one person of two, by a code of the first said in the second."""
    here.say("Chats verknüpfen", "=show")
    code = re.search(r"\b[2-9A-HJKMNP-TV-Z]{8}\b", here.told)
    assert code
    there.say(f"verknüpfen {code[0]}", "=yes")


def test_answers_come_to_the_chat_used_last_when_chats_are_linked(bot: Bot) -> None:
    home = opened(bot, "Von zu Hause", "=leave")
    away = bot.person("away")
    away.say("Mensch sprechen", "=yes", "Borna", "=/skip", "Von unterwegs", "=leave")
    linked(bot, home, away)
    assert {talk.participant for talk in bot.database.look(lambda s: s.talks.open_in())} == {
        away.participant
    }
    (clara,) = people(bot, "clara")
    for number, words in ((1, "Nach Hause?"), (2, "Unterwegs?")):
        clara.press(f"answer_guest:{number}")
        clara.say(words)
        assert words in away.told
        assert words not in home.told


def test_a_no_in_one_of_two_linked_chats_ends_talks_in_both(bot: Bot) -> None:
    home, away = opened(bot, "Von zu Hause", "=leave"), bot.person("away")
    away.say("Mensch sprechen", "=yes", "Borna", "=/skip", "Von unterwegs", "=leave")
    away.say("Widerruf", "=talks")
    linked(bot, home, away)
    assert bot.database.look(lambda store: store.talks.open_in()) == []
    home.press("talking:1")
    assert ours("talk", "no_talk") in home.told
    assert "Gast 1" in due(bot, "clara")[-1][0]


def test_who_took_the_consent_back_elsewhere_is_asked_again(bot: Bot) -> None:
    home, away = bot.person("home"), bot.person("away")
    linked(bot, home, away)
    home.say("Mensch sprechen", "=yes", "Borna", "=/skip")
    away.say("Widerruf", "=talks")
    home.say("Zu spät")
    assert ours("talk", "consent") in home.say("Mensch sprechen")
    assert bot.database.look(lambda store: store.talks.open_in()) == []


async def test_time_deletes_what_is_over_and_no_more(bot: Bot) -> None:
    opened(bot, "Hallo", "=end")
    bot.person("bea").say("Mensch sprechen", "=yes", "Borna", "=/skip", "Hallo")
    clock = Stopped(ZoneInfo("Europe/Berlin"))
    for days, left in ((29, 2), (31, 1)):
        clock.at = TUESDAY + timedelta(days=days)
        await Tending(bot.database, Retention(), clock)()
        with bot.database.engine.connect() as connection:
            assert len(connection.execute(select(talks)).all()) == left
            assert len(connection.execute(select(talk_words)).all()) == left + (left == 2)
