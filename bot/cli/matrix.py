"""Matrix on the command line: the bot's device and its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import typer

from adapters.adapter import TryAgain
from storage.database import Database

from ..app import alone, opened
from ..config import Config
from .common import refuse

if TYPE_CHECKING:
    from adapters.matrix.devices import Opened, Standing
    from adapters.matrix.platform import Matrix

T = TypeVar("T")
ASK = (
    "Bitten Sie den Betreiber des Servers, das Konto auszunehmen (Synapse, mit dem Token eines"
    " Administrators): curl -X POST -H 'Authorization: Bearer TOKEN' -d"
    ' \'{{"messages_per_second": 0, "burst_count": 0}}\''
    " {server}/_synapse/admin/v1/users/{user}/override_ratelimit"
)

app = typer.Typer(help="Matrix: das Gerät des Bots und seine Schlüssel.", no_args_is_help=True)


@app.command()
def login(context: typer.Context) -> None:
    """Meldet den Bot an, falls er es noch nicht ist. „run“ tut das auch von selbst."""
    # Two processes with the keys of one device would use some of them twice.
    with alone(context.obj.load()):
        config, found = _done(context, _log_in)
    _show(config, found)


@app.command()
def status(context: typer.Context) -> None:
    """Zeigt, als welches Gerät der Bot angemeldet ist und ob Leute ihm trauen können."""
    config, found = _done(context, lambda matrix: matrix.devices.standing())
    _show(config, found)


@app.command("reset-device")
def reset_device(context: typer.Context) -> None:
    """Meldet den Bot als neues Gerät an, mit neuen Schlüsseln und derselben Identität.

    Das hilft, wenn die Schlüssel in data_dir/matrix verloren oder veraltet sind. Vorher den Bot
    beenden.
    """
    with alone(context.obj.load()):
        config, found = _done(context, _reset)
    _show(config, found)


def examined(config: Config, database: Database) -> Iterator[tuple[str, str]]:
    """State and text of each thing that `doctor` looks at."""
    from adapters.matrix.account import NoWayIn  # noqa: PLC0415 - the library loads slowly
    from adapters.matrix.errors import AWAY, Refused  # noqa: PLC0415

    try:
        found = asyncio.run(
            _on(config.matrix.adapter(database, config.data_dir), lambda m: m.devices.standing())
        )
    except NoWayIn:
        yield "warning", "noch nicht angemeldet; „revierstimme matrix login“ tut es"
    except (Refused, TryAgain, *AWAY) as error:
        yield "problem", cause(error)
    else:
        yield ("ok" if found.vouched else "warning"), _device(found)
        yield _speed(config, found)


def cause(error: Exception) -> str:
    """What is wrong, and what to do about it, for operators."""
    code = getattr(error, "code", "")
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"):
        return (
            f"Der Server nimmt das Gerät nicht mehr an, jemand hat es abgemeldet ({code});"
            " „revierstimme matrix reset-device“ meldet ein neues an, mit derselben Identität"
        )
    if getattr(error, "barred", False):
        return f"Der Server hat das Konto gesperrt ({code}); fragen Sie seinen Betreiber"
    if code == "M_FORBIDDEN":
        return "Der Server nimmt Name oder Passwort nicht an; prüfen Sie matrix.user und password"
    if code == "M_LIMIT_EXCEEDED":
        return "Der Server lässt gerade keine weitere Anmeldung zu; versuchen Sie es später"
    return f"nicht erreichbar ({code or type(error).__name__}); prüfen Sie matrix.homeserver"


def _done(context: typer.Context, work: Callable[[Matrix], Awaitable[T]]) -> tuple[Config, T]:
    from adapters.matrix.account import NoWayIn  # noqa: PLC0415 - the library loads slowly
    from adapters.matrix.errors import AWAY, Refused  # noqa: PLC0415
    from adapters.matrix.shelf import InUse  # noqa: PLC0415

    config: Config = context.obj.load()
    if not config.matrix.homeserver:
        refuse("Es ist kein Server eingetragen: matrix.homeserver, dazu user und password.")
    try:
        with opened(config) as database:
            return config, asyncio.run(_on(config.matrix.adapter(database, config.data_dir), work))
    except InUse:
        refuse("Ein anderer Prozess ist gerade dieses Gerät. Beenden Sie ihn zuerst.")
    except NoWayIn:
        refuse(
            "Der Bot ist nicht angemeldet, und es fehlt ein Passwort: setzen Sie"
            " REVIERSTIMME_MATRIX__PASSWORD und rufen Sie „revierstimme matrix login“ auf."
        )
    except TryAgain as away:
        refuse(f"Die Datenbank ist nicht erreichbar: {away}")
    except (Refused, *AWAY) as error:
        refuse(f"Matrix: {cause(error)}")


async def _on(matrix: Matrix, work: Callable[[Matrix], Awaitable[T]]) -> T:
    try:
        return await work(matrix)
    finally:
        await matrix.close()


async def _log_in(matrix: Matrix) -> Standing:
    return await _vouched(matrix, await matrix.devices.open())


async def _reset(matrix: Matrix) -> Standing:
    return await _vouched(matrix, await matrix.devices.reset())


async def _vouched(matrix: Matrix, found: Opened) -> Standing:
    try:
        await matrix.devices.vouch(found)
    finally:
        found.store.close()
    return await matrix.devices.standing()


def _show(config: Config, found: Standing) -> None:
    typer.echo(_device(found))
    typer.echo(_speed(config, found)[1])


def _device(found: Standing) -> str:
    known = "von seinem Konto bestätigt" if found.vouched else "NICHT bestätigt: Leute sehen eine"
    warning = "" if found.vouched else " Warnung vor unsicheren Nachrichten"
    return f"{found.user}, Gerät {found.device}, {known}{warning}; {found.keys} Einmalschlüssel"


def _speed(config: Config, found: Standing) -> tuple[str, str]:
    """State and text: how fast the server lets the bot speak."""
    if found.free:
        return "ok", "Tempo: vom Server nicht begrenzt"
    ask = ASK.format(server=config.matrix.homeserver, user=found.user)
    if found.slowed:
        return "warning", f"Tempo: der Server bremst, zuletzt um {found.slowed:.1f} s. {ask}"
    if found.free is None:
        return "ok", f"Tempo: bisher nicht gebremst. Vor der ersten großen Umfrage: {ask}"
    return "warning", f"Tempo: es gelten die Grenzen des Servers. {ask}"
