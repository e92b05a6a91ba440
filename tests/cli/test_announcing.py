"""`revierstimme survey announce`."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from storage.crypt import read_key
from storage.database import Database
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
