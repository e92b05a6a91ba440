"""Threads: whoever writes in one gets the answer there, and nobody else gets one."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic
from typing import Any

from msgspec import Struct

from .syncing import Event, text

RELATION = "m.relates_to"
SOON = 600.0
"""Seconds after which what the bot says is no answer to what was said in a thread."""
KNOWN = 2_000
"""Rooms with a thread that are remembered."""


class _Thread(Struct):
    root: str
    last: str
    until: float


class Threads:
    def __init__(self) -> None:
        self._open: OrderedDict[str, _Thread] = OrderedDict()

    def heard(self, room: str, event: Event) -> None:
        """Note where somebody writes; a reaction is no place."""
        root = root_of(event.content)
        if root:
            self._open[room] = _Thread(root, event.event_id, monotonic() + SOON)
            self._open.move_to_end(room)
            if len(self._open) > KNOWN:
                self._open.popitem(last=False)
        elif event.type != "m.reaction":
            self._open.pop(room, None)

    def relation(self, room: str) -> dict[str, Any]:
        """What puts a message where the person writes; empty for the room itself."""
        thread = self._open.get(room)
        if thread is None or thread.until < monotonic():
            return {}
        return {RELATION: in_thread(thread.root, thread.last)}


def root_of(content: dict[str, Any]) -> str:
    """The event that a thread began with, or nothing."""
    if text(content, RELATION, "rel_type") != "m.thread":
        return ""
    return text(content, RELATION, "event_id")


def reply_to(event: Event) -> dict[str, Any]:
    """What makes a message an answer to an event, in its thread if it is in one."""
    if root := root_of(event.content):
        return {RELATION: in_thread(root, event.event_id)}
    return {RELATION: {"m.in_reply_to": {"event_id": event.event_id}}}


def in_thread(root: str, last: str) -> dict[str, Any]:
    """With what clients that know no threads need."""
    reply = {"event_id": last}
    return {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "m.in_reply_to": reply,
    }
