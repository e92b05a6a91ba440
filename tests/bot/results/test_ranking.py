"""The mean places of a ranking, and days in periods."""

from __future__ import annotations

import pytest

from bot.results.periods import MOST, periods
from bot.results.ranking import Ranked, ranking
from dialogs.answers import Choice, Rank
from dialogs.texts import chain

DE = chain("de")
THREE = tuple(Choice(name, {"de": name.upper()}) for name in "abc")


def test_the_best_comes_first() -> None:
    counts = {"a@1": 10, "b@1": 40, "a@2": 40, "c@2": 10, "b@3": 10, "c@3": 40}
    found = ranking(Rank(THREE), counts, 50, DE)
    assert found == (Ranked("b", "B", 1.4), Ranked("a", "A", 1.8), Ranked("c", "C", 2.8))
    assert round(sum(one.place for one in found), 6) == 6, "the places of all make up all places"


def test_what_is_not_named_shares_the_places_left() -> None:
    counts = {"a@1": 60, "b@1": 40}
    found = ranking(Rank(THREE, most=1), counts, 100, DE)
    assert [one.place for one in found] == [1.6, 1.9, 2.5]


@pytest.mark.parametrize("spot", ["c@3", "c@1"])
def test_a_mean_never_tells_what_nearly_all_of_few_said(spot: str) -> None:
    counts = {"a@1": 15, "b@1": 15, "a@2": 15, "b@2": 15, spot: 30}
    assert ranking(Rank(THREE), counts, 30, DE) == ()


def test_nobody_has_no_mean() -> None:
    assert ranking(Rank(THREE), {}, 0, DE) == ()


def test_days_are_told_in_months_quarters_years_and_more() -> None:
    def values(*days: str) -> list[str]:
        return [value for value, _, _ in periods(dict.fromkeys(days, 1), DE)]

    assert values("2026-11-22", "2027-01-31") == ["2026-11", "2026-12", "2027-01"]
    assert values("2026-02-01", "2027-05-01")[0::5] == ["2026-Q1", "2027-Q2"]
    assert values("2020-02-01", "2026-05-01")[0::6] == ["2020", "2026"]
    assert values("1990-02-01", "2026-05-01")[0] == "1990..1994"
    assert len(values("0001-01-01", "9999-12-31")) <= MOST
    assert values() == []


def test_every_day_is_in_one_period() -> None:
    days = [
        f"{year}-{month:02}-{day:02}"
        for year in (2025, 2026)
        for month in (1, 12)
        for day in (1, 31)
    ]
    found = list(periods(dict.fromkeys(days, 1), DE))
    assert sorted(day for _, _, inside in found for day in inside) == sorted(days)
    assert [label for _, label, _ in found][:2] == ["1. Quartal 2025", "2. Quartal 2025"]
    english = list(periods({"2026-03-05": 1}, chain("en")))
    assert english[0][1] == "March 2026"
