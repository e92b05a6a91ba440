"""Which methods are played, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .faults import Call
from .formatting import parse, trimmed
from .world import Chat, Message, World

Played = Callable[[World, Call], Any]

PLAYED: dict[str, Played] = {}


def plays(*methods: str) -> Callable[[Played], Played]:
    """Register what carries out a method."""

    def register(played: Played) -> Played:
        for method in methods:
            PLAYED[method] = played
        return played

    return register


def addressed(world: World, call: Call) -> Chat:
    """The chat of a call that sends, if neither the chat nor the pace forbids it."""
    chat = world.chat(call.given["chat_id"])
    world.rates.admit(
        world.clock.now(),
        chat.id,
        chat.type,
        call.method,
        paid=bool(call.given.get("allow_paid_broadcast")),
    )
    return chat


def written(given: dict[str, Any], name: str = "text", entities: str = "entities") -> Message:
    """A text as it is kept: without markup and spaces around it, with its entities."""
    text, mode = given[name], given.get("parse_mode")
    found = given.get(entities, [])
    if mode:
        text, found = parse(text, mode)
    text, found = trimmed(text, found)
    return {name: text, entities: found} if found else {name: text}


def captioned(given: dict[str, Any]) -> Message:
    return written(given, "caption", "caption_entities") if given.get("caption") else {}


def buttons(given: dict[str, Any]) -> Message:
    """The inline keyboard; other keyboards are no part of the message."""
    markup = given.get("reply_markup")
    if markup and markup.get("inline_keyboard"):
        return {"reply_markup": markup}
    return {}
