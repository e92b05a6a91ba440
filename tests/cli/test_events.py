"""`revierstimme events`: a table is taken whole or not at all, and comes out as it went in."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli

GOOD = "titel;beginn;ende;ort;thema\nFest;5.12.2099 18:00;20:00;Rathaus, 04552 Borna;culture\n"


def test_a_table_is_imported_exported_and_imported_again(ready: Cli, home: Path) -> None:
    (home / "termine.csv").write_text(_soon(GOOD), "utf-8")
    assert "Fest" in ready("events", "import", "termine.csv", "--dry-run").out
    assert ready("events", "list", "--json").json == []
    assert "neu: 1" in ready("events", "import", "termine.csv").out
    assert "neu: 0" in ready("events", "import", "termine.csv").out
    exported = ready("events", "export", "--format", "csv").out
    assert exported.startswith("\ufeffkennung;art;titel;beginn;ende;")
    (home / "zurück.csv").write_text(exported, "utf-8")
    assert "neu: 0" in ready("events", "import", "zurück.csv").out
    (event,) = ready("events", "list", "--json").json
    assert event["event"]["regions"] == ["14729050"]
    assert event["event"]["topics"] == ["culture"]


def test_a_table_with_a_mistake_changes_nothing(ready: Cli, home: Path) -> None:
    (home / "termine.csv").write_text(_soon(GOOD) + "Markt;bald;;Borna;\n", "utf-8")
    ended = ready("events", "import", "termine.csv")
    assert ended.code == 1
    assert "Zeile 3, Spalte beginn: Das ist keine Zeit" in ended.err
    assert "Nichts übernommen." in ended.err
    assert ready("events", "list", "--json").json == []


def _soon(table: str) -> str:
    """The table with a day that is near whenever the test runs."""
    return table.replace("5.12.2099", "in 10 Tagen")
