"""Registered groups and channels on the command line: which there are, and taking one off."""

from __future__ import annotations

from typing import Annotated

import typer

from storage.audit import CONSOLE
from storage.rooms import Room
from storage.store import Store

from .common import AsJson, as_json, refuse, using

app = typer.Typer(
    help="Gruppen und Kanäle, in denen der Bot ansagt: zeigen, abmelden.", no_args_is_help=True
)
_EVENTS = {"never": "keine Termine", "weekly": "Termine montags", "each": "Termine täglich"}


@app.command("list")
def list_(context: typer.Context, machine: AsJson = False) -> None:
    """Zeigt alle angemeldeten Gruppen und Kanäle; nie ihre Adressen."""
    _, opening, _ = using(context)
    with opening as database:
        rooms = database.look(lambda store: store.rooms.all())
    if machine:
        as_json({"rooms": rooms})
        return
    if not rooms:
        typer.echo("Noch keine. Angemeldet werden sie im Chat: „Organisieren“.")
    for room in rooms:
        typer.echo(f"{room.id}  {room.title or 'ohne Namen'} ({room.platform}): {_told(room)}")


@app.command()
def remove(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="Die Kennung, siehe „rooms list“.")],
) -> None:
    """Meldet eine Gruppe oder einen Kanal ab, auch das, was dort noch gesagt werden soll."""
    _, opening, clock = using(context)
    now = clock.now()

    def work(store: Store) -> Room | None:
        room = store.rooms.hold(id)
        if room is not None:
            store.rooms.remove(id, now)
            store.audit.note(CONSOLE, room.association, "remove_room", id, now)
        return room

    with opening as database:
        room = database.do(work)
    if room is None:
        refuse(f"„{id}“ gibt es nicht. „revierstimme rooms list“ zeigt alle.")
    typer.echo(f"In {room.title or 'dieser Gruppe'} sagt der Bot nichts mehr an.")


def _told(room: Room) -> str:
    named = (("Umfragen", room.surveys), ("Ergebnisse", room.results))
    parts = [name for name, told in named if told] + [_EVENTS[room.events]]
    paused = ", macht Pause" if room.state == "paused" else ""
    return f"{room.association}, {room.region}, {', '.join(parts)}{paused}"
