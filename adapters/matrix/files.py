"""Files: fetched with the account's token, sealed in encrypted rooms."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from nio.crypto import decrypt_attachment, encrypt_attachment
from nio.exceptions import EncryptionError

from dialogs.markup import words
from dialogs.messages import File as Sent
from dialogs.messages import Message

from ..adapter import Rejected
from ..media.photos import measured
from .events import File
from .server import Server, part

UPLOADED, FETCHED = 120.0, 120.0
"""Seconds that a file may take."""
_DOWNLOAD = "/_matrix/client/v1/media/download"
_PHOTOS = ("image/jpeg", "image/png", "image/webp")


class _Uploaded(Struct):
    content_uri: str


async def fetched(server: Server, ref: str, most: int) -> bytes:
    """What is in a file that somebody sent; raises Rejected, Refused, or as a network fails."""
    try:
        file = msgspec.json.decode(ref, type=File)
    except msgspec.DecodeError:
        raise Rejected("no name of a file") from None
    host, slash, id = file.url.removeprefix("mxc://").partition("/")
    if not (host and slash and id):
        raise Rejected("no address of a file")
    found = await server.download(f"{_DOWNLOAD}/{part(host)}/{part(id)}", most, FETCHED)
    if not file.key:
        return found
    try:
        opened: bytes = decrypt_attachment(found, file.key, file.sha256, file.iv)
    except (EncryptionError, ValueError) as error:
        raise Rejected(type(error).__name__) from None
    return opened


async def uploaded(server: Server, message: Message, encrypted: bool) -> dict[str, Any]:
    """The content of m.room.message for a file; its text is the caption.

    Raises Refused, or what a network fails with.
    """
    file = message.files[0]
    data, kind, opens = file.content, file.media_type, None
    if encrypted:
        data, opens = encrypt_attachment(data)
        kind = "application/octet-stream"
    answer = await server.upload(data, kind, UPLOADED)
    url = msgspec.json.decode(answer, type=_Uploaded).content_uri
    found = _described(file, words(message.text))
    if opens is None:
        return {**found, "url": url}
    return {**found, "file": {**opens, "url": url}}


def _described(file: Sent, caption: str) -> dict[str, Any]:
    """The caption is the alternative text: what clients show, read out, or put in its place."""
    info: dict[str, Any] = {"mimetype": file.media_type, "size": len(file.content)}
    if size := measured(file.content) if file.media_type in _PHOTOS else None:
        info |= {"w": size[0], "h": size[1]}
    return {
        "msgtype": "m.image" if file.media_type in _PHOTOS else "m.file",
        "body": caption or file.alt or file.name,
        "filename": file.name,
        "info": info,
        "m.mentions": {},
    }
