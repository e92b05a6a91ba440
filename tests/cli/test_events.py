"""`revierstimme events`: a table is taken whole or not at all, and comes out as it went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.adapters.calendars.making import calendar
from tests.cli.conftest import Cli

PAGE = "https://stadt.example/plan"

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
    assert "Fest: abgesagt." in ready("events", "cancel", event["id"]).out
    assert "geändert: 0" in ready("events", "import", "termine.csv").out


def test_a_table_with_a_mistake_changes_nothing(ready: Cli, home: Path) -> None:
    (home / "termine.csv").write_text(_soon(GOOD) + "Markt;bald;;Borna;\n", "utf-8")
    ended = ready("events", "import", "termine.csv")
    assert ended.code == 1
    assert "Zeile 3, Spalte beginn: Das ist keine Zeit" in ended.err
    assert "Nichts übernommen." in ended.err
    assert ready("events", "list", "--json").json == []


def test_consultations_are_told_apart_and_come_out_as_they_went_in(ready: Cli, home: Path) -> None:
    today = datetime.now(UTC).date()
    first, last = today - timedelta(days=3), today + timedelta(days=30)
    when = f"DTSTART;VALUE=DATE:{first:%Y%m%d}|DTEND;VALUE=DATE:{last:%Y%m%d}"
    plan = f"SUMMARY:Bebauungsplan 12|URL:{PAGE}|LOCATION:Rathaus, 04552 Borna"
    raw = calendar(f"{when}|{plan}|CATEGORIES:Öffentliche Auslegung", f"{when}|SUMMARY:Messe")
    (home / "amt.ics").write_bytes(raw)
    seen = ready("events", "import", "amt.ics", "--dry-run").out
    ends = (last - timedelta(days=1)).strftime("%d.%m.%Y")
    assert "2 kommende Termine gelesen, davon 1 amtliche Beteiligungen." in seen
    assert f"{ends} Frist  Bebauungsplan 12" in seen
    assert (
        "Messe: Der Link zur amtlichen Seite fehlt."
        in ready(*("events", "import", "amt.ics", "--dry-run", "--kind", "procedure")).out
    )
    assert "neu: 2" in ready("events", "import", "amt.ics").out
    exported = ready("events", "export", "--format", "ics").out
    (home / "zurück.ics").write_text(exported, "utf-8")
    assert "neu: 0" in ready("events", "import", "zurück.ics").out
    plans = [one["event"] for one in ready("events", "list", "--json").json]
    (again,) = [one for one in plans if one.get("kind") == "procedure"]
    assert (again["title"], again["link"]) == ("Bebauungsplan 12", PAGE)


def test_a_feed_may_hold_consultations_alone(ready: Cli) -> None:
    ready("feeds", "add", "https://amt.example/plan.rss", "--name", "Amt", "--kind", "procedure")
    assert "Amt  nur Beteiligungen  zuletzt gelesen: nie" in ready("feeds", "list").out
    (feed,) = ready("feeds", "list", "--json").json
    assert (feed["kind"], feed["reasons"]) == ("procedure", [])


def _soon(table: str) -> str:
    """The table with a day that is near whenever the test runs."""
    return table.replace("5.12.2099", "in 10 Tagen")
