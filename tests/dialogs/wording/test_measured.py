"""The rules find what they should in texts that they were not made for."""

from __future__ import annotations

import pytest

from benchmarks.wording import HERE, good_left_alone, measured, read
from dialogs.wording import TITLES

FILES = ["dev", "unseen", "fresh"]


@pytest.mark.parametrize("name", FILES)
def test_most_is_found_and_little_wrongly(name: str) -> None:
    all_ = measured(read(HERE / f"{name}.csv"))["all"]
    assert all_.precision >= 0.95
    assert all_.recall >= 0.9


@pytest.mark.parametrize("name", FILES)
def test_good_texts_are_left_alone(name: str) -> None:
    rows = read(HERE / f"{name}.csv")
    for kinds in (("question",), ("message", "button")):
        alone, of = good_left_alone(rows, kinds)
        assert of > 20
        assert alone >= 0.95 * of


def test_every_label_is_the_name_of_a_rule() -> None:
    for name in FILES:
        assert {rule for row in read(HERE / f"{name}.csv") for rule in row.rules} <= TITLES.keys()
