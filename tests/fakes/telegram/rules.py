"""What the Bot API says in its prose only, and the words Telegram refuses with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .formatting import parse, trimmed
from .page import Entity, units
from .refusals import Refusal

Findings = list[tuple[str, str]]

BUTTONS, BUTTONS_IN_A_ROW, ENTITIES = 100, 8, 100
START = re.compile(r"[A-Za-z0-9_-]{1,64}")
PATTERNS = {
    "command": re.compile(r"[a-z0-9_]{1,32}"),
    "secret_token": re.compile(r"[A-Za-z0-9_-]{1,256}"),
    "start_parameter": START,
    "language_code": re.compile(r"([a-z]{2,3})?"),
}
WORDS = {
    ("chat_id", "missing"): "chat_id is empty",
    ("text", "missing"): "message text is empty",
    ("text", "short"): "message text is empty",
    ("text", "long"): "message is too long",
    ("caption", "long"): "message caption is too long",
    ("photo", "missing"): "there is no photo in the request",
    ("document", "missing"): "there is no document in the request",
    ("callback_data", "long"): "BUTTON_DATA_INVALID",
    ("callback_data", "short"): "BUTTON_DATA_INVALID",
    ("parse_mode", "enum"): "unsupported parse_mode",
    ("command", "pattern"): "BOT_COMMAND_INVALID",
    ("command", "long"): "BOT_COMMAND_INVALID",
    ("command", "short"): "BOT_COMMAND_INVALID",
    ("commands", "long"): "BOT_COMMANDS_TOO_MUCH",
    ("action", "enum"): "wrong parameter action in request",
    ("secret_token", "pattern"): "secret token contains unallowed characters",
}
KINDS_OF_BUTTON = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
}
REQUESTS = {
    "request_users",
    "request_chat",
    "request_managed_bot",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
}


@dataclass(frozen=True)
class Formatted:
    """A field of text that may have markup or entities."""

    name: str
    mode: str
    entities: str
    low: int
    high: int | None

    def check(self, given: dict[str, Any], path: str, found: Findings) -> None:
        text, mode = given.get(self.name), given.get(self.mode) or ""
        entities = given.get(self.entities)
        where = f"{path}.{self.name}"
        if not isinstance(text, str) or not isinstance(mode, str):
            return
        if entities is not None:
            if mode:
                told = "can't parse entities: parse_mode and entities exclude each other"
                found.append((f"{path}.{self.entities} is given with {self.mode}", told))
            if _fit(entities):
                _check_entities(text, entities, f"{path}.{self.entities}", found)
        else:
            try:
                text, entities = parse(text, mode)
            except Refusal as error:
                told = error.description.removeprefix("Bad Request: ")
                found.append((f"{where}: {told}", told))
                return
            for entity in entities:
                _check_link(entity.get("url"), where, found)
            if len(entities) > ENTITIES:
                found.append((f"{where} has {len(entities)} entities", "too many entities"))
        size = len(trimmed(text, [])[0])
        if size < self.low:
            told = WORDS.get((self.name, "short"), f"{self.name} is empty")
            found.append((f"{where} has length {size}, {self.low} at least", told))
        if self.high is not None and size > self.high:
            told = WORDS.get((self.name, "long"), f"{self.name} is too long")
            found.append((f"{where} has length {size}, {self.high} at most", told))


def formatted_fields(fields: list[dict[str, Any]]) -> list[Formatted]:
    """The fields with markup: `text` with `parse_mode`, `quote` with `quote_parse_mode`…"""
    names = {field["name"] for field in fields}
    found = []
    for field in fields:
        name = field["name"]
        if f"{name}_parse_mode" in names:
            mode, entities = f"{name}_parse_mode", f"{name}_entities"
        elif name in {"text", "caption", "title", "message_text"} and "parse_mode" in names:
            mode, entities = "parse_mode", "entities"
            if name == "caption":
                entities = "caption_entities"
        else:
            continue
        if field.get("after_entities"):
            low, high = field.get("min_length", 0), field.get("max_length")
        else:
            low, high = 0, None
        found.append(Formatted(name, mode, entities, low, high))
    return found


def _fit(entities: Any) -> bool:
    """Whether the types are right, so that the rest can be looked at."""
    return isinstance(entities, list) and all(
        isinstance(entity, dict)
        and isinstance(entity.get("offset"), int)
        and isinstance(entity.get("length"), int)
        for entity in entities
    )


def _check_entities(text: str, entities: list[Entity], path: str, found: Findings) -> None:
    def complain(place: int, what: str) -> None:
        told = f"can't parse entities: entity {place} {what}"
        found.append((f"{path}[{place}] {what}", told))

    if len(entities) > ENTITIES:
        found.append((f"{path} has {len(entities)} entities", "too many entities"))
    size, wide = units(text), text.encode("utf-16-le")
    spans: list[tuple[int, int]] = []
    for place, entity in enumerate(entities):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or end <= start:
            complain(place, "is empty or begins before the text")
            continue
        if end > size:
            complain(place, f"ends at {end}, the text at {size}")
            continue
        for cut in (start, end):
            if cut < size and 0xDC <= wide[2 * cut + 1] <= 0xDF:
                complain(place, f"cuts a character in two at {cut}")
        if any(a < start < b < end or start < a < end < b for a, b in spans):
            complain(place, "overlaps another one without lying within it")
        spans.append((start, end))
        needs = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
        if (need := needs.get(entity.get("type", ""))) and not entity.get(need):
            complain(place, f"has no {need}")
        _check_link(entity.get("url"), f"{path}[{place}]", found)


def _check_link(url: Any, path: str, found: Findings) -> None:
    """A link to a bot starts it with 1 to 64 characters of A-Za-z0-9_-."""
    if not isinstance(url, str):
        return
    address = urlsplit(url)
    if address.hostname not in {"t.me", "telegram.me"} and address.scheme != "tg":
        return
    asked = parse_qs(address.query, keep_blank_values=True)
    for name in ("start", "startgroup", "startapp"):
        for payload in asked.get(name, []):
            if payload and not START.fullmatch(payload) and len(payload) <= 512:
                found.append(
                    (f"{path}: {name}={payload!r} is no start parameter", "START_PARAM_INVALID")
                )


def _check_inline_button(button: dict[str, Any], path: str, found: Findings) -> None:
    kinds = [name for name in button if name in KINDS_OF_BUTTON]
    if len(kinds) != 1:
        told = (
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
        found.append((f"{path} does {kinds or 'nothing'}, not one thing", told))
    if not button.get("text", "-"):
        found.append((f"{path}.text is empty", "BUTTON_TEXT_INVALID"))
    url = button.get("url")
    if isinstance(url, str) and not re.match(r"(https?|tg|ton)://.|[\w-]+(\.[\w-]+)+", url):
        found.append((f"{path}.url {url!r} is no address", "BUTTON_URL_INVALID"))
    _check_link(url, f"{path}.url", found)


def _check_reply_button(button: dict[str, Any], path: str, found: Findings) -> None:
    kinds = [name for name in button if name in REQUESTS]
    if len(kinds) > 1:
        found.append((f"{path} does {kinds}, not one thing", "can't parse keyboard button"))
    if not button.get("text", "-"):
        found.append((f"{path}.text is empty", "BUTTON_TEXT_INVALID"))


def _check_keyboard(name: str) -> Callable[[dict[str, Any], str, Findings], None]:
    def check(markup: dict[str, Any], path: str, found: Findings) -> None:
        rows = [row for row in _list(markup.get(name)) if isinstance(row, list)]
        buttons = sum(map(len, rows))
        if buttons > BUTTONS:
            found.append(
                (f"{path} has {buttons} buttons, {BUTTONS} at most", "REPLY_MARKUP_TOO_LONG")
            )
        for place, row in enumerate(rows):
            if len(row) > BUTTONS_IN_A_ROW:
                what = f"has {len(row)} buttons, {BUTTONS_IN_A_ROW} at most"
                found.append((f"{path}.{name}[{place}] {what}", "REPLY_MARKUP_TOO_LONG"))
            if not row:
                found.append((f"{path}.{name}[{place}] is empty", "REPLY_MARKUP_INVALID"))
        if name == "keyboard" and not buttons:
            found.append((f"{path} has no button", "reply keyboard is empty"))

    return check


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


OF_TYPES: dict[str, Callable[[dict[str, Any], str, Findings], None]] = {
    "InlineKeyboardButton": _check_inline_button,
    "KeyboardButton": _check_reply_button,
    "InlineKeyboardMarkup": _check_keyboard("inline_keyboard"),
    "ReplyKeyboardMarkup": _check_keyboard("keyboard"),
}
