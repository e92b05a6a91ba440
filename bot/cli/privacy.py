"""Retention on the command line: what the next tidying forgets, as counts alone (B11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import typer
from msgspec import Struct

from storage.database import Database
from storage.retention import SLICE
from storage.store import Store

from ..silence import heard_by
from ..tending import Tending
from .common import AsJson, as_json, using

app = typer.Typer(help="Was wann vergessen wird.", no_args_is_help=True)
SLICES = 20
"""Slices of one kind that are rehearsed: meanwhile replies wait for a moment."""
NAMES = {
    "survey secrets": "Geheimnisse beendeter Umfragen",
    "own words and small regions in ballots": "Umfragen mit Worten und kleinen Orten in Stimmen",
    "people to be told": "wer noch ein Ergebnis hören sollte",
    "leaves for raw data": "Freigaben von Rohdaten",
    "settled posts": "Zeilen erledigter Nachrichten",
    "hours of steps": "Stunden, in denen gezählt wurde",
    "keys of things heard": "Schlüssel von Gehörtem",
    "codes for linking": "Codes zum Verknüpfen",
    "invitations of organisers": "Einladungen von Organisierenden",
    "words that register rooms": "Wörter zum Anmelden von Gruppen",
    "rooms that have ended": "abgemeldete Gruppen",
    "what rooms were told": "Angesagtes in Gruppen",
    "files of no answer": "Dateien ohne Antwort",
    "events that are over": "vergangene Termine",
    "drafts of events": "Entwürfe von Terminen",
    "periods of digests": "Zeiträume von Hinweisen",
    "ideas": "Ideen",
    "talks": "beendete Gespräche",
    "blocks of talks": "Sperren für Gespräche",
    "drafts": "angefangene Antworten",
}
"""Every kind of what is forgotten, in words for operators."""
SILENT = {
    "to_ask": "Menschen werden gefragt, ob alles bleiben soll",
    "asked": "Menschen sind gefragt und haben noch Zeit",
    "unasked": "Menschen kann niemand fragen; sie haben noch Zeit, sich zu melden",
    "over": "Menschen werden gelöscht, denn ihre Zeit ist um",
}
"""Those of whom nothing is heard."""


class Count(Struct, frozen=True):
    """How many; where there are `more`, they were not counted."""

    kind: str
    name: str
    count: int
    more: bool = False


@app.command()
def due(context: typer.Context, machine: AsJson = False) -> None:
    """Zählt, was das nächste Aufräumen vergisst, und stille Menschen; ändert nichts."""
    config, opening, clock = using(context)
    with opening as database:
        tending = Tending(database, config.retention, clock)
        counts = [*_forgotten(database, tending)]
        before = heard_by(config, clock.now())
        silent = database.look(lambda store: store.silences.counts(before))
    counts += [Count(kind, SILENT[kind], n) for kind, n in silent._asdict().items()]
    if machine:
        as_json(counts)
        return
    for one in counts:
        if one.count:
            least = "mindestens " if one.more else ""
            typer.echo(f"{least}{one.count} {one.name}")
    if not any(one.count for one in counts):
        typer.echo("Zurzeit ist nichts zu vergessen, und niemand ist lange still.")


def _forgotten(database: Database, tending: Tending) -> Iterator[Count]:
    """Each kind as the bot would forget it, and undone."""
    for kind, work in tending.work().items():
        count, more = database.rehearse(lambda store, work=work: _all(store, work))  # type: ignore[misc]
        yield Count(kind, NAMES[kind], count, more)


def _all(store: Store, work: Callable[[Store], int]) -> tuple[int, bool]:
    count = 0
    for _ in range(SLICES):
        done = work(store)
        count += done
        if done < SLICE:
            return count, False
    return count, True
