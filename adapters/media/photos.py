"""Photos, drawn anew: what is not a pixel is gone, such as where and when it was taken."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageOps

from . import Cleaned, Picture, Unusable

FORMATS = ("JPEG", "PNG", "WEBP")
SIDE = 2048
"""Pixels of the longer side that are kept."""
PIXELS, DECODED = 50_000_000, 20_000_000
"""Pixels from which on an image is taken for a bomb: as plain JPEG, and as anything else."""
SCANS = 50
"""Passes over the picture that a JPEG may be made of; usual are ten, and each takes its time."""
QUALITY = 85
SIDES = (1000, 700, 500, 350, 250)
"""Pixels of the longer side that a picture of few bytes may have, the largest that fits first."""
_SCAN = b"\xff\xda"
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, struct.error)


def redrawn(content: bytes) -> Cleaned:
    """The picture as a JPEG of at most 2048 pixels, the right way up; raises Unusable."""
    return Cleaned("image/jpeg", _redrawn(content, SIDE).content)


def shrunk(content: bytes, most: int) -> Picture:
    """The same of at most so many bytes; raises Unusable."""
    for side in SIDES:
        made = _redrawn(content, side)
        if len(made.content) <= most:
            return made
    raise Unusable("too many bytes, however small it is")


def _redrawn(content: bytes, side: int) -> Picture:
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(content), formats=FORMATS) as image,
        ):
            # A JPEG is decoded at a fraction of its size, which bounds time and memory; one that
            # comes in several passes is held whole until the last.
            plain = image.format in ("JPEG", "MPO") and "progressive" not in image.info
            most = PIXELS if plain else DECODED
            if image.width * image.height > most:
                raise Unusable("too many pixels")
            if image.format in ("JPEG", "MPO") and content.count(_SCAN) > SCANS:
                raise Unusable("too many scans")
            image.draft("RGB", (side, side))
            return _drawn(image, side)
    except (*_BROKEN, Image.DecompressionBombError) as error:
        raise Unusable(type(error).__name__) from None


def measured(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, without drawing anything; None for what is no picture."""
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(content), formats=FORMATS) as image,
        ):
            return image.size
    except (*_BROKEN, Image.DecompressionBombError):
        return None


def _drawn(image: Image.Image, side: int) -> Picture:
    image.load()
    # Before it is turned: what turns it makes a copy.
    image.thumbnail((side, side))
    upright = ImageOps.exif_transpose(image)
    opaque = upright.convert("RGBA") if upright.mode in ("LA", "P", "PA", "RGBA") else None
    plain = Image.new("RGB", upright.size, "white")
    if opaque is None:
        plain.paste(upright.convert("RGB"))
    else:
        plain.paste(opaque, mask=opaque)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=QUALITY)
    return Picture(written.getvalue(), *plain.size)
