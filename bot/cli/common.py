"""What all commands share."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer
from msgspec import Struct

from dialogs.texts import LANGUAGES
from storage.database import Database

from ..app import opened
from ..clock import Clock
from ..config import Config, load

Id = Annotated[str, typer.Argument(help="Die Kennung der Umfrage, siehe „survey list“.")]
AsJson = Annotated[bool, typer.Option("--json", help="Ausgabe für Programme (JSON).")]


class State(Struct, frozen=True):
    """What stands before the command: the configuration file."""

    config: Path

    def load(self) -> Config:
        return load(self.config)


def refuse(reason: str) -> NoReturn:
    """End with exit code 1 and say why."""
    typer.echo(reason, err=True)
    sys.exit(1)


def check_language(language: str) -> None:
    """Raises BadParameter where the bot does not speak it."""
    if language not in LANGUAGES:
        raise typer.BadParameter(f"eine von {', '.join(LANGUAGES)}", param_hint="--language")


def using(context: typer.Context) -> tuple[Config, AbstractContextManager[Database], Clock]:
    """The configuration, the database to open, and the clock."""
    config: Config = context.obj.load()
    return config, opened(config), Clock(config.zone, config.clock_file)


def as_json(data: Any) -> None:
    """Print data for programs."""
    typer.echo(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())
