"""How people get to a survey: a link for Telegram, and a code that can be typed anywhere."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from ..config import Config
from ..posters.links import NoAccount, matrix_user, on_telegram, telegram_name
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
    typer.echo(f"Telegram: {telegram_link(config, payload)}")
    if user := matrix_user(config):
        typer.echo(f"Matrix: https://matrix.to/#/{user} (dort den Code schreiben)")


def telegram_link(config: Config, payload: str) -> str:
    """The link that begins with a payload, or why there is none."""
    token = config.telegram.token.get_secret_value()
    if not token:
        return "noch kein Token eingetragen"

    try:
        name = telegram_name(config)
    except NoAccount as error:
        return str(error)
    return on_telegram(name, payload) if name else "noch kein Token eingetragen"
