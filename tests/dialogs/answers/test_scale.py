"""A step on a scale: a number there is the step itself, never a place in the list."""

from __future__ import annotations

import pytest

from dialogs.answers import Scale
from dialogs.messages import Heard, Press
from tests.dialogs.answers.saying import THINGS, answer, asking, candidates, refusal

FIVE = Scale(1, 5, {"de": "gar nicht"}, {"de": "sehr"})
TEN = Scale(0, 10, {"de": "nie"}, {"de": "immer"})


@pytest.mark.parametrize(
    ("kind", "said", "step"),
    [
        (FIVE, "1", 1),
        (FIVE, "5", 5),
        (FIVE, "3.", 3),
        (FIVE, " 3 🙂", 3),
        (FIVE, "drei", 3),
        (FIVE, "Drei!", 3),
        (FIVE, "two", 2),
        (FIVE, "Stufe 2", 2),
        (FIVE, "Nr. 2", 2),
        (FIVE, "4 von 5", 4),
        (FIVE, "4 out of 5", 4),
        (FIVE, "gar nicht", 1),
        (FIVE, "Gar nicht", 1),
        (FIVE, "gar", 1),
        (FIVE, "sehr", 5),
        (FIVE, "sehhr", 5),
        (FIVE, "1 – gar nicht", 1),
        (FIVE, "5 – sehr", 5),
        (FIVE, "5 - sehr", 5),
        (TEN, "0", 0),
        (TEN, "1", 1),
        (TEN, "10", 10),
        (TEN, "null", 0),
        (TEN, "nie", 0),
        (TEN, "immer", 10),
        (TEN, "0 – nie", 0),
    ],
)
def test_a_step_is_known_by_its_number_or_the_name_of_an_end(
    kind: Scale, said: str, step: int
) -> None:
    assert answer(kind, said) == step


@pytest.mark.parametrize(
    "said",
    ["0", "6", "-3", "−3", "–3", "3,5", "3.5", "1000", "zwölf", "a", "b", "e", "", "🙂", "viel"],
)
def test_what_is_not_on_the_scale_is_refused(said: str) -> None:
    assert refusal(FIVE, said) == "off_scale"


def test_what_may_be_both_ends_is_asked_back() -> None:
    kind = Scale(1, 5, {"de": "sehr schlecht"}, {"de": "sehr gut"})
    assert candidates(kind, "sehr") == "sehr schlecht / sehr gut"


@pytest.mark.parametrize("step", range(11))
def test_a_pressed_step_is_the_answer(step: int) -> None:
    assert answer(TEN, Press("1", str(step))) == step


@pytest.mark.parametrize("heard", [*THINGS, Press("1", "11"), Press("1", "-1"), Press("1", "x")])
def test_what_cannot_be_a_step_is_refused(heard: Heard) -> None:
    assert refusal(TEN, heard) == "off_scale"


def test_only_the_ends_are_named() -> None:
    labels = [option.label for option in asking(FIVE).options]
    assert labels == ["1 – gar nicht", "2", "3", "4", "5 – sehr"]


def test_an_answer_is_counted_by_its_number() -> None:
    assert (FIVE.words(2, ("de",)), FIVE.words(5, ("de",))) == ("2", "5 – sehr")
    assert FIVE.keys(2) == ("2",)
