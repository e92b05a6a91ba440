"""Voice messages without what stands beside the sound: names of devices, titles, pictures.

Ogg (RFC 3533) with Opus (RFC 7845), which is what messengers record, and MP3. Only the frames of
sound are copied; the page that may hold comments is written anew and empty.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgspec import Struct

from dialogs.messages import LARGEST_VOICE

from . import Cleaned, Unusable

LONGEST_HEAD = 21 + 255
"""Bytes of an Opus head with a table for all channels that there can be."""
_HEADER = struct.Struct("<4sBBqIIIB")
_BEGINS = 2
_VENDOR = b"revierstimme"
_ID3_HEAD = 10
_TAGS = b"OpusTags" + struct.pack("<I", len(_VENDOR)) + _VENDOR + struct.pack("<I", 0)


class Page(Struct, frozen=True):
    """A page of an Ogg stream; `lacing` tells how its bytes are cut into packets."""

    flags: int
    position: int
    serial: int
    number: int
    lacing: bytes
    body: bytes


def without_tags(content: bytes) -> Cleaned:
    """Raises Unusable."""
    if len(content) > LARGEST_VOICE:
        raise Unusable("too large")
    if content.startswith(b"OggS"):
        return Cleaned("audio/ogg", _opus(content))
    return Cleaned("audio/mpeg", _mp3(content))


def _opus(content: bytes) -> bytes:
    """The head, empty tags, and the pages of sound, numbered anew."""
    pages = _pages(content)
    head = next(pages, None)
    if head is None or not head.flags & _BEGINS or not head.body.startswith(b"OpusHead"):
        raise Unusable("no Opus")
    if len(head.body) > LONGEST_HEAD:
        raise Unusable("something hides in the head")
    serial, sound = head.serial, list(_after_tags(pages, head.serial))
    if not sound:
        raise Unusable("no sound")
    tags = Page(0, 0, serial, 1, bytes([len(_TAGS)]), _TAGS)
    numbered = [head, tags, *sound]
    return b"".join(_written(page, number) for number, page in enumerate(numbered))


def _after_tags(pages: Iterator[Page], serial: int) -> Iterator[Page]:
    """What comes after the packet with comments, which may be several pages long."""
    for page in pages:
        if page.serial != serial:
            raise Unusable("more than one stream")
        # The comments end with a segment that is not full, and their page with them.
        if any(length < 255 for length in page.lacing):
            break
    for page in pages:
        if page.serial != serial or page.flags & _BEGINS:
            raise Unusable("more than one stream")
        yield page


def _pages(content: bytes) -> Iterator[Page]:
    at = 0
    while at < len(content):
        try:
            mark, version, flags, position, serial, number, _, segments = _HEADER.unpack_from(
                content, at
            )
        except struct.error:
            raise Unusable("cut off") from None
        if mark != b"OggS" or version != 0:
            raise Unusable("no Ogg page where one should be")
        at += _HEADER.size
        lacing = content[at : at + segments]
        at += segments
        body = content[at : at + sum(lacing)]
        if len(lacing) < segments or len(body) < sum(lacing):
            raise Unusable("cut off")
        at += len(body)
        yield Page(flags, position, serial, number, lacing, body)


def _written(page: Page, number: int) -> bytes:
    def header(checksum: int) -> bytes:
        return _HEADER.pack(
            b"OggS", 0, page.flags, page.position, page.serial, number, checksum, len(page.lacing)
        )

    rest = page.lacing + page.body
    return header(_checksum(header(0) + rest)) + rest


def _table() -> Iterator[int]:
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        yield value & 0xFFFFFFFF


_CHECKSUMS = tuple(_table())


def _checksum(data: bytes) -> int:
    """Ogg's own CRC-32 (RFC 3533, section 6)."""
    value = 0
    for byte in data:
        value = ((value << 8) & 0xFFFFFFFF) ^ _CHECKSUMS[(value >> 24) ^ byte]
    return value


def _mp3(content: bytes) -> bytes:
    """The frames of sound alone: whole ones, one after the other."""
    at = _after_id3(content)
    frames = []
    while length := _frame(content, at):
        frames.append(content[at : at + length])
        at += length
    if len(frames) < 2:
        raise Unusable("neither Ogg Opus nor MP3")
    # The first may be no sound but a note on the program that made it.
    is_note = any(mark in frames[0][:64] for mark in (b"Xing", b"Info", b"VBRI"))
    return b"".join(frames[is_note:])


def _after_id3(content: bytes) -> int:
    if not content.startswith(b"ID3") or len(content) < _ID3_HEAD:
        return 0
    size = 0
    for byte in content[6:_ID3_HEAD]:
        size = size << 7 | byte & 0x7F
    return _ID3_HEAD + size


_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES = (44_100, 48_000, 32_000)


def _frame(content: bytes, at: int) -> int:
    """Bytes of the MPEG audio frame (layer III) that begins there, 0 where none does."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    full = version == 3
    hertz = _SAMPLES[sample] // {3: 1, 2: 2, 0: 4}[version]
    kilobits = (_RATES if full else _RATES_LOW)[rate]
    length = (144 if full else 72) * kilobits * 1000 // hertz + (head[2] >> 1 & 1)
    return length if at + length <= len(content) else 0
