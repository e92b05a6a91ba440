"""A table or other file that somebody sends. In an answer it is the bot's own name for it."""

from __future__ import annotations

from ..messages import Heard, Media, is_document
from .kind import Asking, Kind, Unclear, bounded

LARGEST = 3_000_000
"""Bytes of a table; whatever is larger is no survey."""


class Document(Kind, frozen=True, tag="document"):
    """A file that is neither picture nor sound."""

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Media() as media if is_document(media):
                return bounded(media, LARGEST)
        raise Unclear("want_document")
