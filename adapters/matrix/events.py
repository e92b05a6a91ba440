"""What an event says, in the bot's own terms."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from dialogs.messages import Heard, Media, MediaKind, Other, Place, Words
from dialogs.understanding.codes import room_word_in

from .syncing import Event, text

LINK = "https://matrix.to/#/"
MESSAGE, STICKER = "m.room.message", "m.sticker"
_GEO = re.compile(r"geo:(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)(?:[,;].*)?")
_POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
_FILES = {
    "m.image": MediaKind.PHOTO,
    "m.audio": MediaKind.AUDIO,
    "m.video": MediaKind.VIDEO,
    "m.file": MediaKind.FILE,
}
_VOICE = ("org.matrix.msc3245.voice", "m.voice")


class Hash(Struct):
    sha256: str = ""


class Key(Struct):
    k: str


class Encrypted(Struct):
    """A file that the server holds encrypted, and what opens it."""

    url: str
    key: Key
    iv: str
    hashes: Hash = msgspec.field(default_factory=Hash)


class File(Struct, omit_defaults=True):
    """Our own name for a file: where it is, and what opens it if it is encrypted."""

    url: str
    key: str = ""
    iv: str = ""
    sha256: str = ""


def heard(event: Event) -> Heard | None:
    """None for what is no word to the bot: state, calls, and what other bots say."""
    if event.type == STICKER:
        return Other("sticker")
    if event.type in _POLLS:
        return Other("other")
    if event.type != MESSAGE or event.state_key is not None:
        return None
    content = event.content
    if text(content, "m.relates_to", "rel_type") == "m.replace":
        return Other("edited")
    match text(content, "msgtype"):
        case "m.text" | "m.emote":
            words = without_quote(text(content, "body"), is_reply(content))
            return Words(words) if words else Other("other")
        case "m.notice" | "m.key.verification.request":
            return None
        case "m.location":
            return _place(text(content, "geo_uri"))
        case kind if kind in _FILES:
            return _media(kind, content)
        case _:
            return Other("other")


def room_word(event: Event) -> str:
    """The word in what somebody says that may register the room; empty for all else."""
    content = event.content
    said = event.type == MESSAGE and event.state_key is None
    if not said or text(content, "msgtype") != "m.text" or "m.relates_to" in content:
        return ""
    return room_word_in(text(content, "body"))


def is_reply(content: dict[str, Any]) -> bool:
    return bool(text(content, "m.relates_to", "m.in_reply_to", "event_id"))


def without_quote(body: str, reply: bool) -> str:
    """The words of a reply alone; older clients put what is replied to before them."""
    lines = body.split("\n")
    if reply and lines[0].startswith("> <"):
        while lines and lines[0].startswith(">"):
            del lines[0]
    return "\n".join(lines).strip()


def mentions(event: Event, me: str, name: str) -> bool:
    """Whether a message in a room with others is meant for the bot, `me`, called `name` there.

    Clients that say who is mentioned are believed; of others the words are looked at.
    """
    if event.type != MESSAGE or text(event.content, "msgtype") == "m.notice":
        return False
    mentioned = event.content.get("m.mentions")
    if isinstance(mentioned, dict):
        named = mentioned.get("user_ids")
        return isinstance(named, list) and me in named
    if f"{LINK}{me}" in unquote(text(event.content, "formatted_body")):
        return True
    body = text(event.content, "body")
    return any(_stands_in(body, one) for one in (me, name) if one)


def _stands_in(body: str, name: str) -> bool:
    """Whether a name stands there for itself, and not within another word."""
    found = rf"(?<![\w@]){re.escape(name.casefold())}(?![\w-])"
    return re.search(found, body.casefold()) is not None


def _place(uri: str) -> Heard:
    found = _GEO.fullmatch(uri)
    if found is None:
        return Other("other")
    lat, lon = float(found[1]), float(found[2])
    return Place(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else Other("other")


def _media(kind: str, content: dict[str, Any]) -> Heard:
    file = File(text(content, "url"))
    if "file" in content:
        try:
            found = msgspec.convert(content["file"], Encrypted)
        except msgspec.ValidationError:
            return Other("other")
        file = File(found.url, found.key.k, found.iv, found.hashes.sha256)
    ref = msgspec.json.encode(file).decode()
    if not file.url.startswith("mxc://") or len(ref) > 1000:
        return Other("other")
    name, body = text(content, "filename"), text(content, "body")
    caption = body if name and body != name else ""
    voice = kind == "m.audio" and any(mark in content for mark in _VOICE)
    made = MediaKind.VOICE if voice else _FILES[kind]
    return Media(made, ref, caption, text(content, "info", "mimetype")[:100], _size(content))


def _size(content: dict[str, Any]) -> int:
    info = content.get("info")
    size = info.get("size") if isinstance(info, dict) else None
    return size if isinstance(size, int) and 0 < size < 2**40 else 0
