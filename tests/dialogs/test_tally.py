"""The tally equals a recount, and what open surveys show of it changes in crowds only (C8)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import HOUR, STEP, Counted, Tallies, Tally, copy, counted, private
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
        "start": ("2027-03-12",),
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


class Retold:
    """All that happened, kind by kind, and how much of each was shown when."""

    def __init__(self) -> None:
        self.added: list[Counted] = []
        self.gone: list[Counted] = []
        self.moved: list[tuple[Counted, Counted]] = []
        self.shown = (0, 0, 0)
        self.next = (0, 0, 0)

    def release(self) -> None:
        """Whatever kind has a crowd of new ones is shown the time after next."""
        now = len(self.added), len(self.gone), len(self.moved)
        crowds = (
            new if new >= old + STEP else old for old, new in zip(self.next, now, strict=True)
        )
        self.shown, self.next = self.next, tuple(crowds)  # type: ignore[assignment]

    def tally(self, numbers: tuple[int, int, int]) -> Tally:
        added, gone, moved = numbers
        made = Tally()
        for one in self.added[:added]:
            made.add(one)
        for one in self.gone[:gone]:
            made.add(one, -1)
        for before, after in self.moved[:moved]:
            made.add(before, -1)
            made.add(after)
        return made


@settings(max_examples=200)
@given(casts(), st.data())
def test_whatever_is_sent_changed_or_withdrawn_is_shown_in_crowds_of_each(
    course: tuple[Survey, list[tuple[int, dict[str, Any] | None]]], data: st.DataObject
) -> None:
    survey, sent = course
    tallies, story = Tallies(Tally(), Tally()), Retold()
    ballots: dict[int, dict[str, Any]] = {}
    now, last = HOUR, 0
    for voter, ballot in sent:
        _take(tallies, story, survey, ballots.get(voter), ballot)
        if ballot is None:
            ballots.pop(voter, None)
        else:
            ballots[voter] = ballot
        assert _same(tallies.current, _recount(survey, ballots))
        now += data.draw(st.sampled_from([0, 1, HOUR - 1, HOUR]))
        before = story.shown
        if tallies.release(now):
            assert now - last >= HOUR
            last = now
            story.release()
        for old, new in zip(before, story.shown, strict=True):
            assert new == old or new >= old + STEP
        assert _same(tallies.released, story.tally(story.shown))
    assert not story.shown[0] or len(story.added) >= story.shown[0] + STEP
    closed = tallies.close()
    assert _same(closed.released, _recount(survey, ballots))
    assert _same(closed.current, _recount(survey, ballots))


def _take(
    tallies: Tallies,
    story: Retold,
    survey: Survey,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    old = None if before is None else counted(survey, before)
    new = None if after is None else counted(survey, after)
    if old is not None and new is not None:
        tallies.change(old, new)
        if old != new:
            story.moved.append((old, new))
    elif old is not None:
        tallies.withdraw(old)
        story.gone.append(old)
    elif new is not None:
        tallies.cast(new)
        story.added.append(new)


@pytest.mark.parametrize("crowd", [1, 9, 10, 11, 19, 20, 25, 40])
def test_what_is_shown_lags_behind_by_a_crowd(crowd: int) -> None:
    """So that a close at any moment adds no few ballots to what was shown last."""
    tallies = Tallies(Tally(), Tally())
    for hour in range(1, crowd + 1):
        tallies.cast(counted(KINDS, BALLOT))
        tallies.release(hour * HOUR)
    assert tallies.released.participants == max(0, (crowd - STEP) // STEP * STEP)
    assert tallies.close().released.participants == crowd


def test_nothing_new_is_shown_within_the_hour() -> None:
    tallies = Tallies(Tally(), Tally())
    for _ in range(5 * STEP):
        tallies.cast(counted(KINDS, BALLOT))
    assert tallies.release(HOUR)
    for _ in range(5 * STEP):
        tallies.cast(counted(KINDS, BALLOT))
    assert not tallies.release(2 * HOUR - 1)
    assert tallies.release(2 * HOUR)
    assert tallies.released.participants == 5 * STEP


def test_a_single_withdrawal_or_change_among_many_ballots_is_not_shown() -> None:
    tallies, one = Tallies(Tally(), Tally()), counted(KINDS, BALLOT)
    other = counted(KINDS, BALLOT | {"often": "never"})
    for hour in range(1, 6):
        for _ in range(STEP):
            tallies.cast(one)
        if hour == 2:
            tallies.withdraw(one)
            tallies.change(one, other)
        tallies.release(hour * HOUR)
    assert tallies.released.participants == 4 * STEP
    assert tallies.released.counts["often"] == {"monthly": 4 * STEP}
    assert tallies.current.participants == 5 * STEP - 1
    assert tallies.current.counts["often"] == {"monthly": 5 * STEP - 2, "never": 1}
    assert _same(tallies.close().released, tallies.current)


@pytest.mark.parametrize("crowd", [10, 11, 19, 20])
def test_where_a_close_would_tell_of_few_new_ballots_the_last_step_stays(crowd: int) -> None:
    """Which only tallies of older versions can come to."""
    tallies = Tallies(Tally(crowd), Tally(STEP))
    assert tallies.close().released.participants == (crowd if crowd == 2 * STEP else STEP)


def test_tallies_of_older_versions_are_read() -> None:
    """They knew neither what waits nor what was withdrawn, and showed full tens."""
    raw = b'{"current":{"participants":27},"released":{"participants":20}}'
    tallies = msgspec.json.decode(raw, type=Tallies)
    assert not tallies.release(HOUR)
    for _ in range(3):
        tallies.cast({})
    assert tallies.release(HOUR)
    assert tallies.released.participants == 20
    for _ in range(STEP):
        tallies.cast({})
    assert tallies.release(2 * HOUR)
    assert tallies.released.participants == 30


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
