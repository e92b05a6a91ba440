"""One row a ballot, only with a code that two people in the chat have agreed to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dialogs.understanding.codes import invite_in
from storage.audit import CONSOLE
from storage.store import Store

from ..config import Config
from ..days import written as day_written
from ..files import NotWritten, write_whole
from ..organising.releasing import leads
from ..reports.raw import TooFew, book_csv, raw, rows_csv
from ..reports.report import report
from ..results.result import result
from ..results.sources import source
from .common import Id, refuse, using

NO_CODE = (
    "Der Code gilt nicht (mehr). Zwei Menschen, die die Gruppe leiten, geben einen neuen frei:"
    " im Chat unter „Organisieren“, bei der Umfrage „Rohdaten“."
)


def export_raw(
    context: typer.Context,
    id: Id,
    code: Annotated[str, typer.Option(help="Im Chat von zwei Menschen freigegeben, gilt einmal.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Die Datei, etwa bus.csv.")],
    version: Annotated[
        int, typer.Option(min=0, help="Eine frühere Fassung; sonst die neueste.")
    ] = 0,
) -> None:
    """Schreibt eine Zeile je Teilnahme als CSV, daneben den Fragebogen. Steht im Protokoll."""
    config, opening, clock = using(context)
    now, book = clock.now(), output.with_name(f"{output.stem}-fragebogen.csv")
    for file in (output, book):
        if file.exists():
            refuse(f"{file} gibt es schon. Nichts geschrieben, der Code gilt weiter.")

    def work(store: Store) -> tuple[bytes, bytes] | str:
        made = _made(store, id, version, config)
        if isinstance(made, str):
            return made
        one = store.drafts.find(id)
        release = store.releases.use(id, invite_in(code), now)
        if release is None or one is None:
            return NO_CODE
        both = (release.asked_by, release.given_by)
        if not all(leads(store, who, one.association) for who in both):
            return NO_CODE
        store.audit.note(CONSOLE, one.association, "export", id, now)
        return made

    with opening as database:
        done = database.do(work)
    if isinstance(done, str):
        refuse(done)
    try:
        for file, content in zip((output, book), done, strict=True):
            write_whole(file, content)
            typer.echo(f"{file}: {len(content)} Byte")
    except NotWritten as error:
        refuse(f"{error} Der Code ist verbraucht.")


def _made(store: Store, id: str, version: int, config: Config) -> tuple[bytes, bytes] | str:
    """Both files, or why there are none."""
    standing = store.surveys.standing(id)
    if standing.state != "closed":
        return f"Die Umfrage „{id}“ ist noch nicht beendet."
    if store.surveys.secret(id) is not None:
        return (
            "Die Antworten lassen sich noch Menschen zuordnen. Das endet spätestens nach 30 Tagen."
        )
    if version and version not in store.surveys.versions(id):
        return f"Eine Fassung {version} ist nicht veröffentlicht."
    shown = source(store, id, config.operator, version)
    survey = shown.survey
    if shown.held:
        return "Das Ergebnis steht auf dem letzten Zwischenstand, darum gibt es keine Rohdaten."
    ballots = [json for number, json in store.ballots.all(id) if number == survey.version]
    try:
        made = raw(survey, ballots, shown.k, shown.parts)
    except TooFew:
        return f"Weniger als {shown.k} Teilnahmen: Davon gibt es keine Rohdaten."
    told = report(result(shown, "de", day_written(config.zone)), survey, "de")
    return rows_csv(made), book_csv(made, told)
