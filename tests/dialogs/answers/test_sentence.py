"""An answer in the person's own words."""

from __future__ import annotations

import pytest

from dialogs.answers import Sentence, Unclear
from dialogs.messages import Heard, Press
from tests.dialogs.answers.saying import THINGS, answer, refusal

LINE = Sentence(longest=20)


@pytest.mark.parametrize(
    "said",
    [
        "Mehr Busse",
        "ok",
        "7",
        "Ä",
        "Mehr Busse 🚌",
        "**fett** {name}",
        "a\nb",
        "Більше автобусів",
        "المزيد من الحافلات",
        "x" * 20,
    ],
)
def test_any_words_are_taken_as_they_stand(said: str) -> None:
    assert answer(LINE, said) == said


def test_space_around_words_is_dropped() -> None:
    assert answer(LINE, "  Mehr Busse \n") == "Mehr Busse"


@pytest.mark.parametrize("said", ["", "   ", "🙂", "🚌🚲", "...", "?!", "–", "\u200b", "\x00"])
def test_what_says_nothing_in_words_is_refused(said: str) -> None:
    assert refusal(LINE, said) == "want_text"


@pytest.mark.parametrize("length", [21, 1000, 65_536])
def test_what_is_too_long_is_refused(length: int) -> None:
    assert refusal(LINE, "x" * length) == "too_long"


def test_how_much_too_long_it_is_is_told() -> None:
    with pytest.raises(Unclear) as caught:
        answer(LINE, "x" * 21)
    assert caught.value.values == {"longest": 20, "length": 21}


@pytest.mark.parametrize("heard", [*THINGS, Press("1", "text")])
def test_what_has_no_words_is_refused(heard: Heard) -> None:
    assert refusal(LINE, heard) == "want_text"


def test_an_answer_is_shown_but_never_counted_by_its_content() -> None:
    assert LINE.words("Mehr Busse", ("de",)) == "Mehr Busse"
    assert LINE.keys("Mehr Busse") == ()
