"""Photos and voice messages as phones make them, with all that they tell about their maker."""

from __future__ import annotations

import io
import struct

from PIL import Image

from adapters.media.voices import Page, _written

SECRET = "Wohnung von Erika"


def photo(size: tuple[int, int] = (640, 480), form: str = "JPEG", turned: int = 1) -> bytes:
    """Red on the left and blue on the right, with GPS, a name and a comment."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010E] = SECRET  # ImageDescription
    exif[0x8825] = {1: "N", 2: (51.0, 20.0, 0.0), 3: "E", 4: (12.0, 22.0, 0.0)}
    made = io.BytesIO()
    comment = {"comment": SECRET.encode()} if form == "JPEG" else {}
    image.save(made, form, exif=exif, **comment)
    return made.getvalue()


def voice(packets: int = 20, secret: str = SECRET, serial: int = 7) -> bytes:
    """An Ogg Opus stream whose tags name somebody; the sound is made up."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    text = f"ARTIST={secret}".encode()
    tags = b"OpusTags" + struct.pack("<I", 4) + b"Lavf" + struct.pack("<II", 1, len(text)) + text
    pages = [
        Page(2, 0, serial, 0, bytes([len(head)]), head),
        *_spread(tags, serial),
        *(
            Page(4 if n == packets - 1 else 0, 960 * (n + 1), serial, 0, bytes([40]), _sound(n))
            for n in range(packets)
        ),
    ]
    return b"".join(_written(page, number) for number, page in enumerate(pages))


def _spread(packet: bytes, serial: int) -> list[Page]:
    """A packet on as many pages of at most two full segments as it needs."""
    lacing = [255] * (len(packet) // 255) + [len(packet) % 255]
    pages, at = [], 0
    for first in range(0, len(lacing), 2):
        part = lacing[first : first + 2]
        body = packet[at : at + sum(part)]
        pages.append(Page(1 if first else 0, 0, serial, 0, bytes(part), body))
        at += len(body)
    return pages


def _sound(number: int) -> bytes:
    return bytes([0x78]) + bytes([number % 256]) * 39


def mp3(frames: int = 5, secret: str = SECRET) -> bytes:
    """MPEG-1 layer III, 128 kbit/s, 44.1 kHz, between an ID3v2 head and an ID3v1 tail."""
    text = secret.encode()
    size = [len(text) >> shift & 127 for shift in (21, 14, 7, 0)]
    head = b"ID3\x04\x00\x00" + bytes(size)
    frame = b"\xff\xfb\x90\x00" + b"\x55" * 413
    return head + text + frame * frames + b"TAG" + text.ljust(125, b"\x00")
