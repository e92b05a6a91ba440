"""`revierstimme`: the commands for those who run the bot."""

from __future__ import annotations

import io
import logging
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from storage.campaign import NoCampaign
from storage.crypt import KeyProblem
from storage.database import NotReady, StorageAway
from storage.events import NoEvent
from storage.feeds import NoFeed
from storage.surveys import Refused, Unknown

from ..app import AlreadyRunning, serve
from ..clock import ClockProblem
from ..config import DEFAULT, ConfigProblem, load
from . import (
    audit,
    broadcasts,
    conversations,
    demo,
    doctor,
    events,
    feeds,
    ideas,
    matrix,
    organisers,
    places,
    privacy,
    rooms,
    setup,
    surveys,
    telegram,
)
from .common import State, refuse

app = typer.Typer(
    name="revierstimme",
    help="Revierstimme: ein Chat-Bot, mit dem im Mitteldeutschen Revier alle mitreden können.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(surveys.app, name="survey")
app.add_typer(broadcasts.app, name="broadcast")
app.add_typer(organisers.app, name="organiser")
app.add_typer(audit.app, name="audit")
app.add_typer(ideas.app, name="ideas")
app.add_typer(conversations.app, name="conversations")
app.add_typer(places.app, name="place")
app.add_typer(privacy.app, name="privacy")
app.add_typer(events.app, name="events")
app.add_typer(feeds.app, name="feeds")
app.add_typer(rooms.app, name="rooms")
app.add_typer(telegram.app, name="telegram")
app.add_typer(matrix.app, name="matrix")
app.add_typer(setup.db, name="db")
app.command("init")(setup.init)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"revierstimme {version('revierstimme')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(help="Die Konfigurationsdatei.", envvar="REVIERSTIMME_CONFIG")
    ] = DEFAULT,
    shows_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Zeigt die Version."),
    ] = False,
) -> None:
    context.obj = State(config)


@app.command()
def run(context: typer.Context) -> None:
    """Startet den Bot auf allen eingerichteten Plattformen, bis Sie ihn beenden (Strg-C)."""
    config = load(context.obj.config)
    logging.basicConfig(
        level=config.log_level,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    serve(config)


KNOWN = (AlreadyRunning, ClockProblem, ConfigProblem, KeyProblem, NotReady, Refused)


def main() -> None:
    """The command line; refusals end with exit code 1 and a reason."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without umlauts is no reason to fail
    try:
        app()
    except KNOWN as problem:
        refuse(str(problem))
    except Unknown as unknown:
        refuse(f"Eine Umfrage „{unknown}“ gibt es nicht. „revierstimme survey list“ zeigt alle.")
    except NoCampaign as none:
        refuse(
            f"Eine Aussendung „{none}“ gibt es nicht. „revierstimme broadcast list“ zeigt alle."
        )
    except NoEvent as none:
        refuse(f"Einen Termin „{none}“ gibt es nicht. „revierstimme events list“ zeigt alle.")
    except NoFeed as none:
        refuse(f"Einen Feed „{none}“ gibt es nicht. „revierstimme feeds list“ zeigt alle.")
    except StorageAway as away:
        refuse(f"Die Datenbank ist nicht erreichbar: {away}")
    except OSError as error:
        refuse(f"{error.filename or 'Ein- oder Ausgabe'}: {error.strerror or error}")
    except ExceptionGroup as group:
        known = group.subgroup(KNOWN)
        if known is None:
            raise
        first: Exception = known
        while isinstance(first, ExceptionGroup):
            first = first.exceptions[0]
        refuse(str(first))


if __name__ == "__main__":
    main()
