"""Announcing a survey where many listen: in a room of Matrix, a group or channel of Telegram."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from dialogs.markup import words
from dialogs.messages import Message
from dialogs.texts import LANGUAGES
from storage.audit import CONSOLE
from storage.database import Database
from storage.standings import Standing
from storage.store import Store

from ..announcing import announced, announcement
from ..config import Config
from ..facts import operator_values
from ..platforms import PRESENCES, NoAccount
from ..reaching import routes
from ..rooms.news import announce_everywhere, rooms_of
from .common import Id, check_language, refuse, using

PLACES = f"[{'|'.join(sorted(PRESENCES))}]"


def _named(platform: str) -> str:
    if platform not in PRESENCES:
        raise typer.BadParameter(f"„{platform}“ ist keine von {PLACES}.")
    return platform


def announce(  # noqa: PLR0913, PLR0917 - all that may be said
    context: typer.Context,
    id: Id,
    platform: Annotated[
        str | None,
        typer.Option(
            parser=_named, metavar=PLACES, help="Wo der Raum, die Gruppe, der Kanal ist."
        ),
    ] = None,
    room: Annotated[str, typer.Option(help="Die Kennung; der Bot muss dort Mitglied sein.")] = "",
    registered: Annotated[
        bool, typer.Option("--registered", help="In allen angemeldeten, siehe „rooms list“.")
    ] = False,
    language: Annotated[str, typer.Option(help=", ".join(LANGUAGES))] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage.")] = False,
) -> None:
    """Kündigt eine laufende Umfrage in Räumen an, einmal; geantwortet wird nur privat."""
    config, opening, clock = using(context)
    spoken = language or config.language
    check_language(spoken)
    if not registered and (platform is None or not PRESENCES[platform].is_room(room)):
        example = PRESENCES[platform or min(PRESENCES)].room
        refuse(f"So heißt dort kein Raum. Zum Beispiel: {example}. Oder --registered.")
    with opening as database:
        standing = database.look(lambda store: store.surveys.standing(id))
        if standing.state != "open":
            refuse(f"Die Umfrage „{id}“ läuft nicht.")
        message = _message(database, standing, config, spoken)
        typer.echo(words(message.text))
        typer.echo("\n".join(f"{option.label}: {option.value}" for option in message.options))
        if registered:
            _everywhere(database, id, config, clock.now(), yes)
            return
        assert platform is not None
        if not yes:
            typer.confirm("So ankündigen?", abort=True)
        now, place = clock.now(), (platform, room)

        def work(store: Store) -> bool:
            done = announced(store, id, place, message, now)
            if done:
                store.audit.note(CONSOLE, "", "announce", id, now)
            return done

        if not database.do(work):
            refuse("Diese Umfrage ist dort schon angekündigt worden.")
    typer.echo("Der Bot sagt es dort, sobald er läuft.")


def _message(database: Database, standing: Standing, config: Config, language: str) -> Message:
    survey = database.look(lambda store: store.surveys.definition(standing.id, standing.version))
    try:
        ways = routes(config, standing.code)
    except NoAccount as error:
        refuse(str(error))
    if not ways:
        refuse("Noch ist keine Plattform eingerichtet, auf die der Link führen könnte.")
    operator = operator_values(config.operator)
    return announcement(survey, standing.code, ways, operator, language)


def _everywhere(database: Database, id: str, config: Config, now: datetime, yes: bool) -> None:
    """In all registered rooms that hear of this association's surveys, each in its language."""
    rooms = database.look(lambda store: rooms_of(store, id))
    for room in rooms:
        typer.echo(f"– {room.title or 'ohne Namen'} ({room.platform})")
    if not rooms:
        refuse("Keine angemeldete Gruppe, die das noch nicht weiß. Siehe „rooms list“.")
    if not yes:
        typer.confirm(f"In {len(rooms)} Gruppen und Kanälen ankündigen?", abort=True)

    def work(store: Store) -> int:
        done = announce_everywhere(store, id, rooms_of(store, id), config, now)
        store.audit.note(CONSOLE, "", "announce", id, now)
        return done

    typer.echo(f"Angekündigt: {database.do(work)}. In der Ruhezeit wartet der Bot damit.")
