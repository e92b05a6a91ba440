"""Slips of the finger and of the ear cost less than other letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from dialogs.places.slips import slips

WORDS = st.text("abdehilnorstu", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("said", "near", "far"),
    [
        ("borma", "borna", "borta"),  # sounds alike
        ("eilenbrug", "eilenburg", "eilenbxyg"),  # swapped
        ("leipzug", "leipzig", "leipzpg"),  # neighbours on the keyboard
        ("torrgau", "torgau", "torxgau"),  # doubled
        ("delitzsc", "delitzsch", "delitzscr"),  # mute
    ],
)
def test_a_likely_slip_costs_less(said: str, near: str, far: str) -> None:
    assert slips(said, near) < 1 <= slips(said, far)


def test_the_first_letter_counts_for_more() -> None:
    assert slips("korna", "borna") > slips("bokna", "borna")


@given(WORDS, WORDS)
def test_it_never_costs_more_than_plain_letters_do(said: str, name: str) -> None:
    assert 0 <= slips(said, name) <= OSA.distance(said, name) + 0.36
    assert slips(said, said) == 0


@given(WORDS)
def test_something_else_costs_something(said: str) -> None:
    assert slips(said, f"{said}x") > 0
