"""A voice message; whoever would rather write, writes."""

from __future__ import annotations

from typing import Any

from ..messages import LARGEST_VOICE, Heard, Media, MediaKind, Words
from ..understanding.cleaning import says_something
from .kind import ASK, Asking, Kind, Unclear, bounded

LONGEST = 1000
SOUNDS = ("", "audio/ogg", "audio/opus", "audio/mpeg", "audio/mp3")
"""What messengers record, and what most others do; without a name it is tried."""


class Voice(Kind, frozen=True, tag="voice"):
    """A voice message, or at most 1,000 characters."""

    def read(self, heard: Heard, asking: Asking) -> dict[str, str]:
        match heard:
            case Media(kind=MediaKind.VOICE | MediaKind.AUDIO, media_type=of) if of in SOUNDS:
                return {"voice": bounded(heard, LARGEST_VOICE)}
            case Words(text=text) if says_something(text):
                if len(text) > LONGEST:
                    raise Unclear("too_long", longest=LONGEST, length=len(text))
                return {"text": text}
        raise Unclear("want_voice")

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return str(answer["text"]) if "text" in answer else ASK["voice"].raw(languages)

    def files(self, answer: Any) -> tuple[str, ...]:
        return (str(answer["voice"]),) if "voice" in answer else ()
