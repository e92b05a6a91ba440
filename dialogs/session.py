"""What is remembered of a conversation between two turns, as JSON with a format tag."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct


class Frame(Struct, frozen=True, omit_defaults=True):
    """A flow under way at `step`; the order of `answers` is the path taken to get there.

    `before` keeps answers that were taken back, to offer them again; they never steer.
    `poster` is the code of the poster that led here.
    `draft` is the open answer as far as it has been given. `editing` names the question that is
    being changed from the review, `unedited` holds the answers as they were then. `seed` settles
    the order of options where a survey leaves that to chance.
    """

    flow: str
    version: int = 0
    step: str = ""
    answers: dict[str, Any] = {}
    before: dict[str, Any] = {}
    draft: tuple[str, ...] = ()
    editing: str = ""
    unedited: dict[str, Any] = {}
    page: int = 0
    misses: int = 0
    seed: int = 0
    poster: str = ""


class Session(Struct, frozen=True, omit_defaults=True, tag_field="format", tag="1"):
    """All that a chat has under way; the last frame is the one being talked about.

    `asked` numbers the questions as they are opened: a press bears the number of its question.
    `dropped` is what the last turn threw away, kept for one turn so that it can be undone.
    """

    frames: tuple[Frame, ...] = ()
    asked: int = 0
    paused: bool = False
    dropped: tuple[Frame, ...] = ()


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Session).decode
