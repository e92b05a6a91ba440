"""A voice message; whoever would rather write, writes."""

from __future__ import annotations

import pytest

from dialogs.answers import Voice
from dialogs.messages import Heard, Media, MediaKind, Press
from dialogs.texts import chain
from tests.dialogs.answers.saying import FILE, PHOTO, POINT, STICKER, VIDEO, VOICE, answer, refusal


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        (VOICE, {"voice": "V1"}),
        (Media(MediaKind.AUDIO, "V2"), {"voice": "V2"}),
        ("Als Kind war ich oft dort.", {"text": "Als Kind war ich oft dort."}),
        ("x" * 1000, {"text": "x" * 1000}),
    ],
)
def test_voice_and_words_are_both_taken(heard: Heard | str, kept: dict[str, str]) -> None:
    assert answer(Voice(), heard) == kept


@pytest.mark.parametrize(
    "heard", [PHOTO, VIDEO, FILE, POINT, STICKER, Press("1", "V1"), "", "🎤", "..."]
)
def test_what_is_neither_is_refused(heard: Heard | str) -> None:
    assert refusal(Voice(), heard) == "want_voice"


def test_what_is_too_long_is_refused() -> None:
    assert refusal(Voice(), "x" * 1001) == "too_long"


def test_an_answer_is_shown_but_never_counted_by_its_content() -> None:
    assert Voice().words({"voice": "V1"}, chain("de")) == "eine Sprachnachricht"
    assert Voice().words({"text": "Als Kind"}, chain("de")) == "Als Kind"
    assert Voice().keys({"voice": "V1"}) == Voice().keys({"text": "Als Kind"}) == ()
