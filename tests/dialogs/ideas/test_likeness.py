"""Ideas that ask for the same are found, others are not, and near ones go first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ideas import FILES, read, verdict
from dialogs.ideas.likeness import Known, Likeness
from dialogs.ideas.meaning import meaning

BORNA, LEIPZIG, TORGAU = "14729050", "14713000", "14730310"


def shelf(*texts: str, places: dict[int, str] | None = None) -> Likeness:
    where = places or {}
    return Likeness(Known(n, meaning(t), where.get(n, "")) for n, t in enumerate(texts, 1))


def found(on: Likeness, text: str, place: str = "") -> list[int]:
    return [like.id for like in on.alike(text, place)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_enough_of_the_labelled_pairs_are_told_apart(file: object) -> None:
    """Below what was measured (docs/messwerte.md), so that only a loss fails."""
    told = verdict(read(next(f for f in FILES if f is file)))
    assert told.precision >= 0.88
    assert told.recall >= 0.8


def test_there_are_enough_pairs_and_none_of_the_unseen_ones_was_seen() -> None:
    seen, unseen = ({frozenset((p.first, p.second)) for p in read(file)} for file in FILES)
    assert len(seen) + len(unseen) >= 150
    assert not seen & unseen


def test_compounds_and_other_words_for_the_same_count() -> None:
    on = shelf("Ein Fahrradweg nach Pegau", "Ein Museum in Pegau")
    assert found(on, "Zwischen uns und Pegau fehlt ein Radweg") == [1]


def test_an_idea_in_english_finds_its_like_in_german() -> None:
    on = shelf("Der Spielplatz braucht neue Schaukeln", "Mehr Busse am Abend")
    assert found(on, "Please repair the playground") == [1]


def test_the_same_somewhere_else_is_not_alike() -> None:
    on = shelf("Radweg von Groitzsch nach Pegau")
    assert found(on, "Radweg von Zeitz nach Weißenfels") == []


def test_the_nearer_one_goes_first() -> None:
    same = "Mehr Bänke im Park"
    on = shelf(same, same, same, places={1: TORGAU, 2: BORNA, 3: LEIPZIG})
    assert found(on, same, BORNA)[0] == 2
    assert found(on, same, BORNA)[-1] == 1


def test_at_most_three_are_found() -> None:
    assert len(shelf(*["Mehr Bänke im Park"] * 9).alike("Bänke im Park")) == 3


def test_what_has_been_dropped_is_not_found_any_more() -> None:
    on = shelf("Mehr Bänke im Park", "Ein Museum")
    on.drop(1)
    on.drop(77)
    assert found(on, "Bänke im Park") == []
    assert len(on) == 1


@given(st.lists(st.text(max_size=200), max_size=4), st.text(max_size=300))
def test_no_text_does_any_harm(texts: list[str], sought: str) -> None:
    on = shelf(*texts)
    assert all(0 < like.likeness <= 1.5 for like in on.alike(sought))


@given(
    st.lists(
        st.sampled_from(["bus", "radweg", "see", "müll", "schule", "pegau", "borna"]), max_size=6
    )
)
def test_what_is_the_same_is_as_alike_as_can_be(words: list[str]) -> None:
    one = Known(1, meaning(" ".join(words)))
    on = Likeness([one])
    if one.meaning.weights:
        assert on.between(one, one) >= 0.99
