"""Results on the command line, whole or broken down, on the screen or as a file."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from dialogs.texts import LANGUAGES
from storage.database import Database
from storage.store import Store

from ..config import Config
from ..days import written as day_written
from ..files import NotWritten, write_whole
from ..printing import Unprintable
from ..reports.report import Report, report
from ..reports.writing import PLAIN, Format, written
from ..results.breakdown import Breakdown, Unfit, breakdown, divider
from ..results.counting import Counting
from ..results.reader import Reader
from ..results.result import result
from ..results.rows import compared
from ..results.source import Source
from ..results.sources import source
from .common import Id, check_language, refuse, using

FORMATS = ", ".join(Format)


def results(  # noqa: PLR0913, PLR0917 - all that may be asked for
    context: typer.Context,
    id: Id,
    format: Annotated[Format, typer.Option("--format", help=FORMATS)] = Format.TEXT,
    language: Annotated[str, typer.Option(help=", ".join(LANGUAGES))] = "",
    version: Annotated[
        int, typer.Option(min=0, help="Eine frühere Fassung; sonst die neueste.")
    ] = 0,
    by: Annotated[
        str, typer.Option(help="Aufgeteilt: „region“ oder die Kennung einer Frage.")
    ] = "",
    rounds: Annotated[
        bool, typer.Option("--rounds", help="Alle Runden einer wiederholten Umfrage im Vergleich.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Die Datei; sonst die Ausgabe.")
    ] = None,
) -> None:
    """Zeigt die Ergebnisse, immer mit der Angabe, wie gefragt wurde."""
    config, opening, _ = using(context)
    spoken = language or config.language
    check_language(spoken)
    if format not in PLAIN and output is None and sys.stdout.isatty():
        refuse(f"Das gehört in eine Datei: -o {id}.{format}")
    if rounds and (by or version):
        refuse("Verglichen werden ganze Runden: --rounds geht nicht mit --by oder --version.")
    with opening as database:
        versions = _versions(database, id, version)
        if rounds:
            made = _compared(database, config, id, spoken)
        else:
            made = _single(database, config, _Wanted(id, version, by, spoken))
    _give(made, format, output)
    others = [str(other) for other in versions if other != made.made.version]
    if others and not by and not rounds and format is Format.TEXT:
        typer.echo(f"\nFrühere Fassungen getrennt: --version {', '.join(others)}")


class _Wanted(Struct, frozen=True):
    id: str
    version: int
    by: str
    language: str


def _versions(database: Database, id: str, version: int) -> list[int]:
    """Those that are published, `version` among them."""
    if database.look(lambda store: store.surveys.standing(id)).state == "draft":
        refuse(f"Die Umfrage „{id}“ ist noch nicht veröffentlicht, es gibt keine Ergebnisse.")
    versions = list(database.look(lambda store: store.surveys.versions(id)))
    if version and version not in versions:
        refuse(f"Veröffentlicht sind die Fassungen {', '.join(map(str, sorted(versions)))}.")
    return versions


def _single(database: Database, config: Config, wanted: _Wanted) -> Report:
    """The result of one survey, whole or broken down."""
    shown = database.look(lambda s: source(s, wanted.id, config.operator, wanted.version))
    made = (
        _divided(database, config, shown, wanted.by, wanted.language)
        if wanted.by
        else result(shown, wanted.language, day_written(config.zone))
    )
    return report(made, shown.survey, wanted.language)


def _give(made: Report, format: Format, output: Path | None) -> None:
    """On the screen, or whole as a file with its hash."""
    try:
        raw = written(made, format)
        if output is None:
            sys.stdout.buffer.write(raw)
            sys.stdout.flush()
            return
        write_whole(output, raw)
    except Unprintable as error:
        refuse(f"Das ließ sich nicht setzen: {error}. Nichts geschrieben.")
    except NotWritten as error:
        refuse(str(error))
    typer.echo(f"{output}: {len(raw)} Byte, SHA-256 {hashlib.sha256(raw).hexdigest()}")
    typer.echo(f"Angaben darin: SHA-256 {made.sha256}")


def _compared(database: Database, config: Config, id: str, language: str) -> Report:
    """Its rounds side by side, each as it is shown by itself."""

    def work(store: Store) -> Report | None:
        made = compared(Reader(store, config, language, lambda _: True), id)
        if made is None:
            return None
        return report(made, store.surveys.definition(made.id, made.version), language)

    if (found := database.look(work)) is None:
        refuse("Es gibt keine zwei Runden mit Zahlen und demselben Wortlaut zu vergleichen.")
    return found


def _divided(
    database: Database, config: Config, shown: Source, by: str, language: str
) -> Breakdown:
    try:
        question = divider(shown, by)
    except Unfit as unfit:
        refuse(str(unfit))
    crossed = database.look(lambda store: Counting().of(store, shown.survey, question))
    return breakdown(shown, by, crossed, language, day_written(config.zone))
