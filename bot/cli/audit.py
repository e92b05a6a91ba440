"""The audit log on the command line: read it, and prove that nobody changed it."""

from __future__ import annotations

from typing import Annotated

import typer

from storage.audit import Entry

from .common import AsJson, as_json, refuse, using

app = typer.Typer(
    help="Das Protokoll: wer wann was getan hat, ohne Inhalte von Antworten.",
    no_args_is_help=True,
)


@app.command()
def show(
    context: typer.Context,
    association: Annotated[str, typer.Option(help="Nur diese Gruppe (Kennung).")] = "",
    last: Annotated[int, typer.Option(min=1, max=100_000, help="So viele, die neuesten.")] = 50,
    machine: AsJson = False,
) -> None:
    """Zeigt die neuesten Einträge, die ältesten davon zuerst."""
    config, opening, _ = using(context)
    with opening as database:
        entries = database.look(lambda store: store.audit.entries(association, last))[::-1]
    if machine:
        as_json(entries)
        return
    for entry in entries:
        at = entry.at.astimezone(config.zone)
        who = f"{entry.organiser} ({entry.association})"
        typer.echo(f"{entry.number}  {at:%Y-%m-%d %H:%M}  {who}  {entry.action}  {entry.subject}")
    typer.echo(f"Siegel des letzten Eintrags: {entries[-1].seal}" if entries else "Noch leer.")


@app.command()
def verify(
    context: typer.Context,
    seal: Annotated[
        str, typer.Option(help="Ein früher notiertes Siegel: Es muss noch im Protokoll stehen.")
    ] = "",
) -> None:
    """Prüft, dass kein Eintrag geändert wurde und keiner fehlt."""
    _, opening, _ = using(context)
    with opening as database:
        broken = database.look(lambda store: store.audit.broken())
        entries: list[Entry] = database.look(lambda store: list(store.audit.all()))
    if broken:
        refuse(f"Das Protokoll ist verändert: Eintrag {broken} oder der davor stimmt nicht.")
    if seal and seal not in {entry.seal for entry in entries}:
        refuse("Das Siegel steht nicht mehr im Protokoll: Es fehlen Einträge am Ende.")
    typer.echo(f"In Ordnung: {len(entries)} Einträge, keiner geändert, keiner dazwischen fehlt.")
    if entries:
        typer.echo(f"Siegel des letzten Eintrags, zum Notieren: {entries[-1].seal}")
