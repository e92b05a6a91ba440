"""Results on the command line, whole or broken down."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dialogs.markup import words
from dialogs.texts import LANGUAGES
from storage.database import Database

from ..config import Config
from ..days import written
from ..facts import source
from ..results.breakdown import Breakdown, Unfit, breakdown, divider
from ..results.counting import Counting
from ..results.dividing import breakdown_json, breakdown_text
from ..results.rendering import as_json as result_json
from ..results.rendering import as_text
from ..results.result import Result, result
from ..results.source import Source
from .common import Id, as_json, check_language, refuse, using


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def results(  # noqa: PLR0913, PLR0917 - all that may be asked for
    context: typer.Context,
    id: Id,
    format: Annotated[Format, typer.Option("--format", help="text oder json")] = Format.TEXT,
    language: Annotated[str, typer.Option(help=", ".join(LANGUAGES))] = "",
    version: Annotated[
        int, typer.Option(min=0, help="Eine frühere Fassung; sonst die neueste.")
    ] = 0,
    by: Annotated[
        str, typer.Option(help="Aufgeteilt: „region“ oder die Kennung einer Frage.")
    ] = "",
) -> None:
    """Zeigt die Ergebnisse, immer mit der Angabe, wie gefragt wurde."""
    config, opening, _ = using(context)
    spoken = language or config.language
    check_language(spoken)
    with opening as database:
        if database.look(lambda store: store.surveys.standing(id)).state == "draft":
            refuse(f"Die Umfrage „{id}“ ist noch nicht veröffentlicht, es gibt keine Ergebnisse.")
        versions = database.look(lambda store: store.surveys.versions(id))
        if version and version not in versions:
            refuse(f"Veröffentlicht sind die Fassungen {', '.join(map(str, sorted(versions)))}.")
        shown = database.look(lambda store: source(store, id, config.operator, version))
        if by:
            _show(_divided(database, config, shown, by, spoken), spoken, format)
            return
    made = result(shown, spoken, written(config.zone))
    _show(made, spoken, format)
    others = [str(other) for other in versions if other != made.version]
    if others and format is Format.TEXT:
        typer.echo(f"\nFrühere Fassungen getrennt: --version {', '.join(others)}")


def _show(made: Result | Breakdown, language: str, format: Format) -> None:
    match made, format:
        case Breakdown(), Format.JSON:
            as_json(breakdown_json(made))
        case Breakdown(), _:
            typer.echo(words(breakdown_text(made, language)))
        case Result(), Format.JSON:
            as_json(result_json(made))
        case Result(), _:
            typer.echo(words(as_text(made, language)))


def _divided(
    database: Database, config: Config, shown: Source, by: str, language: str
) -> Breakdown:
    try:
        question = divider(shown, by)
    except Unfit as unfit:
        refuse(str(unfit))
    crossed = database.look(lambda store: Counting().of(store, shown.survey, question))
    return breakdown(shown, by, crossed, language, written(config.zone))
