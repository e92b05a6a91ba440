"""How people reach this bot from elsewhere."""

from __future__ import annotations

from msgspec import Struct

from storage.store import Store

from .posters.links import Route, on_matrix, on_telegram

NAME = "name"
"""The note in which a platform's account of the bot stands."""


class Ways(Struct, frozen=True):
    """The bot's user name on Telegram and its user id on Matrix, where it has them."""

    telegram: str = ""
    matrix: str = ""


def ways(store: Store) -> Ways:
    told = {name: store.notes.read(name, NAME) for name in ("telegram", "matrix")}
    return Ways(**{name: value.decode() for name, value in told.items() if value})


def routes_known(store: Store, payload: str = "") -> tuple[Route, ...]:
    """As `posters.links.routes`, from what the platforms have told of the bot before."""
    found, known = [], ways(store)
    if known.telegram:
        url = on_telegram(known.telegram, payload)
        found.append(Route("Telegram", f"@{known.telegram}", url))
    if known.matrix:
        found.append(Route("Matrix", known.matrix, on_matrix(known.matrix)))
    return tuple(found)
