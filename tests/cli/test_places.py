"""`revierstimme place`: what is understood, and names of one's own."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli

EILENBURG = {
    "key": "14730110",
    "name": "Eilenburg",
    "kind": "municipality",
    "district": "Landkreis Nordsachsen",
    "state": "Sachsen",
}


def test_a_text_is_answered_as_json_without_any_setup(cli: Cli) -> None:
    found = cli("place", "find", "Eilenbrug")
    assert (found.code, found.json) == (0, {"status": "found", "places": [EILENBURG]})


def test_a_point_is_answered(cli: Cli) -> None:
    assert cli("place", "find", "--geo", "51.46,12.63").json["places"] == [EILENBURG]
    assert cli("place", "find", "--geo", "52.5,13.4").json == {"status": "outside", "places": []}
    for wrong in ("x", "91,12", "51", "51,12,1", "nan,nan", ""):
        assert cli("place", "find", "--geo", wrong).json == {"status": "none", "places": []}


def test_each_line_is_answered_with_one(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lines:
        buffer = io.BytesIO(b"Eilenburg\ngeo:51.46,12.63\n\n" + b"\xff\xfe\nBorna")

    monkeypatch.setattr(sys, "stdin", Lines())
    answers = [json.loads(line) for line in cli("place", "find", "--stdin").out.splitlines()]
    assert [a["status"] for a in answers] == ["found", "found", "none", "none", "found"]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("words", [[], ["Borna", "--stdin"], ["Borna", "--geo", "1,2"]])
def test_one_question_at_a_time(cli: Cli, words: list[str]) -> None:
    assert cli("place", "find", *words).code == 2


def test_names_of_ones_own_are_imported_listed_found_and_removed(ready: Cli, home: Path) -> None:
    Path("orte.csv").write_text("name;key\nKleinkleckersdorf;14729160\nAm Anger;14730\n", "utf-8")
    assert "2 Namen übernommen" in ready("place", "import", "orte.csv").out
    assert "0 Namen übernommen, 2 waren schon da" in ready("place", "import", "orte.csv").out
    listed: list[dict[str, Any]] = ready("place", "list", "--json").json
    assert listed == [
        {"name": "Am Anger", "key": "14730"},
        {"name": "Kleinkleckersdorf", "key": "14729160"},
    ]
    assert "Kleinkleckersdorf" in ready("place", "list").out
    assert ready("place", "find", "kleinkleckersdorf").json["places"][0]["key"] == "14729160"
    assert ready("place", "remove", "Kleinkleckersdorf").code == 0
    assert ready("place", "find", "kleinkleckersdorf").json["status"] != "found"
    gone = ready("place", "remove", "Kleinkleckersdorf")
    assert (gone.code, "gibt es nicht" in gone.err) == (1, True)


def test_a_file_with_problems_changes_nothing(ready: Cli, home: Path) -> None:
    Path("orte.csv").write_text("name,key\nGut,14730110\nSchlecht,1\n", "utf-8")
    refused = ready("place", "import", "orte.csv")
    assert refused.code == 1
    assert "Zeile 3, Spalte „key“" in refused.err
    assert "Nichts übernommen" in refused.err
    assert ready("place", "list", "--json").json == []
    assert "keine Datei" in ready("place", "import", "fehlt.csv").err


def test_without_a_database_the_shipped_names_still_answer(cli: Cli, home: Path) -> None:
    Path("revierstimme.toml").write_text('language = "de"\n', "utf-8")
    found = cli("place", "find", "Eilenburg")
    assert found.json["status"] == "found"
    assert "Ohne die eigenen Namen" in found.err
