"""Announcing a survey where many listen: in a room of Matrix, a group or channel of Telegram."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dialogs.markup import words
from dialogs.texts import LANGUAGES
from storage.audit import CONSOLE
from storage.store import Store

from ..announcing import announced, announcement
from ..facts import operator_values
from ..platforms import EXAMPLES, ROOMS
from ..posters.links import NoAccount, routes
from .common import Id, check_language, refuse, using


class Place(StrEnum):
    MATRIX = "matrix"
    TELEGRAM = "telegram"


def announce(  # noqa: PLR0913, PLR0917 - all that may be said
    context: typer.Context,
    id: Id,
    platform: Annotated[Place, typer.Option(help="Wo der Raum, die Gruppe, der Kanal ist.")],
    room: Annotated[str, typer.Option(help="Die Kennung; der Bot muss dort Mitglied sein.")],
    language: Annotated[str, typer.Option(help=", ".join(LANGUAGES))] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage.")] = False,
) -> None:
    """Kündigt eine laufende Umfrage in einem Raum an, einmal; geantwortet wird nur privat."""
    if not ROOMS[platform].fullmatch(room):
        refuse(f"So heißt dort kein Raum. Zum Beispiel: {EXAMPLES[platform]}")
    config, opening, clock = using(context)
    spoken = language or config.language
    check_language(spoken)
    with opening as database:
        standing = database.look(lambda store: store.surveys.standing(id))
        if standing.state != "open":
            refuse(f"Die Umfrage „{id}“ läuft nicht.")
        survey = database.look(lambda store: store.surveys.definition(id, standing.version))
        try:
            ways = routes(config, standing.code)
        except NoAccount as error:
            refuse(f"Telegram: {error}")
        if not ways:
            refuse("Noch ist keine Plattform eingerichtet, auf die der Link führen könnte.")
        operator = operator_values(config.operator)
        message = announcement(survey, standing.code, ways, operator, spoken)
        typer.echo(words(message.text))
        typer.echo("\n".join(f"{option.label}: {option.value}" for option in message.options))
        if not yes:
            typer.confirm("So ankündigen?", abort=True)
        now = clock.now()

        def work(store: Store) -> bool:
            done = announced(store, id, (platform.value, room), message, now)
            if done:
                store.audit.note(CONSOLE, "", "announce", id, now)
            return done

        if not database.do(work):
            refuse("Diese Umfrage ist dort schon angekündigt worden.")
    typer.echo("Der Bot sagt es dort, sobald er läuft.")
