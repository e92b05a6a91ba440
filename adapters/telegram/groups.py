"""Groups: no ballots there; whoever addresses the bot gets a link to the private chat."""

from __future__ import annotations

from typing import Any

from dialogs.markup import words
from dialogs.texts import LANGUAGES, chain, load

from .updates import Update, posted

T = load("group")
_GROUPS = ("group", "supergroup")
_CAME = ("member", "administrator")


def answer(update: Update, username: str) -> dict[str, Any] | None:
    """The parameters of sendMessage, where somebody in a group wants an answer."""
    if member := update.my_chat_member:
        came = member.chat.type in _GROUPS and member.new_chat_member.status in _CAME
        was_there = member.old_chat_member.status in _CAME
        return _link(member.chat.id, username, "de") if came and not was_there else None
    message = update.message
    if message is None or message.chat.type not in _GROUPS or message.from_ is None:
        return None
    if message.from_.is_bot or posted(message) or not _addressed(message.text, username):
        return None
    language = message.from_.language_code.partition("-")[0]
    reply = {"message_id": message.message_id, "allow_sending_without_reply": True}
    return _link(message.chat.id, username, language) | {"reply_parameters": reply}


def _addressed(text: str, username: str) -> bool:
    return bool(username) and f"@{username}".casefold() in text.casefold()


def _link(chat: int, username: str, language: str) -> dict[str, Any]:
    languages = chain(language if language in LANGUAGES else "de")
    text = T["private"].fill(languages, link=f"https://t.me/{username}")
    return {"chat_id": chat, "text": words(text), "link_preview_options": {"is_disabled": True}}
