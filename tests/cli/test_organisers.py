"""`revierstimme organiser …` and `revierstimme audit …`."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def named(ready: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("REVIERSTIMME_OPERATOR__NAME", "Bündnis Beispiel e. V.")
    return ready


def test_the_first_invitation_makes_the_alliance(named: Cli) -> None:
    told = named("organiser", "invite", "--name", "Frau Anders", "--hours", "5").out
    assert re.search(r"5 Stunden lang\): [2-9A-Z]{5}-[2-9A-Z]{5}\n", told)
    assert "Bündnis Beispiel e. V. (alliance)" in named("organiser", "list").out
    entries = named("audit", "show", "--json").json
    assert [(e["organiser"], e["action"], e["subject"]) for e in entries] == [
        ("console", "invite", "alliance")
    ]


def test_without_a_name_of_the_operator_nobody_is_invited(ready: Cli) -> None:
    refused = ready("organiser", "invite")
    assert (refused.code, "operator.name" in refused.err) == (1, True)
    assert "Noch niemand" in ready("organiser", "list").out


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--association", "weg", "--role", "helper"), "„weg“ gibt es nicht"),
        (("--association", "weg"), "nur im Bündnis"),
        (("--name", "x" * 61), "höchstens 60"),
    ],
)
def test_what_cannot_be_invited_is_refused(
    named: Cli, options: tuple[str, ...], reason: str
) -> None:
    assert reason in named("organiser", "invite", *options).err


def test_removing_nobody_is_refused(named: Cli) -> None:
    assert "gibt es nicht" in named("organiser", "remove", "weg").err


def test_a_changed_log_is_told(named: Cli, home: Path) -> None:
    named("organiser", "invite")
    named("organiser", "invite")
    whole = named("audit", "verify").out
    seal = whole.split()[-1]
    assert "2 Einträge, keiner geändert" in whole
    assert named("audit", "verify", "--seal", seal).code == 0
    with sqlite3.connect(home / "revierstimme-data" / "revierstimme.db") as database:
        database.execute("delete from audit where number = 2")
    assert "fehlen Einträge" in named("audit", "verify", "--seal", seal).err
    with sqlite3.connect(home / "revierstimme-data" / "revierstimme.db") as database:
        database.execute("update audit set action = 'accept'")
    assert "Eintrag 1" in named("audit", "verify").err
