"""`revierstimme demo`: what a newcomer sees first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SURVEY = (
    "ja",
    "1",
    "Ja, teilnehmen",
    "mobil",
    "1, 3",
    "4",
    "EB",
    "Mehr Bänke",
    "absenden",
    "nein",
)


def played(cli: Cli, home: Path, *lines: str, language: str = "de") -> str:
    script = home / "script.txt"
    script.write_text("\n".join(lines), "utf-8")
    ended = cli("demo", "--script", str(script), "--language", language)
    assert ended.code == 0, ended.err
    return ended.out


def test_a_script_ends_with_its_transcript_and_the_results(cli: Cli, home: Path) -> None:
    out = played(cli, home, *SURVEY)
    for line in SURVEY:
        assert f"> {line}\n" in out
    thanks, results = out.index("Ihre Antwort ist gezählt"), out.index("Ergebnisse: Was erwarten")
    assert thanks < results
    assert "70 der Teilnahmen sind erfunden" in out
    assert "Nicht repräsentativ" in out
    assert "█" in out


def test_the_demo_can_be_played_again(cli: Cli, home: Path) -> None:
    played(cli, home, *SURVEY[:4])
    assert "Ihre Antwort ist gezählt" in played(cli, home, *SURVEY)


@pytest.mark.parametrize("language", ["de-simple", "en"])
def test_the_demo_in_other_languages(cli: Cli, home: Path, language: str) -> None:
    yes = {"de-simple": "ja", "en": "yes"}[language]
    out = played(cli, home, yes, "2", yes, "1", "nein", language=language)
    assert {"de-simple": "Ihre Antwort ist gezählt", "en": "your answer is counted"}[
        language
    ] in out


@pytest.mark.parametrize(
    "hostile",
    [
        "x" * 65_536,
        "\x00\x01\x1b[2J\x07",
        "\u202egnp.exe\u202c",
        "Z" + "\u0351" * 500,
        "",
        "   ",
        "🙂🙃🙂",
        '{"type":"words","text":',
        "**{name}** <b>x</b> [a](b) `c`",
        "'; drop table ballots; --",
    ],
)
def test_hostile_lines_get_a_clear_answer(cli: Cli, home: Path, hostile: str) -> None:
    out = played(cli, home, "ja", "1", "ja", hostile, "Energie", "3", "skip", hostile, "Stopp")
    assert "Alles beendet" in out
    assert "\x1b[2J" not in out.split("Alles beendet")[1]
    assert "schiefgegangen" not in out


def test_a_script_that_is_not_there(cli: Cli) -> None:
    ended = cli("demo", "--script", "nowhere.txt")
    assert ended.code == 1
    assert "nowhere.txt" in ended.err


def test_the_key_lies_beside_the_data(cli: Cli, home: Path) -> None:
    played(cli, home, "hallo")
    folder = home / "revierstimme-demo"
    assert (folder / "key" / "revierstimme.key").exists()
    assert not list((folder / "data").rglob("*.key"))


def test_a_language_that_it_does_not_speak(cli: Cli) -> None:
    ended = cli("demo", "--language", "sorbisch")
    assert ended.code == 2
    assert "de-simple" in ended.err
