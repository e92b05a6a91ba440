"""Ideas on the command line: looking at them, and taking them along as tables."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from dialogs.ideas.flags import flags
from dialogs.ideas.states import STATES
from dialogs.ideas.topics import TOPICS
from dialogs.texts import chain, load
from storage.idea import Idea, NoIdea
from storage.idea_handling import Change
from storage.store import Store

from ..ideas.telling import PLACE
from .common import AsJson, as_json, refuse, using

app = typer.Typer(help="Ideen von Einwohnern ansehen und mitnehmen.", no_args_is_help=True)
LANGUAGES = chain("de")
NAMES, STANDS = load("idea_topics"), load("idea_states")
PUBLICATIONS = {
    "waiting": "wartet auf Prüfung",
    "published": "gezeigt",
    "rejected": "abgelehnt",
    "merged": "zusammengelegt",
}
FORMULA = "=+-@\t\r\n|%"
"""What makes a cell a formula for a spreadsheet if it comes first."""


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


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
            f" {STANDS[idea.state].raw(LANGUAGES):<14} {idea.behind:>4}  {words}"
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
        Format, typer.Option(help="csv für Tabellen, json für Programme.")
    ] = Format.CSV,
    topic: Topic = "",
    state: State = "",
    region: Region = "",
) -> None:
    """Schreibt die gezeigten Ideen; ungeprüfte sind nie dabei."""
    ideas = _found(context, topic, state, "published", region)
    content = as_csv(ideas) if format is Format.CSV else _as_json(ideas)
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    file.write_bytes(content)
    typer.echo(f"{len(ideas)} Ideen nach {file} geschrieben.")


def row(idea: Idea) -> dict[str, Any]:
    """What anybody may know of an idea: not whose it is."""
    return {
        "number": idea.number,
        "words": idea.words,
        "region": idea.region,
        "place": PLACE.words(idea.region, LANGUAGES) if idea.region else "",
        "topic": NAMES[idea.topic].raw(LANGUAGES),
        "state": STANDS[idea.state].raw(LANGUAGES),
        "whom": idea.whom,
        "behind": idea.behind,
        "publication": PUBLICATIONS[idea.publication],
        "made": _day(idea.made),
        "answered": _day(idea.answered),
        "due": idea.due.isoformat() if idea.due else "",
        "merged_into": idea.merged_into or "",
    }


def as_csv(ideas: Sequence[Idea]) -> bytes:
    """A table that no spreadsheet takes for formulas."""
    rows = [row(idea) for idea in ideas]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(rows[0] if rows else ["number"])
    writer.writerows([_harmless(value) for value in one.values()] for one in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: Any) -> Any:
    """A text that stays a text: with an apostrophe before what would be a formula."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip(" ")[:1] in FORMULA and value.strip(" ") else value


def _as_json(ideas: Sequence[Idea]) -> bytes:
    return (
        msgspec.json.format(msgspec.json.encode([row(idea) for idea in ideas]), indent=2) + b"\n"
    )


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
        "state": STANDS[change.state].raw(LANGUAGES) if change.kind == "state" else "",
        "whom": change.whom if change.kind == "state" else "",
        "words": change.words,
        "rule": change.rule,
    }


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
