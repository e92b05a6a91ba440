"""Why something of a calendar cannot be read: there are words for each reason everywhere."""

from __future__ import annotations

import msgspec
import pytest

from dialogs.events.reasons import NAMES, SPOTS, Reason, Spot, Where, all_in_words, few, in_words
from dialogs.markup import fields
from dialogs.texts import LANGUAGES, load, read

EACH = tuple(Reason("status", number) for number in range(500, 512))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_and_each_place_has_its_words_and_none_is_left_over(language: str) -> None:
    assert read()[language]["reasons"].keys() == set(NAMES)
    assert read()[language]["spots"].keys() == {*SPOTS, "untitled"}
    for text in (*load("reasons").values(), *load("spots").values()):
        assert fields(text.by_language[language]) <= {"number", "said", "among"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spot", SPOTS)
def test_each_reason_is_one_line_that_says_where(spot: Spot, language: str) -> None:
    for name in NAMES:
        where = Where(spot, 17, "Fest")
        told = in_words(Reason(name, 12, "xy", "a, b", where), language)
        assert "\n" not in told
        assert "{" not in told
        assert "17" in told or "Fest" in told or spot == "rest"


def test_somebody_elses_words_are_no_markup() -> None:
    where = Where("line", 3, "**Fest** {number}")
    assert "**Fest** {number}" in in_words(Reason("private", where=where), "de")
    assert in_words(Reason("private", where=Where("line", 3)), "en").startswith(
        "Line 3 (no title)"
    )


def test_few_of_many_say_how_many_more_there_are() -> None:
    assert few(EACH, 12) == few(EACH, 11) == EACH
    assert few(EACH, 5) == (*EACH[:5], Reason("more", 7))
    assert few(few(EACH, 8), 5) == few(EACH, 5)
    assert all_in_words(few(EACH, 1), "en").splitlines() == [
        "The server answers with 500.",
        "And 11 more.",
    ]


def test_a_reason_can_be_kept() -> None:
    reason = Reason("none_of", said="x", among="a, b", where=Where("cell", 3, "thema"))
    assert msgspec.json.decode(msgspec.json.encode(reason), type=Reason) == reason
