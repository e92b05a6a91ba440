"""Answers about events: asked back only for what is missing; links and numbers bounded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Draft, Unclear
from dialogs.messages import Place, Press
from dialogs.organising.links import Link, is_link
from dialogs.organising.times import Times
from dialogs.organising.venue import Venue
from dialogs.organising.when import Until, When
from tests.dialogs.answers.saying import THINGS, answer, read

WHEN, VENUE = When(), Venue()


def test_a_whole_answer_is_not_asked_back() -> None:
    assert answer(WHEN, "Sa 5.12. 18-20 Uhr") == ("2026-12-05", "", "18:00", "20:00")
    assert answer(WHEN, "5. und 6. Dezember") == ("2026-12-05", "2026-12-06", "", "")


@pytest.mark.parametrize("hour", ["18", "18 Uhr", "um sechs abends", "18:00"])
def test_only_a_missing_hour_is_asked_back(hour: str) -> None:
    draft = read(WHEN, "5.12.")
    assert isinstance(draft, Draft)
    assert answer(WHEN, hour, draft=draft.values) == ("2026-12-05", "", "18:00", "")
    assert answer(WHEN, Press("1", "all"), draft=draft.values) == ("2026-12-05", "", "all", "")


def test_only_a_missing_day_is_asked_back() -> None:
    draft = read(WHEN, "18-20 Uhr")
    assert isinstance(draft, Draft)
    assert answer(WHEN, "Samstag", draft=draft.values) == ("2026-11-28", "", "18:00", "20:00")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("28.3.2027 2:30", "when_gap"),
        ("5.12. 18-5 Uhr", ""),
        ("5.12. 20 bis 18 Uhr", "when_backwards"),
        ("5.12.2025 18 Uhr", "when_past"),
        ("5.12.2031 18 Uhr", "when_far"),
        ("bald", "want_when"),
    ],
)
def test_what_cannot_be_is_explained(said: str, why: str) -> None:
    if not why:
        assert answer(WHEN, said)[3] == "05:00"
        return
    with pytest.raises(Unclear) as refused:
        read(WHEN, said)
    assert refused.value.text == why


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Rathaus, Markt 1, 04552 Borna", "14729050"),
        ("Kulturhaus Böhlen", "14729040"),
        ("Leipzig, Augustusplatz", "14713000"),
        ("online", "revier"),
    ],
)
def test_an_address_keeps_its_words_and_finds_its_place(said: str, key: str) -> None:
    assert answer(VENUE, said) == (key, said)


def test_only_a_missing_town_is_asked_back() -> None:
    draft = read(VENUE, "Alte Schmiede")
    assert isinstance(draft, Draft)
    assert answer(VENUE, "Borna", draft=draft.values) == ("14729050", "Alte Schmiede, Borna")
    point = answer(VENUE, Place(51.12, 12.49), draft=draft.values)
    assert point == ("14729050", "Alte Schmiede, Borna")


@pytest.mark.parametrize("kind", [WHEN, VENUE, Link(), Until(), Times()])
@given(said=st.text(max_size=50))
def test_whatever_is_typed_is_answered_or_refused(kind: Any, said: str) -> None:
    for draft in ((), ("2026-12-05,,,",) if kind is WHEN else ("?|Halle 1",)):
        try:
            found = read(kind, said, draft=draft)
        except Unclear:
            continue
        assert found


@pytest.mark.parametrize("kind", [WHEN, Link(), Until(), Times()])
def test_things_are_no_answer(kind: Any) -> None:
    for thing in THINGS:
        with pytest.raises(Unclear):
            read(kind, thing)


@pytest.mark.parametrize(
    "said",
    [
        "javascript:alert(1)",
        "ftp://verein.example/x",
        "https://",
        "https://localhost/x",
        "https://user:pass@verein.example/",
        "https://verein.example/a b",
        'https://verein.example/"x',
        "https://verein.example/" + "x" * 500,
        "https://[::1",
        "data:text/html,x",
        "https://vereín.example/",
    ],
)
def test_a_link_that_nobody_can_be_shown_is_refused(said: str) -> None:
    assert not is_link(said)
    with pytest.raises(Unclear):
        answer(Link(), said)


def test_a_link_may_leave_out_how_it_begins() -> None:
    assert answer(Link(), "verein.example/fest") == "https://verein.example/fest"
    assert answer(Link(), "http://verein.example") == "http://verein.example"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("8", "8"),
        ("8 mal", "8"),
        ("acht", "8"),
        ("noch drei Mal", "3"),
        ("10 Termine", "10"),
        ("bis 30.6.", "2027-06-30"),
        ("30. Juni", "2027-06-30"),
    ],
)
def test_a_series_ends_after_so_many_or_on_a_day(said: str, meant: str) -> None:
    assert answer(Times(), said) == meant


@pytest.mark.parametrize("said", ["1", "61", "0", "oft"])
def test_a_series_has_bounds(said: str) -> None:
    with pytest.raises(Unclear):
        answer(Times(), said)
