"""Talks between residents and organisers on the command line: how many, and how old; no words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import typer
from msgspec import Struct

from storage.store import Store
from storage.talk import Talk

from .common import AsJson, as_json, using

app = typer.Typer(help="Gespräche mit Einwohnern zählen.", no_args_is_help=True)


class Count(Struct, frozen=True):
    """Of one association; ages in whole days."""

    association: str
    name: str
    open: int
    waiting: int
    longest_wait: int


@app.command("list")
def list_(context: typer.Context, machine: AsJson = False) -> None:
    """Zeigt je Gruppe, wie viele Gespräche offen sind und wie lange jemand wartet; nie Worte."""
    _, opening, clock = using(context)
    now = clock.now()
    with opening as database:
        counts = database.look(lambda store: list(_counts(store, now)))
    if machine:
        as_json(counts)
        return
    if not counts:
        typer.echo("Zurzeit ist kein Gespräch offen.")
    for one in counts:
        typer.echo(f"{one.name}: {one.open} offen, {one.waiting} ohne Antwort" + _since(one))


def _counts(store: Store, now: datetime) -> Iterator[Count]:
    names = {one.id: one.name for one in store.associations.all()}
    by_group: dict[str, list[Talk]] = {}
    for talk in store.talks.open_in():
        by_group.setdefault(talk.association, []).append(talk)
    for id, talks in sorted(by_group.items()):
        waits = [(now - talk.waits).days for talk in talks if talk.waits]
        yield Count(id, names.get(id, id), len(talks), len(waits), max(waits, default=0))


def _since(one: Count) -> str:
    return f", am längsten seit {one.longest_wait} Tagen" if one.longest_wait else ""
