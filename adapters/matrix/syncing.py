"""What a sync tells: only the fields that are needed are looked at."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct

FILTER = msgspec.json.encode(
    {
        "room": {
            "timeline": {"limit": 100},
            "ephemeral": {"types": []},
            "account_data": {"types": []},
            "state": {
                "types": [
                    "m.room.create",
                    "m.room.encryption",
                    "m.room.member",
                    "m.room.tombstone",
                ]
            },
        },
        "presence": {"types": []},
        "account_data": {"types": []},
    }
).decode()


class Event(Struct):
    """Something that happened in a room, decrypted or not."""

    type: str
    sender: str
    content: dict[str, Any]
    event_id: str = ""
    state_key: str | None = None
    redacts: str = ""
    unsigned: dict[str, Any] = {}

    @property
    def was(self) -> str:
        """What the person `state_key` was before."""
        return text(self.unsigned, "prev_content", "membership")

    @property
    def membership(self) -> str:
        """What has become of the person `state_key`; empty for other events."""
        if self.type != "m.room.member" or self.state_key is None:
            return ""
        return text(self.content, "membership")


class _Named(Struct):
    event_id: str = ""
    sender: str = ""


class Timeline(Struct):
    events: list[Raw] = []
    limited: bool = False
    prev_batch: str | None = None


class Events(Struct):
    events: list[Raw] = []


class Joined(Struct):
    timeline: Timeline = msgspec.field(default_factory=Timeline)
    state: Events = msgspec.field(default_factory=Events)


class Invited(Struct):
    invite_state: Events = msgspec.field(default_factory=Events)


class Rooms(Struct):
    join: dict[str, Joined] = {}
    invite: dict[str, Invited] = {}
    leave: dict[str, Joined] = {}


class DeviceLists(Struct):
    changed: list[str] = []


class Sync(Struct):
    next_batch: str
    rooms: Rooms = msgspec.field(default_factory=Rooms)
    to_device: Events = msgspec.field(default_factory=Events)
    device_lists: DeviceLists = msgspec.field(default_factory=DeviceLists)
    device_one_time_keys_count: dict[str, int] | None = None
    device_unused_fallback_key_types: list[str] | None = None


class Page(Struct):
    """A page of what happened in a room, newest first."""

    chunk: list[Raw] = []
    end: str = ""


class Unparsed(ValueError):
    """An event that is not as documented; `id` is its name if that much can be read."""

    def __init__(self, raw: Raw) -> None:
        super().__init__("not as documented")
        try:
            named = _named(raw)
        except _BROKEN:
            named = _Named()
        self.id = named.event_id
        self.sender = named.sender


_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_named = msgspec.json.Decoder(_Named).decode
_event = msgspec.json.Decoder(Event).decode


def parse(raw: Raw) -> Event:
    """Raises Unparsed."""
    try:
        return _event(raw)
    except _BROKEN:
        raise Unparsed(raw) from None


def text(content: dict[str, Any], *path: str) -> str:
    """The text at that path, or nothing."""
    found: Any = content
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
