"""Events on the command line: bring them in, look at them, hand them out, call them off."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from adapters.calendars import LARGEST, Reading, read
from adapters.calendars.writing import as_csv, as_ics, as_json, as_rss
from dialogs.events import TOPICS, Event
from dialogs.events.areas import Area, is_near, known
from dialogs.events.event import Listed, Whole
from dialogs.events.reasons import Unread, all_in_words, in_words
from storage.database import Database

from ..config import Config
from ..events.feeding import places_of
from ..events.importing import Importing, Outcome, Source
from ..events.publishing import call_off
from .common import AsJson, refuse, using
from .common import as_json as print_json

app = typer.Typer(help="Termine: einlesen, ansehen, weitergeben, absagen.", no_args_is_help=True)
REGION = typer.Option(help="Schlüssel: Gemeinde (8 Ziffern), Kreis (5), SN, ST oder TH.")
TOPIC = typer.Option(help=f"Eines von {', '.join(TOPICS)}.")
STATUS = {"planned": "", "changed": "geändert", "cancelled": "ABGESAGT"}
SHOWN = 20
"""Reasons for leaving something out that are shown one by one."""


class Entries(StrEnum):
    ANY = "any"
    EVENT = "event"
    PROCEDURE = "procedure"


WHOLE: dict[Entries, Whole] = {
    Entries.ANY: "",
    Entries.EVENT: "event",
    Entries.PROCEDURE: "procedure",
}
KIND = typer.Option(
    help="Was darin steht: procedure: nur amtliche Beteiligungen; event: keine; any: je nachdem."
)


class Format(StrEnum):
    ICS = "ics"
    RSS = "rss"
    JSON = "json"
    CSV = "csv"


@app.command("import")
def import_(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(help="Eine Datei oder Adresse (.ics, RSS, Gancio, CSV).")
    ],
    region: Annotated[str, REGION] = "",
    topic: Annotated[str, TOPIC] = "",
    kind: Annotated[Entries, KIND] = Entries.ANY,
    dry: Annotated[bool, typer.Option("--dry-run", help="Zeigt nur, was darin steht.")] = False,
) -> None:
    """Liest Termine ein; was ausgelassen wurde, steht mit Stelle und Grund da."""
    check(region, topic)
    config, opening, clock = using(context)
    try:
        raw = _raw(source, config)
        reading = read(raw, clock.now(), clock.zone, WHOLE[kind])
    except Unread as problem:
        refuse(f"{all_in_words(problem.reasons, 'de')}\nNichts übernommen.")
    told(reading)
    if dry:
        for one in reading.events:
            typer.echo(_line(Listed("-", one.event), clock.zone))
        return
    name = reading.name or Path(source).name
    id = f"file-{hashlib.sha256(source.encode()).hexdigest()[:16]}"
    regions, topics = ((region,) if region else ()), ((topic,) if topic else ())
    made = Source(id, name[:120], regions=regions, topics=topics)  # type: ignore[arg-type]
    with opening as database:
        now = clock.now()
        outcome = database.do(
            lambda store: Importing(store, made, places_of(store), now).take(reading.events)
        )
    typer.echo(summary(outcome))


@app.command("list")
def list_(
    context: typer.Context,
    region: Annotated[str, REGION] = "",
    topic: Annotated[str, TOPIC] = "",
    machine: AsJson = False,
) -> None:
    """Zeigt kommende Termine mit ihrer Kennung."""
    check(region, topic)
    _, opening, clock = using(context)
    with opening as database:
        found = _found(database, clock.now(), region, topic)
        coming = database.look(lambda store: store.events.coming([one.id for one in found]))
    if machine:
        print_json([_row(one, coming.get(one.id, 0)) for one in found])
        return
    for one in found:
        typer.echo(_line(one, clock.zone))
    if not found:
        typer.echo("Keine Termine. „revierstimme events import DATEI“ liest welche ein.")


@app.command()
def export(
    context: typer.Context,
    format: Annotated[Format, typer.Option(help="Das Format.")] = Format.ICS,
    region: Annotated[str, REGION] = "",
    topic: Annotated[str, TOPIC] = "",
) -> None:
    """Gibt kommende Termine aus, für andere Programme."""
    check(region, topic)
    config, opening, clock = using(context)
    now = clock.now()
    with opening as database:
        found = _found(database, now, region, topic)
    match format:
        case Format.ICS:
            raw = as_ics(found, now)
        case Format.RSS:
            raw = as_rss(found, now, f"Termine: {config.operator.name}")
        case Format.JSON:
            raw = as_json(found)
        case Format.CSV:
            raw = as_csv(found)
    sys.stdout.buffer.write(raw)


@app.command()
def cancel(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="Die Kennung des Termins, siehe „events list“.")],
) -> None:
    """Sagt einen Termin ab; wer davon erfahren hat, bekommt Bescheid."""
    _, opening, clock = using(context)
    with opening as database:
        now = clock.now()
        title = database.do(lambda store: store.events.get(id).event.title)
        database.do(lambda store: call_off(store, id, now))
    typer.echo(f"{title}: abgesagt. Wer davon erfahren hat, bekommt Bescheid.")


def check(region: str, topic: str) -> None:
    """Raises BadParameter where there is no such place or topic."""
    if region and not known(region):
        raise typer.BadParameter(f"{region} liegt nicht im Revier", param_hint="--region")
    if topic and topic not in TOPICS:
        raise typer.BadParameter(f"eines von {', '.join(TOPICS)}", param_hint="--topic")


def told(reading: Reading) -> None:
    """Say what was found, and what was left out and why."""
    procedures = sum(one.event.kind == "procedure" for one in reading.events)
    among = f", davon {procedures} amtliche Beteiligungen" if procedures else ""
    typer.echo(f"{reading.format}: {len(reading.events)} kommende Termine gelesen{among}.")
    for one in reading.skipped[:SHOWN]:
        said = in_words(one.reason, "de")
        typer.echo(f"  {'Ausgelassen' if one.lost else 'Hinweis'}: {said}")
    if (more := len(reading.skipped) - SHOWN) > 0:
        typer.echo(f"  … und {more} weitere Hinweise.")


def summary(outcome: Outcome) -> str:
    parts = [
        f"neu: {outcome.new}",
        f"geändert: {outcome.changed}",
        f"schon bekannt: {outcome.same}",
        f"auch aus anderer Quelle bekannt: {outcome.merged}",
    ]
    if outcome.nowhere:
        parts.append(f"ohne Ort im Revier: {outcome.nowhere} (--region nennt einen)")
    return ", ".join(parts)


def _raw(source: str, config: Config) -> bytes:
    """What is in a file or at an address; raises FeedProblem."""
    if "://" in source:
        # Its library takes longer to load than most commands run.
        from adapters.calendars.fetching import fetch  # noqa: PLC0415

        fetched = asyncio.run(fetch(source, allow_private=config.feeds.allow_private))
        return fetched.body or b""
    path = Path(source)
    if not path.is_file():
        refuse(f"{source} gibt es nicht, oder es ist keine Datei.")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _found(database: Database, now: datetime, region: str, topic: str) -> list[Listed]:
    upcoming = database.look(lambda store: store.events.upcoming(now))
    return [
        one
        for one in upcoming
        if (not region or is_near(one.event, Area(region)))
        and (not topic or topic in one.event.topics)
    ]


def _line(one: Listed, zone: ZoneInfo) -> str:
    event = one.event
    day = event.day.strftime("%d.%m.%Y")
    where = f" ({event.place})" if event.place else ""
    line = f"{one.id:<9} {day} {_hour(event, zone):<5}  {event.title}{where}"
    return f"{line} {STATUS[event.status]}".rstrip()


def _hour(event: Event, zone: ZoneInfo) -> str:
    if event.kind == "procedure":
        return "Frist"
    return "" if event.all_day else event.start.astimezone(zone).strftime("%H:%M")


def _row(one: Listed, coming: int) -> dict[str, Any]:
    return {"id": one.id, "version": one.version, "coming": coming, "event": one.event}
