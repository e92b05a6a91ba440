"""What people send, made safe to keep: of a known type and bounded size, without metadata."""

from __future__ import annotations

from msgspec import Struct

from dialogs.messages import LARGEST_FILE, MediaKind

__all__ = ["Cleaned", "Picture", "Unusable", "cleaned", "shrunk"]


class Unusable(Exception):
    """Not a file that can be kept; the text says what is wrong, and nothing of what is in it."""


class Cleaned(Struct, frozen=True):
    media_type: str
    content: bytes


class Picture(Struct, frozen=True):
    """A JPEG, and its width and height in pixels."""

    content: bytes
    width: int
    height: int


def cleaned(kind: MediaKind, content: bytes) -> Cleaned:
    """A photo or a voice message without metadata; raises Unusable."""
    if len(content) > LARGEST_FILE:
        raise Unusable("too large")
    if kind in (MediaKind.VOICE, MediaKind.AUDIO):
        from .voices import without_tags  # noqa: PLC0415 - loaded when somebody sends one

        return without_tags(content)
    # Pillow takes 15 MB and time to load; most bots will never see a photo.
    from .photos import redrawn  # noqa: PLC0415

    return redrawn(content)


def shrunk(content: bytes, most: int) -> Picture:
    """A picture drawn anew with at most 1000 pixels a side and so many bytes; raises Unusable."""
    from .photos import shrunk as drawn  # noqa: PLC0415 - as above

    return drawn(content, most)
