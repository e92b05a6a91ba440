"""The bot's profile on Telegram: name, descriptions and commands, in each language it has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from telegram.error import InvalidToken, TelegramError

from .platform import Telegram

LANGUAGES = {"": "de", "de": "de", "en": "en"}
"""Telegram's language (empty: for all others) → ours."""
_FIELDS = (
    ("Name", "name"),
    ("Description", "description"),
    ("ShortDescription", "short_description"),
)
_LONGEST = {"name": 64, "description": 512, "short_description": 120}


class Profile(Struct, frozen=True):
    """Texts by our language; `commands` by their names, in order."""

    name: Mapping[str, str]
    description: Mapping[str, str]
    short_description: Mapping[str, str]
    commands: Mapping[str, Mapping[str, str]]


class Account(Struct, frozen=True):
    """Who the token belongs to, and the address of a webhook if one is set."""

    username: str
    webhook: str


class _Me(Struct):
    username: str = ""


class _Webhook(Struct):
    url: str = ""


async def looked_up(token: str, base: str) -> Account:
    """Raises TelegramError."""
    telegram = Telegram(token, base)
    try:
        me = _result(await telegram.call("getMe", {}), _Me)
        webhook = _result(await telegram.call("getWebhookInfo", {}), _Webhook)
    finally:
        await telegram.close()
    return Account(me.username, webhook.url)


async def set_up(telegram: Telegram, profile: Profile) -> AsyncIterator[str]:
    """Set what is different; tells each thing that was changed. Raises TelegramError."""
    for language, ours in LANGUAGES.items():
        for method, field in _FIELDS:
            wanted = getattr(profile, field)[ours][: _LONGEST[field]]
            at = {"language_code": language}
            there = _result(await telegram.call(f"getMy{method}", at), dict[str, Any])
            if there.get(field, "") != wanted:
                await telegram.call(f"setMy{method}", at | {field: wanted})
                yield f"{field} ({language or 'alle'}): {wanted}"
        commands = [
            {"command": name, "description": texts[ours][:256]}
            for name, texts in profile.commands.items()
        ]
        scope = {"scope": {"type": "all_private_chats"}, "language_code": language}
        there_too = _result(await telegram.call("getMyCommands", scope), list[dict[str, Any]])
        if there_too != commands:
            await telegram.call("setMyCommands", scope | {"commands": commands})
            yield f"commands ({language or 'alle'}): {', '.join(profile.commands)}"
    button = {"menu_button": {"type": "commands"}}
    shown = _result(await telegram.call("getChatMenuButton", {}), dict[str, Any])
    if shown.get("type") != "commands":
        await telegram.call("setChatMenuButton", button)
        yield "menu_button: commands"


def cause(error: TelegramError) -> str:
    """What is wrong, and what to do about it, for operators."""
    if isinstance(error, InvalidToken):
        return "Telegram nimmt das Token nicht an; holen Sie bei @BotFather mit /token ein neues"
    return (
        f"nicht erreichbar ({type(error).__name__}); prüfen Sie Netz, Firewall und"
        " telegram.api_base_url"
    )


def _result(answer: bytes, kind: type[Any]) -> Any:
    return msgspec.json.decode(answer, type=_answer(kind)).result


def _answer(kind: type[Any]) -> Any:
    return msgspec.defstruct("Answer", [("result", kind)])
