"""A photo, as such or as a file. In an answer it is the bot's own name for it."""

from __future__ import annotations

from typing import Any

from ..messages import Heard, Media, MediaKind
from .kind import ASK, Asking, Kind, Unclear, bounded

PICTURES = ("image/jpeg", "image/png", "image/webp")


class Photo(Kind, frozen=True, tag="photo"):
    def read(self, heard: Heard, asking: Asking) -> dict[str, str]:
        match heard:
            case Media(kind=MediaKind.PHOTO):
                return {"photo": bounded(heard)}
            case Media(kind=MediaKind.FILE, media_type=of) if of in PICTURES:
                return {"photo": bounded(heard)}
        raise Unclear("want_photo")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return ASK["photo"].raw(languages)

    def files(self, answer: Any) -> tuple[str, ...]:
        return (str(answer["photo"]),)
