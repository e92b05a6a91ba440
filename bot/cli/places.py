"""Places on the command line: what the bot understands, and names of the alliance's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dialogs.places import Found, Gazetteer, shipped_places, with_names
from dialogs.places.reading import LARGEST, Unfit, read
from storage.crypt import KeyProblem
from storage.database import NotReady, StorageAway
from storage.store import Store

from .common import AsJson, as_json, refuse, using

app = typer.Typer(help="Orte: was der Bot versteht, und eigene Namen.", no_args_is_help=True)


@app.command()
def find(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="Was jemand schreibt.")] = None,
    geo: Annotated[
        str | None, typer.Option(metavar="BREITE,LÄNGE", help="Ein Standort, in Grad.")
    ] = None,
    lines: Annotated[
        bool, typer.Option("--stdin", help="Liest Zeilen, „geo:BREITE,LÄNGE“ ist ein Standort.")
    ] = False,
) -> None:
    """Zeigt als JSON, welchen Ort der Bot versteht."""
    if sum((text is not None, geo is not None, lines)) != 1:
        raise typer.BadParameter("genau eines: ein TEXT, --geo oder --stdin")
    places = _gazetteer(context)
    if lines:
        # Not by characters: a line that is not UTF-8 is no reason to leave the rest unanswered.
        for line in sys.stdin.buffer:
            _print(_one(places, line.decode("utf-8", "replace").rstrip("\r\n")))
    else:
        _print(_one(places, f"geo:{geo}" if geo is not None else text or ""))


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV mit den Spalten name,key.")],
) -> None:
    """Übernimmt eigene Namen von Orten; geprüft wird jede Zeile, bei Fehlern nichts übernommen."""
    if not file.is_file():
        refuse(f"{file} gibt es nicht, oder es ist keine Datei.")
    with file.open("rb") as opened_file:
        raw = opened_file.read(LARGEST + 1)
    try:
        rows = read(raw)
    except Unfit as unfit:
        listed = "\n".join(f"Fehler: {problem}" for problem in unfit.problems)
        refuse(f"{listed}\nNichts übernommen.")
    _, opening, _ = using(context)
    with opening as database:

        def add(store: Store) -> int:
            new = store.places.add((row.name, row.key) for row in rows)
            store.surveys.changed()
            return new

        new = database.do(add)
    typer.echo(f"{new} Namen übernommen, {len(rows) - new} waren schon da.")


@app.command("list")
def list_(context: typer.Context, machine: AsJson = False) -> None:
    """Zeigt die eigenen Namen."""
    _, opening, _ = using(context)
    with opening as database:
        names = database.look(lambda store: store.places.names())
    if machine:
        as_json([{"name": name, "key": key} for name, key in names])
        return
    if not names:
        typer.echo("Noch keine eigenen Namen. „revierstimme place import DATEI“ übernimmt welche.")
    for name, key in names:
        typer.echo(f"{key:<9} {name}")


@app.command()
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Der Name, wie „place list“ ihn zeigt.")],
) -> None:
    """Entfernt einen eigenen Namen."""
    _, opening, _ = using(context)
    with opening as database:

        def take(store: Store) -> int:
            gone = store.places.remove(name)
            store.surveys.changed()
            return gone

        if not database.do(take):
            refuse(f"Einen eigenen Namen „{name}“ gibt es nicht. „place list“ zeigt alle.")
    typer.echo(f"„{name}“ entfernt.")


def _gazetteer(context: typer.Context) -> Gazetteer:
    """With the alliance's own names, where there is a database to ask."""
    if not context.obj.config.exists():
        return shipped_places()
    try:
        _, opening, _ = using(context)
        with opening as database:
            return with_names(database.look(lambda store: store.places.names()))
    except (NotReady, StorageAway, KeyProblem) as problem:
        typer.echo(f"Ohne die eigenen Namen: {problem}", err=True)
        return shipped_places()


def _one(places: Gazetteer, text: str) -> Found:
    if not text.startswith("geo:"):
        return places.find(text)
    try:
        lat, lon = (float(part) for part in text.removeprefix("geo:").split(","))
    except ValueError:
        return Found("none")
    return places.at(lat, lon)


def _print(found: Found) -> None:
    told = {
        "status": found.status,
        "places": [
            {
                "key": region.key,
                "name": region.name,
                "kind": region.kind,
                "district": region.district,
                "state": region.state,
            }
            for region in found.regions
        ],
    }
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()
