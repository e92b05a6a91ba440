"""Surveys on the command line: check, import, publish, close, look."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from adapters.xlsform import LARGEST as LARGEST_WORKBOOK
from adapters.xlsform import is_workbook
from dialogs.answers import Note
from dialogs.surveys.reading import CONFIRM_FROM, LARGEST, Problem, Unreadable, problems, read
from dialogs.surveys.survey import Survey, longest_way
from dialogs.texts import chain, in_language
from dialogs.wording.surveys import looked_at, missing_twins
from storage.standings import Standing
from storage.store import Store

from .announcing import announce
from .common import AsJson, Id, as_json, refuse, using
from .links import link
from .posters import poster, posters
from .raw import export_raw
from .results import results
from .wording import told

app = typer.Typer(help="Umfragen prüfen, veröffentlichen und auswerten.", no_args_is_help=True)
app.command()(link)
app.command()(announce)
app.command()(results)
app.command()(poster)
app.command()(posters)
app.command("export-raw")(export_raw)
File = Annotated[
    Path, typer.Argument(help="Die Umfrage als JSON-Datei oder als XLSForm-Tabelle (.xlsx, .xls).")
]
STATES = {"draft": "Entwurf", "open": "läuft", "closed": "beendet"}


class FileFormat(StrEnum):
    JSON = "json"
    XLSX = "xlsx"


def _read(file: Path) -> tuple[Survey, list[Problem]]:
    """The survey, and what to know of it; raises Unreadable."""
    try:
        if not file.is_file():
            refuse(f"{file} gibt es nicht, oder es ist keine Datei.")
        with file.open("rb") as opened_file:
            raw = opened_file.read(LARGEST_WORKBOOK + 1)
    except OSError as error:
        refuse(f"{file} ist nicht lesbar: {error.strerror}")
    if is_workbook(raw):
        # It loads pyxform and openpyxl, and no other command is to wait for that.
        from adapters.xlsform import reading  # noqa: PLC0415

        made = reading.read(raw, file.stem)
        return made.survey, list(made.notices)
    if file.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".ods", ".csv"):
        known = "Diese Tabelle kann ich nicht lesen. Bitte als .xlsx speichern."
        raise Unreadable([Problem("", known)])
    survey = read(raw[: LARGEST + 1])
    return survey, list(problems(survey))


@app.command()
def check(file: File, machine: AsJson = False) -> None:
    """Prüft eine Umfrage: nennt alle Fehler mit ihrer Stelle und zweifelhaften Wortlaut."""
    survey: Survey | None = None
    found: list[Problem]
    try:
        survey, found = _read(file)
    except Unreadable as unreadable:
        found = unreadable.problems
    wrong = [problem for problem in found if not problem.warning]
    if machine:
        looked = looked_at(survey) if survey else []
        twins = list(missing_twins(survey)) if survey else []
        as_json({"ok": not wrong, "problems": found, "wording": looked, "twins": twins})
    else:
        for problem in found:
            typer.echo(f"{'Hinweis' if problem.warning else 'Fehler'}: {problem}")
        if wrong or survey is None:
            typer.echo(f"{len(wrong)} Fehler in {file}. So lässt sie sich nicht veröffentlichen.")
        else:
            for line in told(survey):
                typer.echo(line)
            typer.echo(f"In Ordnung: {survey.id}, höchstens {longest_way(survey)} Fragen.")
    if wrong:
        raise typer.Exit(1)


@app.command("import")
def import_(context: typer.Context, file: File) -> None:
    """Übernimmt eine Umfrage als Entwurf; gibt es sie schon, als neue Fassung."""
    try:
        survey, found = _read(file)
    except Unreadable as unreadable:
        listed = "\n".join(f"Fehler: {problem}" for problem in unreadable.problems)
        refuse(f"{listed}\nNichts übernommen.")
    if from_workbook := [problem for problem in found if problem.place.startswith("Blatt")]:
        typer.echo("\n".join(f"Hinweis: {problem}" for problem in from_workbook), err=True)
    _, opening, _ = using(context)
    with opening as database:
        kept = database.do(lambda store: store.surveys.add(survey))
        standing = database.do(lambda store: store.surveys.standing(kept.id))
    if standing.version == kept.version:
        typer.echo(f"{kept.id}: genau so schon veröffentlicht (Fassung {kept.version}).")
    else:
        typer.echo(f"{kept.id}: Fassung {kept.version} als Entwurf übernommen.")
        typer.echo(f"Weiter: revierstimme survey publish {kept.id}")


@app.command()
def publish(
    context: typer.Context,
    id: Id,
    many: Annotated[
        bool, typer.Option("--many", help=f"Auch mit {CONFIRM_FROM} oder mehr Fragen.")
    ] = False,
) -> None:
    """Veröffentlicht eine Umfrage oder ihre neue Fassung. Danach bleibt der Wortlaut fest."""
    config, opening, clock = using(context)
    with opening as database:
        standing = database.do(lambda store: store.surveys.standing(id))
        draft = database.do(lambda store: store.surveys.draft(id, standing.newest))
        length = longest_way(draft)
        if length >= CONFIRM_FROM and not many:
            refuse(f"{length} Fragen sind zu viele für einen Chat. Wenn es sein muss: --many")
        for problem in problems(draft):
            typer.echo(f"{'Hinweis' if problem.warning else 'Fehler'}: {problem}", err=True)
        done = database.do(lambda store: store.surveys.publish(id, clock.now(), config.results.k))
    typer.echo(f"{id}: {'veröffentlicht' if done else 'läuft schon'}.")


@app.command()
def close(context: typer.Context, id: Id) -> None:
    """Beendet eine Umfrage endgültig. Die Ergebnisse sind dann genau."""
    _, opening, clock = using(context)
    with opening as database:
        done = database.do(lambda store: store.surveys.close(id, clock.now()))
    typer.echo(f"{id}: {'beendet' if done else 'war schon beendet'}.")


@app.command("list")
def list_(context: typer.Context, machine: AsJson = False) -> None:
    """Zeigt alle Umfragen mit ihrem Stand."""
    config, opening, _ = using(context)
    with opening as database:
        rows = database.look(
            lambda store: [_row(store, s, config.language) for s in store.surveys.standings()]
        )
    if machine:
        as_json(rows)
        return
    if not rows:
        typer.echo("Noch keine Umfragen. „revierstimme survey import DATEI“ übernimmt eine.")
    for row in rows:
        state = STATES[str(row["state"])]
        typer.echo(
            f"{row['id']:<24} {state:<8} Fassung {row['version']:<3}"
            f" {row['ballots']:>6} Stimmen  {row['title']}"
        )


@app.command()
def show(context: typer.Context, id: Id, machine: AsJson = False) -> None:
    """Zeigt eine Umfrage, wie sie gefragt wird."""
    config, opening, _ = using(context)
    with opening as database:
        standing = database.look(lambda store: store.surveys.standing(id))
        survey = database.look(lambda store: store.surveys.draft(id, standing.newest))
    if machine:
        as_json(survey)
        return
    languages = chain(config.language)
    typer.echo(f"{in_language(survey.title or {'de': id}, languages)} ({STATES[standing.state]})")
    typer.echo(in_language(survey.opening, languages))
    number = 0
    for question in survey.questions:
        when = " (nur je nach früherer Antwort)" if question.when else ""
        if isinstance(question.answer, Note):
            typer.echo(f"\nHinweis: {in_language(question.text, languages)}{when}")
            continue
        number += 1
        optional = " (freiwillig)" if question.optional else ""
        typer.echo(f"\n{number}. {in_language(question.text, languages)}{optional}{when}")
        for option in question.answer.options(languages, ()):
            typer.echo(f"   - {option.label}")


@app.command()
def export(
    context: typer.Context,
    id: Id,
    format: Annotated[FileFormat, typer.Option("--format", help="json oder xlsx")] = (
        FileFormat.JSON
    ),
    output: Annotated[
        Path | None, typer.Option("--output", help="Die neue Datei; sonst die Ausgabe.")
    ] = None,
) -> None:
    """Schreibt eine Umfrage als Datei, die „survey import“ wieder liest."""
    _, opening, _ = using(context)
    with opening as database:
        standing = database.look(lambda store: store.surveys.standing(id))
        survey = database.look(lambda store: store.surveys.draft(id, standing.newest))
    if format is FileFormat.XLSX and output is None and sys.stdout.isatty():
        refuse(f"Eine Tabelle gehört in eine Datei: --output {id}.xlsx")
    raw = _workbook(survey) if format is FileFormat.XLSX else _json(survey)
    if output is None:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
        return
    try:
        with output.open("xb") as file:
            file.write(raw)
    except FileExistsError:
        refuse(f"{output} gibt es schon. Nichts geschrieben.")
    except OSError as error:
        refuse(f"{output} lässt sich nicht schreiben: {error.strerror}")
    typer.echo(f"{output}: {id}, Fassung {survey.version}.")


def _json(survey: Survey) -> bytes:
    return msgspec.json.format(msgspec.json.encode(survey), indent=2) + b"\n"


def _workbook(survey: Survey) -> bytes:
    """The workbook, having been read back: what it could not hold is told."""
    from adapters.xlsform import reading, writing  # noqa: PLC0415

    raw = writing.write(survey)
    try:
        read_back = reading.read(raw).survey
    except Unreadable as unreadable:
        refuse(f"Als Tabelle geht das nicht, nur als JSON:\n{unreadable}")
    if read_back != survey:
        text = "Hinweis: Bedingungen sind vereinfacht, oder Texte haben Zeichen, die nicht in"
        typer.echo(f"{text} Zellen passen. Gefragt wird dasselbe.", err=True)
    return raw


def _row(store: Store, standing: Standing, language: str) -> dict[str, Any]:
    version = standing.version or standing.newest
    survey = store.surveys.draft(standing.id, version)
    return {
        "id": standing.id,
        "title": in_language(survey.heading, chain(language)),
        "state": standing.state,
        "version": version,
        "draft_version": standing.newest if standing.newest > standing.version else None,
        "ballots": standing.ballots,
        "published": standing.published,
        "closed": standing.closed,
    }
