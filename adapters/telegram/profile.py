"""The bot's profile on Telegram: name, descriptions and commands, in each language it has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from telegram.error import Conflict, InvalidToken, TelegramError

from .platform import Telegram
from .request import ANSWER

LANGUAGES = {"": "de", "de": "de", "en": "en"}
"""Telegram's language (empty: for all others) → ours."""
LISTENING = 5
"""Seconds; another process comes back sooner."""
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
    """Who the token belongs to, and the address of a webhook if one is set.

    `trouble` is what Telegram says of its last call there; `waiting`, updates not fetched yet.
    """

    username: str
    webhook: str
    trouble: str = ""
    waiting: int = 0


class _Me(Struct):
    username: str = ""


class _Webhook(Struct):
    url: str = ""
    last_error_message: str = ""
    pending_update_count: int = 0


async def looked_up(token: str, base: str) -> Account:
    """Raises TelegramError."""
    telegram = Telegram(token, base)
    try:
        me = _result(await telegram.call("getMe", {}), _Me)
        webhook = _result(await telegram.call("getWebhookInfo", {}), _Webhook)
    finally:
        await telegram.close()
    return Account(
        me.username, webhook.url, webhook.last_error_message[:200], webhook.pending_update_count
    )


async def polls_elsewhere(token: str, base: str) -> bool:
    """Whether another process asks for this bot's updates; only where ours does not run.

    Telegram ends the older of two calls, so the other's next one ends ours. No update is
    acknowledged by that.
    """
    telegram = Telegram(token, base)
    try:
        await telegram.call("getUpdates", {"timeout": LISTENING, "limit": 1}, LISTENING + ANSWER)
    except Conflict:
        return True
    finally:
        await telegram.close()
    return False


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
