"""Posters on the command line: printed, listed, and how many came by each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dialogs.surveys.regions import NONE
from dialogs.texts import LANGUAGES
from storage.posters import LONGEST, MOST, TooManyPosters

from ..files import NotWritten, write_whole
from ..platforms import NoAccount
from ..posters.counts import listing
from ..posters.links import payload
from ..posters.poster import Size, poster_pdf, sheet
from ..printing import Unprintable
from ..reaching import routes
from .common import AsJson, Id, as_json, check_language, refuse, using

WHY = {
    "": "",
    "open": "Wie viele über welchen Aushang kamen, steht hier nach dem Ende der Umfrage.",
    "held": "Das Ergebnis steht auf dem letzten Zwischenstand; "
    "es wird nicht nach Aushängen aufgeteilt.",
    "few": "Bei so wenigen (unter {k} je Aushang) lässt sich nicht sagen, "
    "wie viele worüber kamen.",
}
"""Why there are no counts."""


def poster(  # noqa: PLR0913, PLR0917 - all that may be asked for
    context: typer.Context,
    id: Id,
    output: Annotated[Path, typer.Option("--output", "-o", help="Die neue PDF-Datei.")],
    size: Annotated[Size, typer.Option(help="a4 (Aushang) oder a6 (Karte)")] = Size.A4,
    place: Annotated[
        str, typer.Option(help="Wo er hängt, zum Beispiel „Rathaus“; steht klein darauf.")
    ] = "",
    language: Annotated[str, typer.Option(help=", ".join(LANGUAGES))] = "",
) -> None:
    """Schreibt einen Aushang mit QR-Codes und Code. Derselbe Ort behält seinen Code."""
    config, opening, _ = using(context)
    spoken = language or config.language
    check_language(spoken)
    place = " ".join(place.split())
    if len(place) > LONGEST:
        refuse(f"Der Ort hat höchstens {LONGEST} Zeichen.")
    with opening as database:
        standing = database.look(lambda store: store.surveys.standing(id))
        if standing.state != "open":
            refuse(f"Die Umfrage „{id}“ läuft nicht, ein Aushang würde ins Leere führen.")
        survey = database.look(lambda store: store.surveys.definition(id, standing.version))
        try:
            made = database.do(lambda store: store.posters.at(id, place))
        except TooManyPosters:
            refuse(f"Eine Umfrage hat höchstens {MOST} Aushänge.")
    try:
        ways = routes(config, payload(standing.code, made.code))
    except NoAccount as error:
        refuse(str(error))
    if not ways:
        refuse("Noch ist keine Plattform eingerichtet, auf die ein Aushang führen könnte.")
    try:
        printed = sheet(survey, config.operator.name, ways, made.code, place, size, spoken)
        write_whole(output, poster_pdf(printed))
    except Unprintable as error:
        refuse(f"Der Aushang ließ sich nicht setzen: {error}. Nichts geschrieben.")
    except NotWritten as error:
        refuse(str(error))
    typer.echo(f"{output}: Aushang {made.number}, Code {made.code}")


def posters(context: typer.Context, id: Id, machine: AsJson = False) -> None:
    """Zeigt die Aushänge einer Umfrage, nach ihrem Ende auch, wie viele darüber kamen."""
    _, opening, _ = using(context)
    with opening as database:
        found = database.look(lambda store: listing(store, id))
    if machine:
        as_json({**msgspec.to_builtins(found), "why": WHY[found.why].format(k=found.k)})
        return
    names = {one.code: one.place or "ohne Ort" for one in found.posters} | {NONE: "ohne Aushang"}
    for one in found.posters:
        typer.echo(f"{one.number:>3}. {one.code}  {one.place or 'ohne Ort'}")
    for came in found.counts:
        together = " zusammen" if len(came.posters) > 1 else ""
        typer.echo(f"{came.n:>6} über {', '.join(names[c] for c in came.posters)}{together}")
    if found.why:
        typer.echo(WHY[found.why].format(k=found.k))
