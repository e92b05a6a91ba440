"""Telegram on the command line: the bot's profile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated

import typer

from dialogs.texts import load

from ..config import Config
from .common import refuse

LONGEST_NAME = 64
COMMANDS = ("menu", "surveys", "results", "language", "privacy", "help", "stop")

app = typer.Typer(help="Telegram: das Profil des Bots.", no_args_is_help=True)


@app.callback()
def telegram() -> None:
    """Telegram: das Profil des Bots."""


@app.command()
def setup(
    context: typer.Context,
    name: Annotated[
        str, typer.Option(help="Ein eigener Name, zum Beispiel „Mitreden in Zeitz“.")
    ] = "",
) -> None:
    """Setzt Namen, Beschreibungen, Befehle und Menüknopf, und zeigt, was sich geändert hat."""
    if len(name.strip()) > LONGEST_NAME:
        refuse(f"Telegram zeigt Namen mit höchstens {LONGEST_NAME} Zeichen.")
    # Telegram's library takes half a second and 20 MB; no other command should wait for it.
    from adapters.telegram.profile import TelegramError, cause  # noqa: PLC0415

    config: Config = context.obj.load()
    if not config.telegram.token.get_secret_value():
        refuse(
            "Es ist kein Token eingetragen. @BotFather gibt eines aus; setzen Sie"
            " REVIERSTIMME_TELEGRAM__TOKEN oder telegram.token."
        )
    try:
        changed = asyncio.run(_set_up(config, name.strip()))
    except TelegramError as error:
        refuse(f"Telegram: {cause(error)}")
    if not changed:
        typer.echo("Das Profil stimmt schon.")


async def _set_up(config: Config, name: str) -> int:
    from adapters.telegram.profile import Profile, set_up  # noqa: PLC0415

    texts = {text: spoken(text) for text in ("name", "description", "short_description")}
    if name:
        texts["name"] = dict.fromkeys(texts["name"], name)
    profile = Profile(**texts, commands={name: spoken(name) for name in COMMANDS})
    token, changed = config.telegram.token.get_secret_value(), 0
    async for what in set_up(token, config.telegram.api_base_url, profile):
        typer.echo(f"geändert: {what}")
        changed += 1
    return changed


def spoken(name: str) -> Mapping[str, str]:
    """A text of the profile by language."""
    return load("profile")[name].by_language
