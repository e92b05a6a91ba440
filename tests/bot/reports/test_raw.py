"""One row a ballot: only with the code of two, and with nothing by which a row is somebody's."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.cells import harmless
from bot.reports.raw import TOGETHER, TooFew, raw, rows_csv
from dialogs.places import DISTRICTS
from dialogs.suppression import K
from dialogs.surveys.regions import place_of
from dialogs.surveys.survey import Survey
from storage.database import Database
from storage.store import Store
from tests.storage.samples import NOW, publish
from tests.storage.samples import survey as small

KEYS = [district.key for district in DISTRICTS]
DAY = timedelta(hours=24)


def survey() -> Survey:
    """A question of each kind that could give somebody away."""
    choices = [{"value": v, "label": {"de": f"={v}"}} for v in ("a", "b", "c")]
    kinds: dict[str, dict[str, Any]] = {
        "one": {"type": "pick", "choices": choices},
        "many": {"type": "pick_many", "choices": choices},
        "order": {"type": "rank", "choices": choices},
        "number": {"type": "number", "least": -10, "most": 10},
        "exact": {"type": "number", "least": -10, "most": 10, "decimals": 2},
        "day": {"type": "date"},
        "home": {"type": "place"},
        "work": {"type": "place"},
        "why": {"type": "sentence"},
        "voice": {"type": "voice"},
        "photo": {"type": "photo"},
    }
    asked = [
        {"id": id, "text": {"de": f"{id}?"}, "answer": kind, "optional": True}
        for id, kind in kinds.items()
    ]
    made = {"id": "bus", "opening": {"de": "Warum."}, "questions": asked}
    return msgspec.convert(made, Survey)


def ballot(_: int, home: str = "14729", **answers: Any) -> str:
    usual = {
        "one": "a",
        "many": ["a", "c"],
        "order": ["c", "a"],
        "number": -5,
        "exact": -2.5,
        "day": "1987-06-05",
        "home": home,
        "work": home,
        "why": "",
        "voice": "",
        "photo": "",
    }
    return json.dumps(usual | answers)


def cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_what_could_be_somebodys_is_not_in_it() -> None:
    made = raw(survey(), [ballot(n) for n in range(12)])
    assert made.columns == ("one", "many", "order", "number", "exact", "day")
    assert cells(rows_csv(made))[0] == {
        "one": "a",
        "many": "a c",
        "order": "c a",
        "number": "-5",
        "exact": "'-2.5",
        "day": "1987",
    }
    assert set(made.reasons) == {"day", "home", "work", "why", "voice", "photo"}


def test_there_is_none_of_few() -> None:
    with pytest.raises(TooFew):
        raw(survey(), [ballot(n) for n in range(K - 1)])


def test_skipped_questions_are_empty() -> None:
    made = raw(survey(), ["{}"] * K)
    assert {cell for row in made.rows for cell in row.values()} == {""}


@given(st.lists(st.sampled_from([*KEYS, None]), min_size=K, max_size=400), st.integers(0, 3))
def test_no_place_is_told_of_fewer_than_ten(homes: list[str | None], crowd: int) -> None:
    homes += [KEYS[0]] * crowd * 60 + [KEYS[1]] * crowd * 40
    made = raw(survey(), [ballot(n, home=home) for n, home in enumerate(homes)])  # type: ignore[arg-type]
    told = Counter(row.get("home", "") for row in made.rows)
    assert all(number >= K for name, number in told.items() if name)
    assert "work" not in made.columns
    place = place_of(survey())
    assert place is not None
    if "home" in made.columns:
        assert set(told) <= {*KEYS, TOGETHER, "", "14", "15", "16", "whole"}


def test_the_order_tells_nothing() -> None:
    ballots = [ballot(n, number=n % 20 - 10) for n in range(200)]
    numbers = [[row["number"] for row in raw(survey(), ballots).rows] for _ in range(3)]
    assert numbers[0] != numbers[1] != numbers[2]
    assert sorted(numbers[0], key=int) == sorted(numbers[1], key=int)  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_no_cell_is_a_formula(text: str) -> None:
    cell = str(harmless(text))
    assert not cell.lstrip()[:1] or cell.lstrip()[0] not in "=+-@＝＋－＠"
    assert "\n" not in cell
    assert "\r" not in cell


# The code.


def asked_and_given(database: Database) -> str:
    publish(database, small())

    def work(store: Store) -> None:
        assert store.releases.ask("bus", "anna", NOW, NOW + DAY)
        assert not store.releases.ask("bus", "bodo", NOW, NOW + DAY)
        store.releases.give("bus", "bodo", "CODE2CODE2", NOW + DAY)

    database.do(work)
    return "CODE2CODE2"


def test_a_code_works_once(database: Database) -> None:
    code = asked_and_given(database)
    use: Callable[[Store], object] = lambda store: store.releases.use("bus", code, NOW)  # noqa: E731
    assert database.do(use)
    assert database.do(use) is None


@pytest.mark.parametrize(
    ("survey", "code", "hours"),
    [("bus", "CODE2CODE3", 0), ("other", "CODE2CODE2", 0), ("bus", "CODE2CODE2", 24)],
)
def test_no_other_code_works(database: Database, survey: str, code: str, hours: int) -> None:
    asked_and_given(database)
    then = NOW + timedelta(hours=hours)
    assert database.do(lambda store: store.releases.use(survey, code, then)) is None


def test_what_only_one_asked_for_cannot_be_used(database: Database) -> None:
    publish(database, small())
    database.do(lambda store: store.releases.ask("bus", "anna", NOW, NOW + DAY))
    for code in ("", "CODE2CODE2"):
        assert database.do(lambda store, c=code: store.releases.use("bus", c, NOW)) is None  # type: ignore[misc]


def test_what_has_expired_can_be_asked_for_again_and_is_forgotten(database: Database) -> None:
    asked_and_given(database)
    later = NOW + DAY
    assert database.do(lambda store: store.releases.ask("bus", "bodo", later, later + DAY))
    assert database.do(lambda store: store.releases.forget(later)) == 0
    assert database.do(lambda store: store.releases.forget(later + DAY)) == 1


def test_shuffling_is_not_seeded() -> None:
    """Whoever knows the program cannot put the rows back."""
    random.seed(1)
    ballots = [ballot(n, number=n % 20 - 10) for n in range(200)]
    first = raw(survey(), ballots).rows
    random.seed(1)
    assert raw(survey(), ballots).rows != first
