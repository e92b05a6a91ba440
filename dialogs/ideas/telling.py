"""How people tell an idea, and how they name one."""

from __future__ import annotations

from typing import Any

from ..answers import Asking, Kind, Photo, Unclear, Voice
from ..conditions import Answered, Answers
from ..messages import Heard, Media, MediaKind, Place, Words
from ..places.points import municipality_at
from ..understanding.ideas import idea_in
from .states import LONGEST

_PHOTO = Photo()


class Telling(Voice, frozen=True, tag="telling"):
    """Words, or a voice message, or a photo, which may bring words along."""

    def read(self, heard: Heard, asking: Asking) -> dict[str, str]:
        match heard:
            case Media(kind=MediaKind.PHOTO | MediaKind.FILE, caption=caption):
                if len(caption) > LONGEST:
                    raise Unclear("too_long", longest=LONGEST, length=len(caption))
                photo = _PHOTO.read(heard, asking)
                return {**photo, "text": caption.strip()} if caption.strip() else photo
            case Media(kind=MediaKind.VOICE | MediaKind.AUDIO) | Words():
                return super().read(heard, asking)
        raise Unclear("want_idea")

    def files(self, answer: Any) -> tuple[str, ...]:
        return tuple(str(answer[kind]) for kind in ("photo", "voice") if kind in answer)


class Wordless(Answered, frozen=True, tag="wordless"):
    """True where an idea was told by a photo or a voice message alone."""

    def holds(self, answers: Answers) -> bool:
        return super().holds(answers) and "text" not in answers[self.question]


class Numbered(Kind, frozen=True, tag="numbered"):
    """The number of an idea."""

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text) if number := idea_in(text, bare=True):
                return number
        raise Unclear("want_idea_number")


class Pointed(Kind, frozen=True, tag="pointed"):
    """An exact point that was sent on purpose: `lat lon` in degrees, inside the region."""

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Place(lat=lat, lon=lon) if municipality_at(lat, lon):
                return f"{lat:.5f} {lon:.5f}"
            case Place():
                raise Unclear("point_outside")
        raise Unclear("want_point")
