"""A photo. Only the platform's own name for it is kept until it is fetched."""

from __future__ import annotations

from typing import Any

from ..messages import Heard, Media, MediaKind
from .kind import ASK, Asking, Kind, Unclear


class Photo(Kind, frozen=True, tag="photo"):
    def read(self, heard: Heard, asking: Asking) -> dict[str, str]:
        match heard:
            case Media(kind=MediaKind.PHOTO, ref=ref):
                return {"photo": ref}
        raise Unclear("want_photo")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return ASK["photo"].raw(languages)
