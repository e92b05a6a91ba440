"""`init`, `db upgrade` and `doctor`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def test_init_makes_everything_and_is_harmless_when_repeated(cli: Cli, home: Path) -> None:
    assert cli("init").code == 0
    before = {path: path.read_bytes() for path in home.iterdir() if path.is_file()}
    assert {path.name for path in before} == {"revierstimme.toml", "revierstimme.key"}
    assert cli("init").code == 0
    assert before == {path: path.read_bytes() for path in before}
    assert [row["id"] for row in cli("survey", "list", "--json").json] == ["erwartungen", "puls"]


def test_init_without_examples(cli: Cli) -> None:
    assert cli("init", "--no-examples").code == 0
    assert cli("survey", "list", "--json").json == []


def test_only_the_owner_can_read_the_key(ready: Cli, home: Path) -> None:
    assert (home / "revierstimme.key").stat().st_mode & 0o077 == 0
    (home / "revierstimme.key").chmod(0o644)
    assert "chmod 600" in ready("doctor").out


def test_a_missing_key_is_a_clear_refusal_and_never_replaced(ready: Cli, home: Path) -> None:
    (home / "revierstimme.key").unlink()
    for words in (("survey", "list"), ("run",), ("init",)):
        ended = ready(*words)
        assert ended.code == 1
        assert "revierstimme.key" in ended.err
    assert not (home / "revierstimme.key").exists()


def test_a_wrong_key_is_a_clear_refusal(ready: Cli, home: Path) -> None:
    other = home / "other"
    other.mkdir()
    ready("--config", str(other / "revierstimme.toml"), "init")
    (home / "revierstimme.key").write_bytes((other / "revierstimme.key").read_bytes())
    for words in (("survey", "list"), ("run",), ("init",)):
        ended = ready(*words)
        assert ended.code == 1
        assert "passt nicht zu dieser Datenbank" in ended.err


@pytest.mark.parametrize("broken", ["", "revierstimme-key-1:short", "\x00\xff", "x" * 100])
def test_a_broken_key_is_a_clear_refusal(ready: Cli, home: Path, broken: str) -> None:
    (home / "revierstimme.key").write_text(broken, "latin-1")
    assert ready("survey", "list").code == 1


def test_the_key_must_not_lie_with_the_data(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIERSTIMME_KEY_FILE", str(home / "revierstimme-data" / "key"))
    ended = cli("init")
    assert ended.code == 1
    assert "darf nicht im Datenordner" in ended.err


def test_without_init_commands_say_what_to_do(cli: Cli) -> None:
    ended = cli("survey", "list")
    assert ended.code == 1
    assert "revierstimme init" in ended.err


def test_db_upgrade_says_where_it_stands(ready: Cli) -> None:
    assert "Schon auf Stand" in ready("db", "upgrade").out


def test_doctor_finds_nothing_wrong_after_init(ready: Cli) -> None:
    ended = ready("doctor", "--json")
    assert ended.code == 0
    assert {finding["what"] for finding in ended.json} >= {"Schlüssel", "Datenbank", "Uhr"}
    assert not [finding for finding in ended.json if finding["state"] == "problem"]


def test_doctor_names_what_is_wrong(ready: Cli, home: Path) -> None:
    (home / "revierstimme.toml").write_text('timezone = "Mars/Olympus"\nnonsense = 1\n')
    ended = ready("doctor")
    assert ended.code == 1
    assert "timezone" in ended.out
    assert "REVIERSTIMME_TIMEZONE" in ended.out
    assert "nonsense" in ended.out


def test_doctor_names_variables_that_set_nothing(
    ready: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIERSTIMME_DATADIR", "misspelt")
    monkeypatch.setenv("REVIERSTIMME_OPERATOR__NAME", "Bündnis Beispiel e. V.")
    shown = ready("doctor").out
    assert "REVIERSTIMME_DATADIR" in shown
    assert "REVIERSTIMME_OPERATOR__NAME" not in shown


def test_doctor_warns_of_a_rehearsal_clock(
    ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = home / "clock"
    monkeypatch.setenv("REVIERSTIMME_CLOCK_FILE", str(clock))
    clock.write_text("2027-03-28T01:30:00+00:00\n")
    assert "28.03.2027 03:30" in ready("doctor").out
    clock.write_text("yesterday")
    ended = ready("doctor")
    assert ended.code == 1
    assert str(clock) in ended.out


def test_version_and_usage(cli: Cli) -> None:
    assert cli("--version").out.startswith("revierstimme 0.")
    assert cli("nonsense").code == 2
    assert cli("survey", "publish").code == 2
