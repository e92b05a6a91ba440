"""Options put in order: in one go by words, one after the other by tapping."""

from __future__ import annotations

import pytest

from dialogs.answers import Draft, Rank, Unclear
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

OPTIONS = choices(price="Preis", time="Fahrzeiten", near="Kurzer Weg", safe="Sicherheit")
ALL = Rank(OPTIONS)
BEST_TWO = Rank(OPTIONS, most=2)


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("2, 1, 3, 4", ("time", "price", "near", "safe")),
        ("2134", None),
        ("2 1 3 4", ("time", "price", "near", "safe")),
        ("4,3,2,1", ("safe", "near", "time", "price")),
        # The last place follows by itself.
        ("2, 1, 3", ("time", "price", "near", "safe")),
        ("Weg, Preis, Sicherheit", ("near", "price", "safe", "time")),
        ("Sicherheit, dann Preis", None),
        ("sicherheit und preis und fahrzeiten", ("safe", "price", "time", "near")),
    ],
)
def test_an_order_is_understood_and_kept(said: str, order: tuple[str, ...] | None) -> None:
    if order:
        assert answer(ALL, said) == order
    else:
        assert refusal(ALL, said) == "want_pick"


@pytest.mark.parametrize(
    ("said", "order"),
    [("2, 1", ("time", "price")), ("2, 1, 3", ("time", "price")), ("1, 1, 2", ("price", "time"))],
)
def test_only_as_many_places_as_asked_for(said: str, order: tuple[str, ...]) -> None:
    assert answer(BEST_TWO, said) == order


@pytest.mark.parametrize(
    ("said", "draft"), [("Preis", ("price",)), ("3", ("near",)), ("2, 4", ("time", "safe"))]
)
def test_an_order_that_is_not_whole_yet_is_a_draft(said: str, draft: tuple[str, ...]) -> None:
    assert answer(ALL, said) == Draft(draft)


@pytest.mark.parametrize(
    ("taps", "found"),
    [
        (["near"], Draft(("near",))),
        (["near", "near"], Draft(())),
        (["near", "time", "near"], Draft(("time",))),
        (["near", "time", "safe"], ("near", "time", "safe", "price")),
    ],
)
def test_tapping_ranks_and_takes_back(taps: list[str], found: object) -> None:
    assert tapped(ALL, *taps) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Preis", Draft(("near", "price"))),
        ("3", Draft(())),
        ("Kurzer Weg (1.)", Draft(())),
        ("4, 3, 2, 1", ("safe", "near", "time", "price")),
    ],
)
def test_words_go_on_from_what_was_tapped(said: str, found: object) -> None:
    assert answer(ALL, said, draft=("near",)) == found


def test_ranks_are_shown_and_the_options_keep_their_places() -> None:
    ranked = asking(ALL, draft=("near", "price"))
    assert [option.label for option in ranked.options] == [
        "Preis (2.)",
        "Fahrzeiten",
        "Kurzer Weg (1.)",
        "Sicherheit",
    ]
    assert "1. Kurzer Weg, 2. Preis" in words(ALL.instruction(ranked))


def test_done_is_refused_until_every_place_is_filled() -> None:
    with pytest.raises(Unclear) as caught:
        ALL.finish(asking(ALL, draft=("near",)))
    assert caught.value.text == "rank_more"
    assert caught.value.values == {"left": 3}


@pytest.mark.parametrize("said", ["", "🙂", "Preis und Farbe", "9", "1, 9"])
def test_what_names_something_else_is_refused_whole(said: str) -> None:
    assert refusal(ALL, said) == "want_pick"


def test_what_may_be_several_is_asked_back() -> None:
    kind = Rank(choices(a="Bus am Tag", b="Bus am Abend", c="Bahn"))
    assert candidates(kind, "Bahn, Bus") == "Bus am Tag / Bus am Abend"


@pytest.mark.parametrize("heard", [*THINGS, Press("1", "colour"), Press("1", "")])
def test_what_cannot_be_an_order_is_refused(heard: Heard) -> None:
    assert refusal(ALL, heard) == "want_rank"


def test_an_answer_is_shown_with_its_places_and_counted_by_them() -> None:
    assert ALL.words(["near", "price"], ("de",)) == "1. Kurzer Weg, 2. Preis"
    assert ALL.keys(["near", "price"]) == ("near@1", "price@2")
