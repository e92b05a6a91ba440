"""Organisers on the command line: the first invitation, who there is, taking somebody out."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import segno
import typer

from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import chain, load
from dialogs.understanding.codes import fresh
from storage.audit import CONSOLE
from storage.organisers import Invite, LastAdmin
from storage.store import Store

from ..config import UNSET
from ..organising.commands import HOURS
from ..platforms import PRESENCES
from .common import AsJson, as_json, refuse, using
from .links import way_to

app = typer.Typer(help="Wer organisieren darf: einladen, zeigen, entfernen.", no_args_is_help=True)
ROLES = load("roles")


class RoleName(StrEnum):
    HELPER = "helper"
    ORGANISER = "organiser"
    ADMIN = "association-admin"
    ALLIANCE = "alliance-admin"


GIVEN = dict(zip(RoleName, Role, strict=True))


@app.command()
def invite(
    context: typer.Context,
    role: Annotated[RoleName, typer.Option(help="Was der Mensch darf.")] = RoleName.ALLIANCE,
    association: Annotated[
        str, typer.Option(help="Kennung der Gruppe; ohne Angabe das Bündnis selbst.")
    ] = EVERYBODY,
    name: Annotated[str, typer.Option(help="Name in der Liste, höchstens 60 Zeichen.")] = "",
    hours: Annotated[int, typer.Option(min=1, max=720, help="So lange gilt der Code.")] = HOURS,
) -> None:
    """Macht einen Code, mit dem jemand im Chat einmal diese Rechte bekommt."""
    if role is RoleName.ALLIANCE and association != EVERYBODY:
        refuse("alliance-admin gibt es nur im Bündnis selbst (ohne --association).")
    if len(name) > 60:
        refuse("--name: höchstens 60 Zeichen.")
    config, opening, clock = using(context)
    if config.operator.name == UNSET:
        refuse("Tragen Sie zuerst operator.name ein: So heißt das Bündnis in der Einladung.")
    code, now = fresh(secrets.choice), clock.now()
    made = Invite(association, GIVEN[role], name or ROLES[GIVEN[role]].raw(chain("de")), CONSOLE)

    def work(store: Store) -> bool:
        if store.associations.one(association) is None:
            if association != EVERYBODY:
                return False
            store.associations.add(EVERYBODY, config.operator.name, now)
        store.organisers.invite(code, made, now + timedelta(hours=hours))
        store.audit.note(CONSOLE, association, "invite", GIVEN[role], now)
        return True

    with opening as database:
        if not database.do(work):
            refuse(
                f"Eine Gruppe „{association}“ gibt es nicht. „revierstimme organiser list“"
                " zeigt alle."
            )
    typer.echo(f"Code (gilt einmal, {hours} Stunden lang): {code[:5]}-{code[5:]}")
    places = " oder ".join(f"auf {presence.title}" for presence in PRESENCES.values())
    typer.echo(f"Schreiben Sie dem Bot diesen Code, {places}.")
    for platform in config.platforms.values():
        if not platform.is_set or platform.presence is None or not platform.presence.begins:
            continue
        link = way_to(platform, f"organise_{code}")
        typer.echo(f"Oder auf {platform.presence.title}: {link}")
        if link.startswith("https://"):
            segno.make(link, error="m").terminal(compact=True)


@app.command("list")
def list_(context: typer.Context, machine: AsJson = False) -> None:
    """Zeigt alle Gruppen und wer darin was darf; nie, wo jemand zu erreichen ist."""
    _, opening, _ = using(context)
    with opening as database:
        groups = database.look(lambda store: store.associations.all())
        people = database.look(lambda store: store.organisers.all())
    if machine:
        rows = [
            {"id": p.id, "association": p.association, "role": p.role, "name": p.name}
            for p in people
        ]
        as_json({"associations": groups, "organisers": rows})
        return
    if not groups:
        typer.echo("Noch niemand. „revierstimme organiser invite“ lädt den ersten Menschen ein.")
    for group in groups:
        typer.echo(f"{group.name} ({group.id})")
        for one in (p for p in people if p.association == group.id):
            typer.echo(f"  {one.id}  {one.name}: {ROLES[one.role].raw(chain('de'))}")


@app.command()
def remove(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="Die Kennung, siehe „organiser list“.")],
) -> None:
    """Nimmt jemandem sofort alle Rechte in einer Gruppe, auch die verschickten Einladungen."""
    _, opening, clock = using(context)
    now = clock.now()

    def work(store: Store) -> str:
        one = store.organisers.one(id)
        if one is None:
            return ""
        store.organisers.remove(id)
        store.audit.note(CONSOLE, one.association, "remove", id, now)
        store.surveys.changed()
        return one.name

    with opening as database:
        try:
            name = database.do(work)
        except LastAdmin:
            refuse("Nur dieser Mensch leitet die Gruppe noch. Laden Sie erst jemanden ein.")
    if not name:
        refuse(f"„{id}“ gibt es nicht. „revierstimme organiser list“ zeigt alle.")
    typer.echo(f"{name} hat ab sofort keine Rechte mehr.")
