"""`revierstimme doctor`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

from adapters.telegram import Webhook
from storage.crypt import KeyProblem, read_key
from storage.database import Database, NotReady, StorageAway, check_key
from storage.migrations import check_schema

from ..app import AlreadyRunning, alone, opened
from ..clock import Clock, ClockProblem
from ..config import UNSET, Config, ConfigProblem, unknown_variables
from .common import AsJson, as_json
from .matrix import examined

if TYPE_CHECKING:
    from adapters.telegram.profile import Account

ELSEWHERE = (
    "ein anderer Prozess holt mit demselben Token Nachrichten ab. Beenden Sie ihn; wissen Sie"
    " nicht, wo er läuft, dann holen Sie bei @BotFather mit /revoke ein neues Token."
)


class Finding(Struct, frozen=True):
    """One thing looked at: `ok`, `warning` or `problem`, and what to do."""

    what: str
    state: str
    text: str


def doctor(context: typer.Context, machine: AsJson = False) -> None:
    """Prüft Konfiguration, Schlüssel, Datenbank, Uhr und Datenschutzangaben."""
    found = list(_examined(context))
    if machine:
        as_json(found)
    else:
        marks = {"ok": "in Ordnung", "warning": "Hinweis", "problem": "FEHLER"}
        for finding in found:
            typer.echo(f"{finding.what:<14} {marks[finding.state]:<11} {finding.text}")
    if any(finding.state == "problem" for finding in found):
        raise typer.Exit(1)


def _examined(context: typer.Context) -> Iterator[Finding]:
    try:
        config = context.obj.load()
    except ConfigProblem as problem:
        yield Finding("Konfiguration", "problem", str(problem))
        return
    there = context.obj.config.exists()
    yield Finding(
        "Konfiguration",
        "ok" if there else "warning",
        str(context.obj.config) if there else "keine Datei, es gelten die Vorgaben",
    )
    if unknown := unknown_variables(os.environ):
        yield Finding("Umgebung", "warning", f"unbekannt, ohne Wirkung: {', '.join(unknown)}")
    yield from _key(config)
    yield from _database(config)
    yield from _clock(config)
    yield from _privacy(config)
    yield from _telegram(config)
    yield from _matrix(config)
    names = ", ".join(name for name, one in config.platforms.items() if one.is_set)
    yield Finding(
        "Plattformen",
        "ok" if names else "warning",
        names or "keine eingerichtet, so kann niemand dem Bot schreiben",
    )


def _key(config: Config) -> Iterator[Finding]:
    try:
        read_key(config.key_file)
    except KeyProblem as problem:
        yield Finding("Schlüssel", "problem", str(problem))
        return
    mode = stat.S_IMODE(config.key_file.stat().st_mode)
    if mode & 0o077 and os.name == "posix":
        yield Finding(
            "Schlüssel", "warning", f"andere dürfen ihn lesen; besser: chmod 600 {config.key_file}"
        )
    else:
        yield Finding("Schlüssel", "ok", str(config.key_file))


def _database(config: Config) -> Iterator[Finding]:
    name = str(config.sqlite_file) if config.sqlite_file else "PostgreSQL"
    if config.sqlite_file is not None and not config.sqlite_file.exists():
        yield Finding(
            "Datenbank", "problem", f"{name} gibt es nicht; „revierstimme init“ legt sie an"
        )
        return
    try:
        database = Database(config.url, read_key(config.key_file))
    except KeyProblem:
        return
    try:
        check_schema(database)
        check_key(database)
        waiting = database.look(lambda store: store.outbox.waiting())
        yield Finding("Datenbank", "ok", f"{name}, {waiting} Nachrichten warten")
    except (NotReady, KeyProblem) as problem:
        yield Finding("Datenbank", "problem", str(problem))
    except (StorageAway, OSError) as away:
        yield Finding("Datenbank", "problem", f"nicht erreichbar: {away}")
    finally:
        database.close()


def _clock(config: Config) -> Iterator[Finding]:
    clock = Clock(config.zone, config.clock_file)
    try:
        shown = f"{clock.local():%d.%m.%Y %H:%M} ({config.timezone})"
    except ClockProblem as problem:
        yield Finding("Uhr", "problem", str(problem))
        return
    if config.clock_file:
        yield Finding("Uhr", "warning", f"{shown} aus {config.clock_file}: nur für Proben")
    else:
        yield Finding("Uhr", "ok", shown)


def _telegram(config: Config) -> Iterator[Finding]:
    token = config.telegram.token.get_secret_value()
    if not token:
        return
    # Telegram's library takes half a second; who does not use it should not wait.
    from adapters.telegram.profile import (  # noqa: PLC0415
        TelegramError,
        cause,
        looked_up,
        polls_elsewhere,
    )

    base = config.telegram.api_base_url
    try:
        found = asyncio.run(looked_up(token, base))
        elsewhere = _may_poll(config, found.webhook) and asyncio.run(polls_elsewhere(token, base))
    except TelegramError as error:
        yield Finding("Telegram", "problem", cause(error))
        return
    if elsewhere:
        yield Finding("Telegram", "problem", f"@{found.username}: {ELSEWHERE}")
        return
    wanted = ""
    if config.telegram.mode == "webhook":
        wanted = Webhook(config.telegram.public_url, config.telegram.listen, "").address
    if found.webhook == wanted:
        yield from _calls(found, config.telegram.mode)
    else:
        there = f"noch nach {found.webhook}" if found.webhook else "noch nicht hierher"
        text = f"@{found.username}: Telegram ruft {there}; der nächste Start stellt es richtig"
        yield Finding("Telegram", "warning", text)


def _matrix(config: Config) -> Iterator[Finding]:
    if not config.matrix.homeserver:
        return
    try:
        with opened(config) as database:
            yield from (Finding("Matrix", *found) for found in examined(config, database))
    except (KeyProblem, NotReady, StorageAway, OSError):
        return  # told already


def _calls(found: Account, mode: str) -> Iterator[Finding]:
    """How Telegram gets through to the bot."""
    if mode == "webhook" and found.trouble and found.waiting:
        text = (
            f"@{found.username}: Telegram erreicht {found.webhook} nicht ({found.trouble});"
            f" {found.waiting} Nachrichten warten. Prüfen Sie Zertifikat, Proxy und Anschluss."
        )
        yield Finding("Telegram", "problem", text)
    else:
        yield Finding("Telegram", "ok", f"@{found.username}")


def _may_poll(config: Config, webhook: str) -> bool:
    """Whether asking for updates disturbs nobody: no webhook is set, and no bot of ours runs."""
    if config.telegram.mode != "polling" or webhook or config.sqlite_file is None:
        return False
    try:
        with alone(config):
            return True
    except (AlreadyRunning, OSError):
        return False


def _privacy(config: Config) -> Iterator[Finding]:
    fields = ("name", "address", "contact", "authority")
    missing = [f"operator.{f}" for f in fields if getattr(config.operator, f) == UNSET]
    if missing:
        yield Finding("Datenschutz", "warning", f"für den Hinweis fehlen: {', '.join(missing)}")
    else:
        yield Finding("Datenschutz", "ok", config.operator.name)
