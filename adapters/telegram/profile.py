"""The bot's account on Telegram, looked at and set up by command.

By python-telegram-bot: here its comfort counts and its size does not, as it is loaded for these
commands alone. What runs all day makes its calls by `request`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

# Waiting times as timedelta, as they will be in the library's next version; read when it loads.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from msgspec import Struct
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

__all__ = [
    "Account",
    "Profile",
    "TelegramError",
    "cause",
    "looked_up",
    "polls_elsewhere",
    "set_up",
]

LANGUAGES = {"": "de", "de": "de", "en": "en"}
"""Telegram's language (empty: for all others) → ours."""
LONGEST_NAME, LONGEST_SHORT, LONGEST = 64, 120, 512
"""Characters of a name, a short description and a description."""
PATIENCE = 20.0
"""Seconds for an answer."""
LISTENING = 5
"""Seconds; another process that polls comes back sooner."""


class Profile(Struct, frozen=True):
    """Texts by our language; `commands` by their names, in order."""

    name: Mapping[str, str]
    description: Mapping[str, str]
    short_description: Mapping[str, str]
    commands: Mapping[str, Mapping[str, str]]


class Account(Struct, frozen=True):
    """Who the token belongs to, and the address of a webhook if one is set.

    `trouble` is what Telegram says of its last call there; `waiting`, updates not fetched yet.
    """

    username: str
    webhook: str
    trouble: str = ""
    waiting: int = 0


async def looked_up(token: str, base: str) -> Account:
    """Raises TelegramError."""
    async with _account(token, base) as bot:
        webhook = await bot.get_webhook_info()
        trouble = (webhook.last_error_message or "")[:200]
        return Account(bot.username, webhook.url, trouble, webhook.pending_update_count)


async def polls_elsewhere(token: str, base: str) -> bool:
    """Whether another process asks for this bot's updates; only where ours does not run.

    Telegram ends the older of two calls, so the other's next one ends ours. No update is
    acknowledged by that.
    """
    async with _account(token, base) as bot:
        try:
            await bot.get_updates(timeout=LISTENING, limit=1)
        except Conflict:
            return True
    return False


async def set_up(token: str, base: str, profile: Profile) -> AsyncIterator[str]:
    """Set what is different; tells each thing that was changed. Raises TelegramError."""
    async with _account(token, base) as bot:
        for language, ours in LANGUAGES.items():
            async for told in _texts(bot, profile, language, ours):
                yield f"{told[0]} ({language or 'alle'}): {told[1]}"
            commands = [
                BotCommand(name, texts[ours][:256]) for name, texts in profile.commands.items()
            ]
            scope, at = BotCommandScopeAllPrivateChats(), language or None
            if list(await bot.get_my_commands(scope, at)) != commands:
                await bot.set_my_commands(commands, scope, at)
                yield f"commands ({language or 'alle'}): {', '.join(profile.commands)}"
        if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
            yield "menu_button: commands"


async def _texts(
    bot: Bot, profile: Profile, language: str, ours: str
) -> AsyncIterator[tuple[str, str]]:
    at = language or None
    name = profile.name[ours][:LONGEST_NAME]
    if (await bot.get_my_name(at)).name != name:
        await bot.set_my_name(name, at)
        yield "name", name
    description = profile.description[ours][:LONGEST]
    if (await bot.get_my_description(at)).description != description:
        await bot.set_my_description(description, at)
        yield "description", description
    short = profile.short_description[ours][:LONGEST_SHORT]
    if (await bot.get_my_short_description(at)).short_description != short:
        await bot.set_my_short_description(short, at)
        yield "short_description", short


def cause(error: TelegramError) -> str:
    """What is wrong, and what to do about it, for operators."""
    if isinstance(error, InvalidToken):
        return "Telegram nimmt das Token nicht an; holen Sie bei @BotFather mit /token ein neues"
    return (
        f"nicht erreichbar ({type(error).__name__}); prüfen Sie Netz, Firewall und"
        " telegram.api_base_url"
    )


@asynccontextmanager
async def _account(token: str, base: str) -> AsyncIterator[Bot]:
    """Raises TelegramError where the token is not accepted."""
    request = HTTPXRequest(read_timeout=PATIENCE, connect_timeout=PATIENCE)
    polling = HTTPXRequest(read_timeout=PATIENCE, connect_timeout=PATIENCE)
    async with Bot(
        token, f"{base}/bot", f"{base}/file/bot", request=request, get_updates_request=polling
    ) as bot:
        yield bot
