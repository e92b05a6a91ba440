"""Several of several options: in one go by words, one after the other by tapping."""

from __future__ import annotations

import pytest

from dialogs.answers import Choice, Draft, PickMany, Unclear
from dialogs.markup import words
from dialogs.messages import Heard, Press
from tests.dialogs.answers.saying import (
    THINGS,
    answer,
    asking,
    candidates,
    choices,
    refusal,
    tapped,
)

OPTIONS = choices(
    bus="Bus",
    rail="Bahn",
    jobs="Industrie und Arbeit",
    paths="Sichere Radwege",
    none="Nichts davon",
)
MANY = PickMany(OPTIONS, alone=("none",))
TWO_TO_THREE = PickMany(OPTIONS, least=2, most=3)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("1", ("bus",)),
        ("Bus", ("bus",)),
        ("1, 3", ("bus", "jobs")),
        ("1,3", ("bus", "jobs")),
        ("1 3", ("bus", "jobs")),
        ("1 und 3", ("bus", "jobs")),
        ("1 + 3", ("bus", "jobs")),
        ("1/3", ("bus", "jobs")),
        ("1; 3", ("bus", "jobs")),
        ("1\n3", ("bus", "jobs")),
        ("1 & 3", ("bus", "jobs")),
        ("1 and 3", ("bus", "jobs")),
        ("1, 2 und 4", ("bus", "rail", "paths")),
        ("3, 1", ("bus", "jobs")),
        ("1, 1, 1", ("bus",)),
        ("1, Bus", ("bus",)),
        ("Bus und Bahn", ("bus", "rail")),
        ("BUS UND BAHN!", ("bus", "rail")),
        ("Bus, Bahn", ("bus", "rail")),
        ("bahn und radweg", ("rail", "paths")),
        ("Bus und Radwege 🚲", ("bus", "paths")),
        ("Bus und Bhan", ("bus", "rail")),
        ("Nichts davon", ("none",)),
        ("nichts", ("none",)),
        # A label with "und" in it is one option, and so are its two halves.
        ("Industrie und Arbeit", ("jobs",)),
        ("industrie und arbeit, bus", ("bus", "jobs")),
        ("Arbeit und Bus", ("bus", "jobs")),
    ],
)
def test_a_list_is_understood_and_kept_in_the_order_of_the_options(
    said: str, values: tuple[str, ...]
) -> None:
    assert answer(MANY, said) == values


@pytest.mark.parametrize(
    "said", ["", "🚌", "Flugzeug", "1, 9", "Bus und Flugzeug", "13", "0", "weder noch", "-"]
)
def test_what_names_something_else_is_refused_whole(said: str) -> None:
    assert refusal(MANY, said) == "want_pick"


def test_what_may_be_several_is_asked_back() -> None:
    kind = PickMany(choices(a="Bus am Tag", b="Bus am Abend", c="Bahn"))
    assert candidates(kind, "Bus und Bahn") == "Bus am Tag / Bus am Abend"


@pytest.mark.parametrize(
    ("said", "text"),
    [("1", "too_few"), ("1, 2, 3, 4", "too_many"), ("Bus", "too_few")],
)
def test_as_many_as_asked_for(said: str, text: str) -> None:
    assert refusal(TWO_TO_THREE, said) == text


@pytest.mark.parametrize("said", ["1, 2", "1, 2, 3"])
def test_any_number_between_the_limits_will_do(said: str) -> None:
    assert len(answer(TWO_TO_THREE, said)) == said.count(",") + 1


def test_none_of_these_goes_with_nothing_else() -> None:
    assert refusal(MANY, "Bus und nichts davon") == "alone"


def test_what_stands_alone_is_named_in_the_persons_language() -> None:
    labels = {"bus": ("Bus", "Bus"), "none": ("Nichts", "Nothing")}
    options = tuple(Choice(v, {"de": de, "en": en}) for v, (de, en) in labels.items())
    with pytest.raises(Unclear) as caught:
        answer(PickMany(options, alone=("none",)), "1, 2", "en")
    assert caught.value.values == {"choice": "Nothing"}


@pytest.mark.parametrize(
    ("taps", "draft"),
    [
        (["bus"], ("bus",)),
        (["rail", "bus"], ("rail", "bus")),
        (["bus", "rail", "bus"], ("rail",)),
        (["bus", "bus"], ()),
        (["bus", "rail", "none"], ("none",)),
        (["none", "bus"], ("bus",)),
        (["none", "none"], ()),
    ],
)
def test_tapping_chooses_and_takes_back(taps: list[str], draft: tuple[str, ...]) -> None:
    assert tapped(MANY, *taps) == Draft(draft)


@pytest.mark.parametrize(
    ("draft", "left"), [(("bus", "rail"), ("rail",)), (("rail",), ("rail",)), ((), ())]
)
def test_a_press_that_is_taken_back_only_takes_out(
    draft: tuple[str, ...], left: tuple[str, ...]
) -> None:
    assert answer(MANY, Press("1", "bus", off=True), draft=draft) == Draft(left)


@pytest.mark.parametrize(
    ("said", "draft"), [("Bahn", ("bus", "rail")), ("2, 4", ("bus", "rail", "paths")), ("1", ())]
)
def test_who_has_tapped_some_and_types_another_means_both(
    said: str, draft: tuple[str, ...]
) -> None:
    assert answer(MANY, said, draft=("bus",)) == Draft(draft)


def test_what_is_chosen_is_marked_and_said() -> None:
    chosen = asking(MANY, draft=("rail", "bus"))
    assert [option.label for option in chosen.options] == [
        "✓ Bus",
        "✓ Bahn",
        "Industrie und Arbeit",
        "Sichere Radwege",
        "Nichts davon",
    ]
    assert "Bahn, Bus" in words(MANY.instruction(chosen))


def test_done_makes_the_draft_the_answer() -> None:
    assert MANY.finish(asking(MANY, draft=("rail", "bus"))) == ("bus", "rail")


@pytest.mark.parametrize(
    ("draft", "text"),
    [(("bus",), "too_few"), (("bus", "rail", "jobs", "paths"), "too_many")],
)
def test_done_is_refused_until_there_are_as_many_as_asked_for(
    draft: tuple[str, ...], text: str
) -> None:
    with pytest.raises(Unclear) as caught:
        TWO_TO_THREE.finish(asking(TWO_TO_THREE, draft=draft))
    assert caught.value.text == text


@pytest.mark.parametrize("heard", [*THINGS, Press("1", "plane"), Press("1", "bus,rail")])
def test_what_cannot_be_options_is_refused(heard: Heard) -> None:
    assert refusal(MANY, heard) == "want_pick"


def test_an_answer_is_shown_by_its_labels_and_counts_once_for_each() -> None:
    assert MANY.words(["bus", "paths"], ("de",)) == "Bus, Sichere Radwege"
    assert MANY.keys(["bus", "paths"]) == ("bus", "paths")
