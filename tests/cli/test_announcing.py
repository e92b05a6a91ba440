"""`revierstimme survey announce`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from dialogs.organising.roles import EVERYBODY
from storage.crypt import read_key
from storage.database import Database
from storage.rooms import Spot, Word
from storage.store import Store
from storage.tables import outbox
from tests.cli.conftest import Cli

ROOM = "!abc123:beispiel.example"


@pytest.fixture
def puls(ready: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """An open survey, and a bot that is on Matrix."""
    assert ready("survey", "publish", "puls").code == 0
    monkeypatch.setenv("REVIERSTIMME_MATRIX__HOMESERVER", "https://matrix.beispiel.example")
    monkeypatch.setenv("REVIERSTIMME_MATRIX__USER", "@revierstimme:beispiel.example")
    return ready


def rooms(home: Path) -> int:
    """Posts that wait for a room."""
    file = home / "revierstimme-data" / "revierstimme.db"
    database = Database(f"sqlite:///{file}", read_key(home / "revierstimme.key"))
    try:
        with database.engine.connect() as connection:
            return len(connection.execute(select(outbox.c.id)).all())
    finally:
        database.close()


def test_a_survey_is_announced_once_with_ways_into_the_private_chat(puls: Cli, home: Path) -> None:
    told = puls("survey", "announce", "puls", "--platform", "matrix", "--room", ROOM, "--yes")
    assert told.code == 0
    assert "https://matrix.to/#/@revierstimme:beispiel.example" in told.out
    assert "Mitmachen geht privat" in told.out
    again = puls("survey", "announce", "puls", "--platform", "matrix", "--room", ROOM, "--yes")
    assert rooms(home) == 1
    assert (again.code, "schon angekündigt" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("platform", "room"),
    [("matrix", "abc"), ("matrix", "#raum:beispiel.example"), ("telegram", "12345")],
)
def test_what_is_no_room_is_refused(puls: Cli, platform: str, room: str) -> None:
    ended = puls("survey", "announce", "puls", "--platform", platform, "--room", room, "--yes")
    assert (ended.code, "So heißt dort kein Raum" in ended.err) == (1, True)


def test_a_closed_survey_is_not_announced(puls: Cli) -> None:
    assert puls("survey", "close", "puls").code == 0
    ended = puls("survey", "announce", "puls", "--platform", "matrix", "--room", ROOM, "--yes")
    assert (ended.code, "läuft nicht" in ended.err) == (1, True)


def registered(home: Path, title: str) -> str:
    """A room of the alliance, as an organiser registers it."""
    file = home / "revierstimme-data" / "revierstimme.db"
    database = Database(f"sqlite:///{file}", read_key(home / "revierstimme.key"))

    def work(store: Store) -> str:
        now = datetime.now(UTC)
        if store.associations.one(EVERYBODY) is None:
            store.associations.add(EVERYBODY, "Bündnis", now)
        word = Word(EVERYBODY, "o1", "de")
        return store.rooms.register(Spot("matrix", f"!{title}", title), word, "revier", now).id

    try:
        return database.do(work)
    finally:
        database.close()


def test_a_survey_is_announced_in_all_registered_rooms_once(puls: Cli, home: Path) -> None:
    for title in ("Dorf", "Stadt"):
        registered(home, title)
    told = puls("survey", "announce", "puls", "--registered", "--yes")
    assert (told.code, "Angekündigt: 2" in told.out, "– Dorf" in told.out) == (0, True, True)
    again = puls("survey", "announce", "puls", "--registered", "--yes")
    assert (again.code, "Keine angemeldete Gruppe" in again.err) == (1, True)
    assert rooms(home) == 2


def test_registered_rooms_are_listed_without_their_addresses_and_taken_off(
    ready: Cli, home: Path
) -> None:
    assert "Noch keine" in ready("rooms", "list").out
    id = registered(home, "Dorf")
    listed = ready("rooms", "list")
    assert f"{id}  Dorf (matrix): alliance, revier, Umfragen, Ergebnisse" in listed.out
    assert "!Dorf" not in listed.out + ready("rooms", "list", "--json").out
    assert "nichts mehr an" in ready("rooms", "remove", id).out
    gone = ready("rooms", "remove", id)
    assert (gone.code, "gibt es nicht" in gone.err) == (1, True)
