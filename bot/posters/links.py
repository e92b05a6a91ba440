"""Where a poster leads to on each platform."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from msgspec import Struct

from ..config import Config

LONGEST = 64
"""Characters that Telegram takes after `start=`."""


class NoAccount(Exception):
    """A platform does not say who the bot is there; the message (German) says why."""


class Route(Struct, frozen=True):
    """How to get to the bot: by an address, or by writing to `account`."""

    platform: str
    account: str
    url: str


def payload(survey_code: str, poster_code: str = "") -> str:
    """What follows `start=`: short, so that the QR code is coarse."""
    return f"{survey_code}_{poster_code}" if poster_code else survey_code


def routes(config: Config, survey_code: str, poster_code: str = "") -> tuple[Route, ...]:
    """One for each platform that is set up; asks Telegram for the bot's name; raises NoAccount."""
    found = []
    if name := telegram_name(config):
        url = on_telegram(name, payload(survey_code, poster_code))
        found.append(Route("Telegram", f"@{name}", url))
    if user := matrix_user(config):
        # The code has to be typed there: no address of Matrix can bring words with it.
        found.append(Route("Matrix", user, on_matrix(user)))
    return tuple(found)


def on_telegram(name: str, payload: str = "") -> str:
    """The link to a bot there; what it is to begin with (https://core.telegram.org/bots/features)."""
    return f"https://t.me/{name}" + (f"?start={payload}" if payload else "")


def on_matrix(user: str) -> str:
    return f"https://matrix.to/#/{quote(user, safe='@:.')}"


def telegram_name(config: Config) -> str:
    """The bot's name on Telegram, empty where there is no token; raises NoAccount."""
    token = config.telegram.token.get_secret_value()
    if not token:
        return ""
    from adapters.telegram.profile import (  # noqa: PLC0415 - it loads slowly
        TelegramError,
        cause,
        looked_up,
    )

    try:
        return asyncio.run(looked_up(token, config.telegram.api_base_url)).username
    except TelegramError as error:
        raise NoAccount(cause(error)) from None


def matrix_user(config: Config) -> str:
    """The bot's whole name on Matrix, empty where there is none."""
    return config.matrix.user if config.matrix.homeserver else ""
