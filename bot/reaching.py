"""How people reach this bot from elsewhere."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from adapters.presence import Presence
from storage.store import Store

from .config import Config
from .notebook import NAME
from .platforms import PRESENCES


class Route(Struct, frozen=True):
    """How to get to the bot on a platform, by an address or by writing to `account`.

    A link that is `pressed` begins what it is for; elsewhere a code has to be `written`.
    """

    platform: str
    account: str
    url: str
    how: Literal["pressed", "written"]


def routes(config: Config, payload: str = "") -> tuple[Route, ...]:
    """One for each platform that is set; asks some for the bot's name; raises NoAccount."""
    return tuple(
        _route(platform.presence, bot, payload)
        for platform in config.platforms.values()
        if platform.presence is not None and (bot := platform.name())
    )


def routes_known(store: Store, payload: str = "") -> tuple[Route, ...]:
    """The same from what the platforms have told of the bot before."""
    return tuple(_route(presence, bot, payload) for presence, bot in known(store))


def known(store: Store) -> tuple[tuple[Presence, str], ...]:
    """Where the bot has been, and what it is called there."""
    return tuple(
        (presence, bot.decode())
        for name, presence in PRESENCES.items()
        if (bot := store.notes.read(name, NAME))
    )


def _route(presence: Presence, bot: str, payload: str) -> Route:
    how: Literal["pressed", "written"] = "pressed" if presence.begins else "written"
    return Route(presence.title, presence.account(bot), presence.link(bot, payload), how)
