"""`revierstimme broadcast …`."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.cli.conftest import Cli

NOON, EVENING = "2026-11-24T12:00:00+01:00", "2026-11-24T21:00:00+01:00"


@pytest.fixture
def clock(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = home / "clock"
    file.write_text(NOON)
    monkeypatch.setenv("REVIERSTIMME_CLOCK_FILE", str(file))
    return file


def database(home: Path) -> Database:
    file = home / "revierstimme-data" / "revierstimme.db"
    return Database(f"sqlite:///{file}", read_key(home / "revierstimme.key"))


@pytest.fixture
def puls(ready: Cli, home: Path, clock: Path) -> Cli:
    """A survey that is open, and three people who agreed to be written to."""
    ready("survey", "publish", "puls")
    there = database(home)

    def agree(store: Store) -> None:
        now = datetime.now(UTC)
        places = [Place("telegram", str(number), "de") for number in range(3)]
        for chat in store.chats.at(places, now).values():
            store.consents.note(chat, frozenset({"contact"}), True, "1", now)

    there.do(agree)
    there.close()
    return ready


def started(cli: Cli, *options: str) -> str:
    """The id of a campaign that was started."""
    ended = cli("broadcast", "start", "puls", "--yes", *options)
    assert ended.code == 0
    return ended.out.partition("Aussendung ")[2].partition(" ")[0]


def test_start_shows_what_will_be_sent_to_how_many_and_when(puls: Cli) -> None:
    ended = puls("broadcast", "start", "puls", "--yes")
    assert ended.code == 0
    for shown in (
        "--- Deutsch ---\nWir laden Sie ein zu einer Umfrage:\nPuls: Geht es voran?",
        "[Ja, teilnehmen] [Nicht jetzt] [Keine Umfragen mehr]",
        "--- Einfache Sprache ---",
        "--- English ---",
        "[Yes, take part] [Not now] [No more surveys]",
        "Empfänger: 3 (telegram: 3)",
        "Beginn: 24.11.2026 12:02",
        "Dauer: etwa 1 Min., fertig gegen 24.11.2026 12:02",
    ):
        assert shown in ended.out


def test_start_asks(puls: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, code, made in (("n", 1, 0), ("y", 0, 1)):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{answer}\n"))
        assert puls("broadcast", "start", "puls").code == code
        assert len(puls("broadcast", "list", "--json").json) == made


@pytest.mark.parametrize(
    ("now", "options", "begin"),
    [
        (NOON, ["--now"], "24.11.2026 12:00"),
        (EVENING, [], "25.11.2026 08:00"),
        (EVENING, ["--now"], "25.11.2026 08:00"),
    ],
)
def test_people_are_left_in_peace_at_night_whatever_is_said(
    puls: Cli, clock: Path, now: str, options: list[str], begin: str
) -> None:
    clock.write_text(now)
    assert f"Beginn: {begin}" in puls("broadcast", "start", "puls", "--yes", *options).out


def test_start_is_refused_where_there_is_nothing_or_nobody_to_invite(ready: Cli) -> None:
    assert "läuft nicht" in ready("broadcast", "start", "puls", "--yes").err
    assert "gibt es nicht" in ready("broadcast", "start", "nichts", "--yes").err
    ready("survey", "publish", "puls")
    ended = ready("broadcast", "start", "puls", "--yes")
    assert (ended.code, "Es gibt niemanden" in ended.err) == (1, True)
    assert "Noch keine" in ready("broadcast", "list").out


def test_pause_resume_and_stop(puls: Cli) -> None:
    id = started(puls)
    assert "nicht angehalten" in puls("broadcast", "resume", id).err
    assert "angehalten" in puls("broadcast", "pause", id).out
    assert "angehalten" in puls("broadcast", "list").out
    assert "weiter ab 24.11.2026 12:00" in puls("broadcast", "resume", id).out
    assert "läuft" in puls("broadcast", "list").out
    assert "abgebrochen. Gesendet: 0" in puls("broadcast", "stop", id).out
    for command in ("pause", "resume", "stop"):
        ended = puls("broadcast", command, id)
        assert (ended.code, "abgebrochen" in ended.err) == (1, True)
    (row,) = puls("broadcast", "list", "--json").json
    assert (row["id"], row["survey"], row["state"]) == (id, "puls", "stopped")


@pytest.mark.parametrize("command", ["watch", "pause", "resume", "stop"])
def test_what_is_not_there(ready: Cli, command: str) -> None:
    ended = ready("broadcast", command, "nichts")
    assert (ended.code, "gibt es nicht" in ended.err) == (1, True)


def test_watch_ends_with_the_campaign(puls: Cli, home: Path) -> None:
    id = started(puls)
    there = database(home)
    now = datetime.fromisoformat(NOON)
    there.do(lambda store: store.campaigns.stop(id, now))
    assert there.do(lambda store: store.campaigns.finish(id, now))
    there.close()
    assert "Gesendet: 0, nicht zugestellt: 0." in puls("broadcast", "watch", id).out


def test_settings_that_leave_no_time_are_refused(puls: Cli, home: Path) -> None:
    (home / "revierstimme.toml").write_text("[broadcast]\nearliest = 20\nlatest = 8\n")
    ended = puls("broadcast", "list")
    assert (ended.code, "earliest muss vor latest liegen" in ended.err) == (1, True)


# Many, and few.


def more(home: Path, number: int, region: str = "") -> None:
    """So many more people, who may have told where they live."""
    there = database(home)

    def agree(store: Store) -> None:
        now = datetime.now(UTC)
        places = [Place("telegram", f"{region} {one}", "de") for one in range(number)]
        for chat in store.chats.at(places, now).values():
            store.consents.note(chat, frozenset({"contact"}), True, "1", now)
            if region:
                store.residences.keep(chat.participant, region)

    there.do(agree)
    there.close()


def test_more_than_five_hundred_wait_for_somebody_else_whatever_is_said(
    puls: Cli, home: Path
) -> None:
    more(home, 498)
    ended = puls("broadcast", "start", "puls", "--yes", "--now")
    assert "wartet, bis jemand im Chat zustimmt, höchstens bis 01.12.2026 12:00" in ended.out
    (row,) = puls("broadcast", "list", "--json").json
    assert row["state"] == "waiting"
    assert "wartet auf eine Freigabe" in puls("broadcast", "resume", row["id"]).err


def test_who_approved_outside_of_the_chat_is_noted(puls: Cli, home: Path) -> None:
    more(home, 498)
    ended = puls("broadcast", "start", "puls", "--yes", "--approved-by", "Frau Weiß")
    assert "wartet" not in ended.out
    (row,) = puls("broadcast", "list", "--json").json
    assert row["state"] == "planned"
    there = database(home)
    noted = [(e.organiser, e.action, e.subject) for e in there.look(lambda s: s.audit.entries())]
    there.close()
    assert ("console", "approve", f"{row['id']} Frau Weiß") in noted
    assert ("console", "send", f"{row['id']} puls") in noted


def test_only_people_of_a_place_are_invited_and_never_few_of_them(puls: Cli, home: Path) -> None:
    more(home, 12, "14729")
    more(home, 9, "15088")
    ended = puls("broadcast", "start", "puls", "--yes", "--place", "14")
    assert "nach eigener Angabe aus: Sachsen" in ended.out
    assert "Empfänger: 12 (telegram: 12)" in ended.out
    ended = puls("broadcast", "start", "puls", "--yes", "--place", "15088")
    assert (ended.code, "nicht gezielt eingeladen" in ended.err) == (1, True)
    ended = puls("broadcast", "start", "puls", "--yes", "--place", "99")
    assert (ended.code, "weder ein Land noch ein Kreis" in ended.err) == (1, True)
    ended = puls("broadcast", "start", "puls", "--yes", "--sample", "3")
    assert (ended.code, "mindestens 10" in ended.err) == (1, True)
