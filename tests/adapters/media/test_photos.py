"""Photos: drawn anew, of a bounded size, with nothing that tells where or when."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from adapters.media import Unusable, cleaned
from dialogs.messages import LARGEST_FILE, MediaKind

from .making import SECRET, photo


def redrawn(content: bytes) -> Image.Image:
    made = cleaned(MediaKind.PHOTO, content)
    assert made.media_type == "image/jpeg"
    return Image.open(io.BytesIO(made.content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_but_the_picture(form: str) -> None:
    sent = photo(form=form)
    assert SECRET.encode() in sent
    made = cleaned(MediaKind.PHOTO, sent).content
    image = Image.open(io.BytesIO(made))
    assert SECRET.encode() not in made
    assert b"Exif" not in made
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    red, _, blue = image.getpixel((10, 10))  # type: ignore[misc]
    assert red > 200 > blue


def test_a_picture_taken_sideways_is_put_upright() -> None:
    image = redrawn(photo((400, 200), turned=6))
    assert image.size == (200, 400)
    red, _, blue = image.getpixel((100, 20))  # type: ignore[misc]
    assert red > 200 > blue


def test_a_large_picture_is_made_smaller() -> None:
    assert redrawn(photo((6000, 4000))).size == (2048, 1365)


def test_what_shines_through_becomes_white() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")
    assert redrawn(made.getvalue()).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_way_to_hold_pixels_is_drawn(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (20, 20)).save(made, "JPEG" if mode == "CMYK" else "PNG")
    assert redrawn(made.getvalue()).mode == "RGB"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def slow(scans: int, size: tuple[int, int] = (64, 64)) -> bytes:
    """A JPEG of few bytes, each scan of which is a pass over all pixels."""
    made = io.BytesIO()
    Image.new("RGB", size).save(made, "JPEG", progressive=True)
    whole = made.getvalue()
    last, end = whole.rindex(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:end] + whole[last:end] * scans + whole[end:]


def test_a_picture_in_several_passes_is_drawn() -> None:
    assert redrawn(slow(scans=5)).size == (64, 64)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        photo()[:2000],
        bomb(100_000, 100_000),
        bomb(30_000, 1_000),
        slow(scans=1_000),
        slow(scans=0, size=(5_000, 4_100)),
        bytes(LARGEST_FILE + 1),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Unusable):
        cleaned(MediaKind.PHOTO, content)


@given(st.data())
def test_a_damaged_picture_is_drawn_or_refused(data: st.DataObject) -> None:
    sent = bytearray(photo((64, 64)))
    for _ in range(data.draw(st.integers(1, 8))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = cleaned(MediaKind.FILE, bytes(sent))
    except Unusable:
        return
    assert SECRET.encode() not in made.content
