"""Setting the bot up: configuration, key, database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dialogs.surveys import SHIPPED, shipped
from dialogs.surveys.reading import read
from storage.crypt import create_key, read_key
from storage.database import Database, check_key
from storage.migrations import upgrade

from ..config import Config, load
from .common import State, refuse

db = typer.Typer(help="Die Datenbank auf den neuesten Stand bringen.", no_args_is_help=True)

TEMPLATE = """\
# Einstellungen von Revierstimme. Jede lässt sich auch als Umgebungsvariable setzen, zum Beispiel
# REVIERSTIMME_DATA_DIR oder REVIERSTIMME_OPERATOR__NAME. Pfade gelten ab dem Ordner dieser Datei.

data_dir = "revierstimme-data"
# Der Schlüssel darf nicht im Datenordner liegen. Sichern Sie ihn getrennt von den Daten: Ohne ihn
# sind die Daten unlesbar. Für den Betrieb ist ein Ort wie /etc/revierstimme/revierstimme.key gut.
key_file = "revierstimme.key"
# Ohne Angabe eine SQLite-Datei im Datenordner; sonst postgresql://benutzer:passwort@rechner/name
# database_url = ""
timezone = "Europe/Berlin"
language = "de"

[telegram]
# Das Token gibt @BotFather aus. Besser als hier steht es in REVIERSTIMME_TELEGRAM__TOKEN.
# token = "123456:AbC-…"

[matrix]
# Das Konto des Bots, siehe docs/erste-schritte-matrix.md. Das Passwort steht besser in
# REVIERSTIMME_MATRIX__PASSWORD.
# homeserver = "https://matrix.beispiel.example"
# user = "@revierstimme:beispiel.example"

[operator]
# Das steht im Datenschutzhinweis (/privacy). Bitte vollständig ausfüllen.
# name = "Bündnis Beispiel e. V."
# address = "Musterweg 1, 06108 Halle (Saale)"
# contact = "mitreden@beispiel.example"
# authority = "Landesbeauftragte für den Datenschutz Sachsen-Anhalt"
# privacy_version = "1"

[retention]
# Tage, die etwas aufgehoben wird.
drafts = 90
heard = 30
posts = 7
unlink = 30
"""


def init(
    context: typer.Context,
    examples: Annotated[
        bool, typer.Option(help="Die mitgelieferten Umfragen als Entwürfe anlegen.")
    ] = True,
) -> None:
    """Legt Konfiguration, Schlüssel und Datenbank an. Schadet nicht, wenn es sie schon gibt."""
    state: State = context.obj
    if not state.config.exists():
        state.config.parent.mkdir(parents=True, exist_ok=True)
        state.config.write_text(TEMPLATE, "utf-8")
        typer.echo(f"Konfiguration angelegt: {state.config}")
    config = load(state.config)
    prepare(config)
    if examples:
        with_examples(config)
    typer.echo(f"Bereit. Datenbank: {_shown(config)}")
    typer.echo("Weiter: „revierstimme doctor“ prüft alles, „revierstimme run“ startet den Bot.")


def prepare(config: Config) -> None:
    """Make key and database where they are missing; never a new key for old data."""
    if not config.key_file.exists():
        if config.sqlite_file is not None and config.sqlite_file.exists():
            refuse(
                f"Die Datenbank {config.sqlite_file} gibt es schon, ihren Schlüssel"
                f" {config.key_file} aber nicht. Stellen Sie den Schlüssel aus der Sicherung"
                " wieder her; ein neuer könnte die Daten nicht lesen."
            )
        create_key(config.key_file)
        typer.echo(f"Schlüssel angelegt: {config.key_file} (bitte getrennt sichern)")
    config.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(config.url, read_key(config.key_file))
    try:
        before, now = upgrade(database)
        check_key(database)
        if before != now:
            typer.echo(f"Datenbank auf Stand {now} gebracht.")
    finally:
        database.close()


def with_examples(config: Config) -> None:
    """Keep the shipped surveys as drafts, unless surveys of that name are there."""
    database = Database(config.url, read_key(config.key_file))
    try:
        for name in SHIPPED:
            survey = read(shipped(name))
            known = database.do(
                lambda store: {standing.id for standing in store.surveys.standings()}
            )
            if survey.id not in known:
                database.do(lambda store, survey=survey: store.surveys.add(survey))  # type: ignore[misc]
                typer.echo(f"Umfrage als Entwurf angelegt: {survey.id}")
    finally:
        database.close()


@db.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Bringt die Datenbank auf den Stand, den dieses Programm braucht."""
    config = context.obj.load()
    database = Database(config.url, read_key(config.key_file))
    try:
        before, now = upgrade(database)
    finally:
        database.close()
    typer.echo(f"Schon auf Stand {now}." if before == now else f"Von {before} auf {now} gebracht.")


def _shown(config: Config) -> Path | str:
    return config.sqlite_file or "PostgreSQL"
