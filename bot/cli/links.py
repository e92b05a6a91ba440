"""How people get to a survey: links, and a code that can be typed anywhere."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from ..platforms import NoAccount, Platform
from .common import Id, refuse, using

POSTER = re.compile(r"[a-z0-9]{0,16}")


def link(
    context: typer.Context,
    id: Id,
    poster: Annotated[
        str, typer.Option(help="Code eines Aushangs (siehe „survey posters“) oder ein Name.")
    ] = "",
) -> None:
    """Zeigt den Link zu einer Umfrage und den Code, den man überall eintippen kann."""
    if not POSTER.fullmatch(poster.lower()):
        refuse("Ein Aushang heißt mit höchstens 16 Zeichen aus a–z und 0–9.")
    config, opening, _ = using(context)
    with opening as database:
        standing = database.look(lambda store: store.surveys.standing(id))
    if not standing.code:
        refuse(f"Die Umfrage „{id}“ hat erst einen Link, wenn sie veröffentlicht ist.")
    typer.echo(f"Code: {standing.code}")
    payload = f"survey_{id}_{poster}" if poster else f"survey_{id}"
    for platform in config.platforms.values():
        if platform.presence is not None and (way := way_to(platform, payload)):
            hint = "" if platform.presence.begins else " (dort den Code schreiben)"
            typer.echo(f"{platform.presence.title}: {way}{hint}")


def way_to(platform: Platform, payload: str) -> str:
    """The link that begins with a payload, or why there is none."""
    try:
        bot = platform.name()
    except NoAccount as error:
        return error.why
    if not bot or platform.presence is None:
        return platform.unset
    return platform.presence.link(bot, payload)
