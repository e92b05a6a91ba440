"""A photo."""

from __future__ import annotations

import pytest

from dialogs.answers import Photo
from dialogs.messages import Heard, Media, MediaKind, Press
from dialogs.texts import chain
from tests.dialogs.answers.saying import PHOTO, THINGS, answer, refusal


@pytest.mark.parametrize("photo", [PHOTO, Media(MediaKind.PHOTO, "F1", "Der Marktplatz")])
def test_a_photo_is_kept_by_its_name(photo: Media) -> None:
    assert answer(Photo(), photo) == {"photo": "F1"}


@pytest.mark.parametrize(
    "heard",
    [*(thing for thing in THINGS if thing != PHOTO), Press("1", "F1"), "ein Foto", "", "🙂"],
)
def test_what_is_no_photo_is_refused(heard: Heard | str) -> None:
    assert refusal(Photo(), heard) == "want_photo"


def test_an_answer_is_named_but_never_counted_by_its_content() -> None:
    assert Photo().words({"photo": "F1"}, chain("de")) == "ein Foto"
    assert Photo().words({"photo": "F1"}, chain("en")) == "a photo"
    assert Photo().keys({"photo": "F1"}) == ()
