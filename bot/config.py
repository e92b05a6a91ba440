"""The configuration: one TOML file and `REVIERSTIMME_…` variables, checked at the start."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from dialogs.texts import LANGUAGES
from storage.database import check_url

from .campaigns.settings import Broadcast
from .events.settings import Feeds
from .platforms import Platforms, Unreadable
from .results.settings import Results

DEFAULT = Path("revierstimme.toml")
UNSET = "(noch nicht eingetragen)"


class ConfigProblem(Exception):
    """The configuration cannot be used; the message names every field that is wrong."""


class Operator(BaseModel):
    """Who runs the bot and answers for the data (GDPR Art. 13)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(UNSET, max_length=120)
    address: str = Field(UNSET, max_length=200)
    contact: str = Field(UNSET, max_length=120)
    authority: str = Field(UNSET, max_length=200)
    privacy_version: str = Field("1", max_length=20)

    def values(self) -> dict[str, str]:
        """What every text may name of the operator."""
        return {
            "name": self.name,
            "asker": self.name,
            "address": self.address,
            "contact": self.contact,
            "authority": self.authority,
            "version": self.privacy_version,
        }


class Retention(BaseModel):
    """How long things are kept, in days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drafts: int = Field(90, ge=30, le=365)
    heard: int = Field(30, ge=2, le=365)
    posts: int = Field(7, ge=1, le=365)
    unlink: int = Field(30, ge=0, le=30)
    ideas: int = Field(730, ge=30, le=3650)
    talks: int = Field(30, ge=30, le=365)
    silent_talks: int = Field(90, ge=7, le=365)
    silent: int = Field(365, ge=180, le=3650)
    silent_answer: int = Field(30, ge=14, le=365)


class Config(Platforms, BaseSettings):
    """Relative paths start from the folder of the configuration file."""

    model_config = SettingsConfigDict(
        env_prefix="REVIERSTIMME_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data_dir: Path = Path("revierstimme-data")
    key_file: Path = Path("revierstimme.key")
    database_url: str = ""
    clock_file: Path | None = None
    timezone: str = "Europe/Berlin"
    language: str = "de"
    log_level: str = "INFO"
    operator: Operator = Operator()
    retention: Retention = Retention()
    broadcast: Broadcast = Broadcast()
    results: Results = Results()
    feeds: Feeds = Feeds()
    _environment: ClassVar[bool] = True

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("diese Zeitzone gibt es nicht, zum Beispiel Europe/Berlin") from None
        return name

    @field_validator("language")
    @classmethod
    def _spoken(cls, language: str) -> str:
        if language not in LANGUAGES:
            raise ValueError(f"eine von {', '.join(LANGUAGES)}")
        return language

    @field_validator("log_level")
    @classmethod
    def _level(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("DEBUG, INFO, WARNING oder ERROR")
        return level.upper()

    @field_validator("database_url")
    @classmethod
    def _url(cls, url: str) -> str:
        if url:
            check_url(url)
        return url

    @property
    def url(self) -> str:
        """The database's address; without one, a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'revierstimme.db'}"

    @property
    def sqlite_file(self) -> Path | None:
        return Path(self.url.removeprefix("sqlite:///")) if self.url.startswith("sqlite") else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (env_settings, init_settings) if cls._environment else (init_settings,)


class FixedConfig(Config):
    """A configuration from these values alone, whatever the environment says."""

    _environment: ClassVar[bool] = False


def load(path: Path) -> Config:
    """The configuration of a file and the environment; raises ConfigProblem."""
    data: dict[str, Any] = {}
    if path.exists():
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise ConfigProblem(f"{path} ist nicht lesbar: {error}") from None
    try:
        config = Config(**data)
    except SettingsError as error:
        raise ConfigProblem(f"Eine Umgebungsvariable ist nicht lesbar: {error}") from None
    except ValidationError as error:
        raise ConfigProblem("\n".join(_told(problem) for problem in error.errors())) from None
    config = _placed(path.absolute().parent, config)
    _check_key_place(config)
    return config


def _placed(home: Path, config: Config) -> Config:
    """The same, its files starting from there; raises ConfigProblem."""
    try:
        platforms = {name: one.placed(home) for name, one in config.platforms.items()}
    except Unreadable as error:
        raise ConfigProblem(str(error)) from None
    return config.model_copy(
        update={
            **platforms,
            "data_dir": home / config.data_dir,
            "key_file": home / config.key_file,
            "clock_file": home / config.clock_file if config.clock_file else None,
            "database_url": _from(home, config.database_url),
        }
    )


def _from(home: Path, url: str) -> str:
    """The same address, a SQLite file's path starting from there."""
    path = url.removeprefix("sqlite:///")
    return f"sqlite:///{home / path}" if path and path != url else url


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """Variables that bear our prefix and set nothing, most likely misspelt."""
    known = {"REVIERSTIMME_CONFIG"}
    for name, field in Config.model_fields.items():
        variable = f"REVIERSTIMME_{name.upper()}"
        known.add(variable)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            known |= {f"{variable}__{part.upper()}" for part in field.annotation.model_fields}
    return sorted(v for v in environment if v.startswith("REVIERSTIMME_") and v not in known)


def _check_key_place(config: Config) -> None:
    """The key must not lie where the data lie: whoever gets one must not have the other."""
    folders = [config.data_dir.resolve()]
    if config.sqlite_file is not None and config.database_url:
        folders.append(config.sqlite_file.resolve().parent)
    key = config.key_file.resolve()
    for folder in folders:
        if key.is_relative_to(folder):
            raise ConfigProblem(
                f"key_file: Der Schlüssel ({key}) darf nicht im Datenordner ({folder}) liegen."
            )


def _told(problem: Any) -> str:
    field = ".".join(str(part) for part in problem["loc"])
    variable = "REVIERSTIMME_" + "__".join(str(part) for part in problem["loc"]).upper()
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        message = "diese Einstellung gibt es nicht"
    return f"{field} (oder {variable}): {message}"
