"""The tally equals a recount, and open surveys show it only in full steps (C8)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP, Tallies, Tally, copy, counted, private
from tests.dialogs.surveys import every_answer, surveys
from tests.play import survey

KINDS = survey("kinds")
BALLOT = {
    "name": "Grüner Markt",
    "often": "monthly",
    "stalls": ["bread", "fish"],
    "mood": 0,
    "order": ["taste", "near", "price"],
    "way": 2.5,
    "start": "2027-03-12",
    "picture": None,
    "district": "15088",
    "story": {"voice": "V1"},
}


def test_each_kind_counts_in_its_own_way() -> None:
    assert counted(KINDS, BALLOT) == {
        "name": (),
        "often": ("monthly",),
        "stalls": ("bread", "fish"),
        "mood": ("0",),
        "order": ("taste@1", "near@2", "price@3"),
        "way": ("2.5",),
        "start": (),
        "district": ("15088",),
        "story": (),
    }


def test_what_people_say_in_their_own_words_is_private() -> None:
    assert private(KINDS) == {"name", "picture", "story"}


def test_a_ballot_is_added_and_taken_away_again() -> None:
    tally = Tally()
    tally.add(counted(KINDS, BALLOT))
    assert tally.participants == 1
    assert tally.answered["stalls"] == 1
    assert tally.counts["stalls"] == {"bread": 1, "fish": 1}
    tally.add(counted(KINDS, BALLOT), -1)
    assert tally.participants == 0
    assert not any(tally.answered.values())
    assert not any(tally.counts.values())


def test_a_copy_stays_as_it_is() -> None:
    tally = Tally()
    tally.add(counted(KINDS, BALLOT))
    kept = copy(tally)
    before = msgspec.json.encode(kept)
    tally.add(counted(KINDS, BALLOT))
    assert msgspec.json.encode(kept) == before


@st.composite
def casts(draw: st.DrawFn) -> tuple[Survey, list[tuple[int, dict[str, Any] | None]]]:
    """A survey and who sends, sends anew or takes back what, one after the other."""
    survey = draw(surveys(longest=3))
    ballots = st.fixed_dictionaries(
        {question.id: st.sampled_from(every_answer(question)) for question in survey.questions}
    )
    some = [*draw(st.lists(ballots, min_size=1, max_size=3)), None]
    sent = st.tuples(st.integers(0, 30), st.sampled_from(some))
    return survey, draw(st.lists(sent, max_size=20) | st.lists(sent, min_size=40, max_size=80))


@settings(max_examples=200)
@given(casts())
def test_whatever_is_sent_changed_or_withdrawn_the_tally_equals_a_recount(
    course: tuple[Survey, list[tuple[int, dict[str, Any] | None]]],
) -> None:
    survey, sent = course
    tallies = Tallies(Tally(), Tally())
    ballots: dict[int, dict[str, Any]] = {}
    for voter, ballot in sent:
        changes = [(ballots.pop(voter, None), -1), (ballot, 1)]
        for changed, by in changes:
            before = copy(tallies.released)
            if changed is None:
                continue
            if tallies.add(counted(survey, changed), by):
                assert tallies.released == tallies.current
                assert tallies.released.participants >= before.participants + STEP
            else:
                assert tallies.released == before
        if ballot is not None:
            ballots[voter] = ballot
        assert _same(tallies.current, _recount(survey, ballots))
        assert tallies.released.participants % STEP == 0


@pytest.mark.parametrize("crowd", [1, 9, 10, 11, 25, 40])
def test_what_is_shown_steps_by_ten(crowd: int) -> None:
    tallies = Tallies(Tally(), Tally())
    shown = [n for n in range(1, crowd + 1) if tallies.add(counted(KINDS, BALLOT))]
    assert shown == list(range(STEP, crowd + 1, STEP))
    assert tallies.released.participants == crowd - crowd % STEP


def test_who_leaves_and_comes_back_at_the_edge_shows_nothing_new() -> None:
    """Between nine and ten over and over, only the first ten are ever shown."""
    tallies = Tallies(Tally(), Tally())
    one = counted(KINDS, BALLOT)
    for _ in range(9):
        tallies.add(one)
    assert tallies.add(one) is True
    for _ in range(5):
        tallies.add(one, -1)
        assert tallies.add(one) is False
    assert tallies.released.participants == STEP


def _recount(survey: Survey, ballots: dict[int, dict[str, Any]]) -> Tally:
    tally = Tally()
    for ballot in ballots.values():
        tally.add(counted(survey, ballot))
    return tally


def _same(one: Tally, other: Tally) -> bool:
    """Whether two tallies tell the same; a zero that is written tells no more than none."""

    def told(tally: Tally) -> object:
        counts = {question: keys for question, keys in tally.counts.items() if keys}
        return tally.participants, {q: n for q, n in tally.answered.items() if n}, counts

    return told(one) == told(other)
