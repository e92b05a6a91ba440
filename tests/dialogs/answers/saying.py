"""Says things to a kind of answer, as the engine would hand them over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dialogs.answers import Asking, Choice, Draft, Kind, Unclear, Understood
from dialogs.markup import words
from dialogs.messages import Heard, Media, MediaKind, Other, Place, Press, Words
from dialogs.places import shipped_places
from dialogs.texts import chain, load
from dialogs.understanding.cleaning import clean

TODAY = date(2026, 11, 22)
"""A Sunday."""
UNCLEAR = load("unclear")

PHOTO = Media(MediaKind.PHOTO, "F1")
VOICE = Media(MediaKind.VOICE, "V1")
VIDEO = Media(MediaKind.VIDEO, "F2")
FILE = Media(MediaKind.FILE, "F3")
POINT = Place(51.3, 12.4)
STICKER = Other("sticker")
THINGS = (PHOTO, VOICE, Media(MediaKind.AUDIO, "V2"), VIDEO, FILE, POINT, STICKER)


def choices(**labels: str) -> tuple[Choice, ...]:
    """Options by their values, in German only."""
    return tuple(Choice(value, {"de": label}) for value, label in labels.items())


def asking(kind: Kind, language: str = "de", draft: tuple[str, ...] = ()) -> Asking:
    languages = chain(language)
    return Asking(kind.options(languages, draft), languages, TODAY, shipped_places(), draft)


def answer(
    kind: Kind, said: Heard | str, language: str = "de", draft: tuple[str, ...] = ()
) -> Any:
    """What is understood; raises Unclear."""
    found = read(kind, said, language, draft)
    return found.answer if isinstance(found, Understood) else found


def read(kind: Kind, said: Heard | str, language: str = "de", draft: tuple[str, ...] = ()) -> Any:
    """The same with what is said back."""
    heard = Words(clean(said)) if isinstance(said, str) else said
    return kind.read(heard, asking(kind, language, draft))


def refusal(
    kind: Kind, said: Heard | str, language: str = "de", draft: tuple[str, ...] = ()
) -> str:
    """The name of the text that tells why it is not understood; the text can be said."""
    with pytest.raises(Unclear) as caught:
        answer(kind, said, language, draft)
    for spoken in ("de", "de-simple", "en"):
        assert words(UNCLEAR[caught.value.text].fill(chain(spoken), **caught.value.values))
    return caught.value.text


def candidates(kind: Kind, said: str, draft: tuple[str, ...] = ()) -> str:
    """What is asked back where more than one thing may be meant."""
    with pytest.raises(Unclear) as caught:
        answer(kind, said, draft=draft)
    assert caught.value.text == "ambiguous"
    return str(caught.value.values["candidates"])


def tapped(kind: Kind, *values: str) -> Any:
    """The draft, or the answer, that tapping one option after the other leads to."""
    draft: tuple[str, ...] = ()
    for value in values:
        found = answer(kind, Press("1", value), draft=draft)
        if not isinstance(found, Draft):
            return found
        draft = found.values
    return Draft(draft)
