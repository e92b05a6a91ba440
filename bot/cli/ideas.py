"""Ideas on the command line: looking at them, and taking them along as tables."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.media import Picture
from dialogs.ideas.flags import flags
from dialogs.ideas.states import STATES
from dialogs.ideas.topics import TOPICS
from dialogs.texts import LANGUAGES, chain, load
from storage.idea import Idea, NoIdea
from storage.idea_handling import Change
from storage.store import Store

from ..config import Config
from ..ideas.photos import NONE, Photos, drawn, stored_photo
from ..ideas.sheet import Sheet, Telling, sheet
from ..ideas.sheet_cells import as_csv
from ..ideas.sheet_cells import as_json as sheets_json
from ..ideas.sheet_layout import MOST, sheets_pdf
from ..ideas.telling import PLACE
from ..printing import Unprintable
from .common import AsJson, as_json, check_language, refuse, using

app = typer.Typer(help="Ideen von Einwohnern ansehen und mitnehmen.", no_args_is_help=True)
GERMAN = chain("de")
NAMES, STANDS = load("idea_topics"), load("idea_states")
PUBLICATIONS = {
    "waiting": "wartet auf Prüfung",
    "published": "gezeigt",
    "rejected": "abgelehnt",
    "merged": "zusammengelegt",
}


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"
    PDF = "pdf"


Topic = Annotated[str, typer.Option(help=f"Nur dieses Thema: {', '.join(TOPICS)}.")]
State = Annotated[str, typer.Option(help=f"Nur dieser Stand: {', '.join(STATES)}.")]
Shown = Annotated[str, typer.Option("--publication", help=f"Nur: {', '.join(PUBLICATIONS)}.")]
Region = Annotated[
    str, typer.Option(help="Nur diese Gemeinde oder dieser Kreis (amtlicher Schlüssel).")
]


@app.command("list")
def list_(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    topic: Topic = "",
    state: State = "",
    publication: Shown = "",
    region: Region = "",
    machine: AsJson = False,
) -> None:
    """Zeigt die Ideen, die neuesten zuletzt."""
    found = _found(context, topic, state, publication, region)
    if machine:
        as_json([row(idea) for idea in found])
        return
    if not found:
        typer.echo("Keine Ideen.")
    for idea in found:
        words = " ".join(idea.words.split())[:60]
        typer.echo(
            f"#{idea.number:<5} {PUBLICATIONS[idea.publication]:<19}"
            f" {STANDS[idea.state].raw(GERMAN):<14} {idea.behind:>4}  {words}"
        )


@app.command()
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Die Nummer der Idee, ohne #.")],
    machine: AsJson = False,
) -> None:
    """Zeigt eine Idee mit allem, was daraus wurde."""
    _, opening, _ = using(context)

    def look(store: Store) -> tuple[Idea, list[Change]]:
        return store.ideas.get(number), store.handling.history(number)

    with opening as database:
        try:
            idea, history = database.look(look)
        except NoIdea:
            refuse(f"Eine Idee mit der Nummer {number} gibt es nicht (mehr).")
    told = row(idea)
    steps = [_step(change) for change in history]
    if machine:
        as_json({**told, "history": steps})
        return
    for name, value in told.items():
        typer.echo(f"{name:<12} {value}")
    if found := flags(idea.words):
        typer.echo(f"{'auffällig':<12} {', '.join(found)}")
    for step in steps:
        typer.echo("  ".join(str(value) for value in step.values() if value))


@app.command()
def export(  # noqa: PLR0913, PLR0917 - each is an option
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Wohin; sonst auf den Bildschirm.")] = None,
    format: Annotated[
        Format, typer.Option(help="csv für Tabellen, json für Programme, pdf zum Weitergeben.")
    ] = Format.CSV,
    language: Annotated[str, typer.Option(help=", ".join(LANGUAGES))] = "",
    topic: Topic = "",
    state: State = "",
    region: Region = "",
) -> None:
    """Schreibt die gezeigten Ideen; ungeprüfte sind nie dabei."""
    config, _, _ = using(context)
    spoken = language or config.language
    check_language(spoken)
    if format is Format.PDF and file is None and sys.stdout.isatty():
        refuse("Das gehört in eine Datei: revierstimme ideas export DATEI --format pdf")
    numbers = [idea.number for idea in _found(context, topic, state, "published", region)]
    if format is Format.PDF and not 0 < len(numbers) <= MOST:
        refuse(
            f"{len(numbers)} Ideen: In ein PDF passen 1 bis {MOST}. Wählen Sie aus (--topic …)."
        )
    sheets = _sheets(context, config, numbers, spoken)
    photos = _photos(context, sheets) if format is Format.PDF else NONE
    content = _content(format, sheets, spoken, photos)
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    file.write_bytes(content)
    typer.echo(f"{len(numbers)} Ideen nach {file} geschrieben.")


def _sheets(
    context: typer.Context, config: Config, numbers: Sequence[int], language: str
) -> list[Sheet]:
    telling = Telling.of(config, language)
    _, opening, _ = using(context)
    with opening as database:
        return database.look(lambda store: [sheet(store, one, telling) for one in numbers])


def _photos(context: typer.Context, sheets: Sequence[Sheet]) -> Photos:
    """One after the other: as they are stored they are larger than on paper."""
    found: dict[str, Picture] = {}
    _, opening, _ = using(context)
    with opening as database:
        for one in sheets:
            content = database.look(lambda store, one=one: stored_photo(store, one))  # type: ignore[misc]
            found |= drawn(one, content, len(sheets))
    return found


def _content(format: Format, sheets: Sequence[Sheet], language: str, photos: Photos) -> bytes:
    match format:
        case Format.CSV:
            return as_csv(sheets)
        case Format.JSON:
            return sheets_json(sheets)
        case Format.PDF:
            try:
                return sheets_pdf(sheets, language, photos)
            except Unprintable as error:
                refuse(f"Das ließ sich nicht setzen: {error}. Nichts geschrieben.")


def row(idea: Idea) -> dict[str, Any]:
    """What anybody may know of an idea: not whose it is."""
    return {
        "number": idea.number,
        "words": idea.words,
        "region": idea.region,
        "place": PLACE.words(idea.region, GERMAN) if idea.region else "",
        "topic": NAMES[idea.topic].raw(GERMAN),
        "state": STANDS[idea.state].raw(GERMAN),
        "whom": idea.whom,
        "behind": idea.behind,
        "publication": PUBLICATIONS[idea.publication],
        "made": _day(idea.made),
        "answered": _day(idea.answered),
        "due": idea.due.isoformat() if idea.due else "",
        "merged_into": idea.merged_into or "",
    }


def _found(
    context: typer.Context, topic: str, state: str, publication: str, region: str
) -> list[Idea]:
    for name, value, known in (
        ("--topic", topic, TOPICS),
        ("--state", state, STATES),
        ("--publication", publication, PUBLICATIONS),
    ):
        if value and value not in known:
            raise typer.BadParameter(f"eines von {', '.join(known)}", param_hint=name)
    _, opening, _ = using(context)
    with opening as database:
        ideas = database.look(lambda store: store.ideas.all())
    return [
        idea
        for idea in ideas
        if topic in ("", idea.topic)
        and state in ("", idea.state)
        and publication in ("", idea.publication)
        and idea.region.startswith(region)
    ]


def _step(change: Change) -> dict[str, str]:
    return {
        "day": _day(change.at),
        "kind": change.kind,
        "state": STANDS[change.state].raw(GERMAN) if change.kind == "state" else "",
        "whom": change.whom if change.kind == "state" else "",
        "words": change.words,
        "rule": change.rule,
    }


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
