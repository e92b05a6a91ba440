"""The configuration: one file and the environment, and every wrong field named."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import UNSET, Config, ConfigProblem, FixedConfig, load, unknown_variables


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the machine that runs the tests counts."""
    for name in list(os.environ):
        if name.startswith("REVIERSTIMME_"):
            monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "revierstimme.toml"


def written(file: Path, content: str) -> Config:
    file.parent.mkdir(exist_ok=True)
    file.write_text(content, "utf-8")
    return load(file)


def problem(file: Path, content: str) -> list[str]:
    """What is said about a file, a line each."""
    with pytest.raises(ConfigProblem) as caught:
        written(file, content)
    return str(caught.value).splitlines()


def test_everything_has_a_default(file: Path) -> None:
    config = load(file)
    assert (config.timezone, config.language, config.log_level) == ("Europe/Berlin", "de", "INFO")
    assert config.zone == ZoneInfo("Europe/Berlin")
    assert config.operator.name == UNSET
    assert config.retention.drafts == 90
    assert config.retention.unlink == 30
    assert config.clock_file is None
    assert config.url == f"sqlite:///{file.parent}/revierstimme-data/revierstimme.db"


def test_paths_start_from_the_folder_of_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    config = written(
        file, 'data_dir = "data"\nkey_file = "../keys/the.key"\nclock_file = "clock"\n'
    )
    assert config.data_dir == file.parent / "data"
    assert config.key_file.resolve() == file.parent.parent / "keys" / "the.key"
    assert config.clock_file == file.parent / "clock"
    absolute = written(file, 'data_dir = "/var/lib/revierstimme"\n')
    assert absolute.data_dir == Path("/var/lib/revierstimme")
    assert absolute.sqlite_file == Path("/var/lib/revierstimme/revierstimme.db")


def test_a_database_file_starts_from_the_folder_of_the_file_as_well(file: Path) -> None:
    config = written(file, 'database_url = "sqlite:///data/bot.db"\n')
    assert config.sqlite_file == file.parent / "data" / "bot.db"


def test_the_environment_goes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = 'language = "en"\ntimezone = "Europe/Paris"\n'
    monkeypatch.setenv("REVIERSTIMME_LANGUAGE", "de-simple")
    config = written(file, content)
    assert (config.language, config.timezone) == ("de-simple", "Europe/Paris")


def test_the_environment_reaches_single_fields_of_a_group(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIERSTIMME_OPERATOR__NAME", "Aus der Umgebung")
    monkeypatch.setenv("REVIERSTIMME_RETENTION__DRAFTS", "120")
    content = (
        '[operator]\nname = "Aus der Datei"\ncontact = "a@b.example"\n[retention]\nposts = 3\n'
    )
    config = written(file, content)
    assert (config.operator.name, config.operator.contact) == ("Aus der Umgebung", "a@b.example")
    assert (config.retention.drafts, config.retention.posts) == (120, 3)


def test_a_fixed_configuration_does_not_look_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIERSTIMME_LANGUAGE", "en")
    assert FixedConfig().language == "de"


WRONG = {
    'timezone = "Mars/Olympus"': "timezone (oder REVIERSTIMME_TIMEZONE): diese Zeitzone gibt es",
    'timezone = "/etc/passwd"': "timezone (oder REVIERSTIMME_TIMEZONE): diese Zeitzone gibt es",
    'language = "fr"': "language (oder REVIERSTIMME_LANGUAGE): eine von de, de-simple, en",
    'log_level = "LOUD"': "log_level (oder REVIERSTIMME_LOG_LEVEL): DEBUG, INFO, WARNING oder",
    'database_url = "mysql://x"': "database_url (oder REVIERSTIMME_DATABASE_URL): sqlite:///pfad",
    'database_url = "bot.db"': "database_url (oder REVIERSTIMME_DATABASE_URL): sqlite:///pfad",
    'colour = "red"': "colour (oder REVIERSTIMME_COLOUR): diese Einstellung gibt es nicht",
    "[retention]\nsilent = 179": "retention.silent (oder REVIERSTIMME_RETENTION__SILENT):",
    "[retention]\nsilent_answer = 13": "retention.silent_answer (oder REVIERSTIMME_",
    "[retention]\ndrafts = 29": "retention.drafts (oder REVIERSTIMME_RETENTION__DRAFTS):",
    "[retention]\nunlink = 31": "retention.unlink (oder REVIERSTIMME_RETENTION__UNLINK):",
    '[retention]\nposts = "soon"': "retention.posts (oder REVIERSTIMME_RETENTION__POSTS):",
    "[operator]\nphone = 1": "operator.phone (oder REVIERSTIMME_OPERATOR__PHONE): diese Einst",
    '[loopback]\naddress = "example.org:80"': "loopback.address (oder REVIERSTIMME_LOOPBACK__ADD",
    '[matrix]\nhomeserver = "http://example.org"': "matrix.homeserver (oder",
    '[matrix]\nhomeserver = "https://example.org"': "matrix (oder REVIERSTIMME_MATRIX): zu",
    '[matrix]\nuser = "@bot:example.org"': "matrix (oder REVIERSTIMME_MATRIX): es fehlt",
    '[matrix]\nuser = "Der Bot"': "matrix.user (oder REVIERSTIMME_MATRIX__USER): der Name",
    '[loopback]\naddress = "127.0.0.1"': "loopback.address (oder REVIERSTIMME_LOOPBACK__ADDRESS):",
    'operator = "us"': "operator (oder REVIERSTIMME_OPERATOR):",
}


@pytest.mark.parametrize(("content", "told"), WRONG.items(), ids=WRONG)
def test_a_wrong_field_is_named(file: Path, content: str, told: str) -> None:
    (line,) = problem(file, content)
    assert line.startswith(told)


def test_all_wrong_fields_are_named_at_once(file: Path) -> None:
    lines = problem(file, 'language = "fr"\nlog_level = "LOUD"\n[retention]\nheard = 0\n')
    assert [line.split(" ")[0] for line in lines] == ["language", "log_level", "retention.heard"]


def test_a_wrong_variable_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIERSTIMME_RETENTION__DRAFTS", "always")
    (line,) = problem(file, "")
    assert line.startswith("retention.drafts (oder REVIERSTIMME_RETENTION__DRAFTS):")


@pytest.mark.parametrize("content", [b"language = ", b"= 1", b"language = '\xff'", b"[operator"])
def test_a_file_that_cannot_be_read_is_named(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(ConfigProblem, match=r"revierstimme\.toml ist nicht lesbar"):
        load(file)


def test_a_folder_instead_of_a_file_is_named(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(ConfigProblem, match="nicht lesbar"):
        load(file)


KEY_INSIDE = {
    "in the data folder": 'key_file = "revierstimme-data/the.key"',
    "below it": 'key_file = "revierstimme-data/keys/the.key"',
    "by a way round": 'key_file = "x/../revierstimme-data/the.key"',
    "beside a database elsewhere": 'key_file = "db/the.key"\ndatabase_url = "sqlite:///{db}"',
    "in a data folder that is here": 'data_dir = "."',
}


@pytest.mark.parametrize("content", KEY_INSIDE.values(), ids=KEY_INSIDE)
def test_the_key_may_not_lie_with_the_data(file: Path, content: str) -> None:
    content = content.replace("{db}", f"{file.parent}/db/bot.db")
    with pytest.raises(ConfigProblem, match=r"key_file: .*nicht im Datenordner"):
        written(file, content)


def test_the_key_may_not_lie_with_the_data_behind_a_link(file: Path) -> None:
    (file.parent / "revierstimme-data").mkdir(parents=True)
    (file.parent / "keys").symlink_to(file.parent / "revierstimme-data")
    with pytest.raises(ConfigProblem, match="key_file"):
        written(file, 'key_file = "keys/the.key"')


@pytest.mark.parametrize(
    ("url", "sqlite"),
    [
        ("sqlite:////srv/bot.db", Path("/srv/bot.db")),
        ("postgresql://bot:secret@localhost/bot", None),
        ("postgresql+psycopg://bot@/bot?host=/run/postgresql", None),
    ],
)
def test_any_of_the_two_databases_will_do(file: Path, url: str, sqlite: Path | None) -> None:
    config = written(file, f'database_url = "{url}"\n')
    assert (config.url, config.sqlite_file) == (url, sqlite)


def test_variables_that_set_nothing_are_found() -> None:
    variables = [
        "REVIERSTIMME_CONFIG",
        "REVIERSTIMME_LANGUAGE",
        "REVIERSTIMME_OPERATOR__NAME",
        "REVIERSTIMME_OPERATOR__NAEM",
        "REVIERSTIMME_LANGAUGE",
        "PATH",
    ]
    assert unknown_variables(variables) == [
        "REVIERSTIMME_LANGAUGE",
        "REVIERSTIMME_OPERATOR__NAEM",
    ]


def test_a_configuration_does_not_change(file: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(file).language = "en"  # type: ignore[misc]
