"""Surveys as they are written in the chat, part by part."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dialogs.answers import Pick, PickMany
from dialogs.engine.controls import UNCLEAR
from dialogs.organising.publishing import FIXED
from dialogs.surveys import shipped
from dialogs.surveys.checking import problems
from dialogs.surveys.editing import (
    KINDS,
    MOST_QUESTIONS,
    UNSURE,
    Unfit,
    begun,
    choices,
    copied,
    moved_up,
    turned,
    with_choices,
    with_question,
    with_text,
    with_wording,
    without_question,
)
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey
from dialogs.surveys.trial import trial
from dialogs.texts import in_language

LINES = "Bus; Bahn"


def survey(*kinds: str) -> Survey:
    made = begun("Wege im Winter", "Wir fragen.", "Radeln e. V.", "k3fx")
    for number, kind in enumerate(kinds):
        made = with_question(made, f"Frage {number}?", "", kind, LINES)
    return made


def faults(made: Survey) -> list[str]:
    return [str(problem) for problem in problems(made) if not problem.warning]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_published_as_it_is_made(kind: str) -> None:
    assert faults(survey(kind)) == []


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("Busse im Winter", "busse-im-winter-k3fx"),
        ("Öl & Gas: Wärme?", "oel-gas-waerme-k3fx"),
        ("🚌🚌", "k3fx"),
        ("a" * 60, "a" * 24 + "-k3fx"),
        ("Автобус", "k3fx"),
    ],
)
def test_the_id_is_made_of_the_title(title: str, id: str) -> None:
    assert begun(title, "Wir fragen.", "wir", "k3fx").id == id


@given(st.text(min_size=1, max_size=60))
def test_any_title_makes_an_id(title: str) -> None:
    made = with_question(begun(title, "x", "wir", "k3fx"), "Ja?", "", "yes_no", "")
    assert read(msgspec.json.encode(made)).id == made.id
    assert len(made.id) <= 32


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        ("Bus\nBahn", ["Bus", "Bahn"]),
        ("1. Bus\n2. Bahn\n\n", ["Bus", "Bahn"]),
        ("- Bus; • Bahn ;", ["Bus", "Bahn"]),
        ("a) Bus\nb) Bahn\nweiß nicht", ["Bus", "Bahn", "Weiß nicht"]),
        ("2 Euro\n3 Euro", ["2 Euro", "3 Euro"]),
    ],
)
def test_options_are_read_as_people_type_them(lines: str, labels: list[str]) -> None:
    assert [in_language(choice.label, ("de",)) for choice in choices(lines)] == labels


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("Bus", "two_choices"),
        ("", "two_choices"),
        ("x\n" * 61, "two_choices"),
        ("Bus\nbus", "same_choices"),
        (f"Bus\n{'x' * 31}", "long_choices"),
    ],
)
def test_options_that_nobody_could_choose_are_refused(lines: str, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        choices(lines)


def test_every_reason_is_told() -> None:
    told = {*UNCLEAR, *(flow.id for flow in FIXED)}
    reasons = {"two_choices", "same_choices", "long_choices", "no_choices", "too_many_questions"}
    assert reasons <= told


def test_a_choice_among_several_can_be_left_open() -> None:
    kind = survey("one").questions[0].answer
    assert isinstance(kind, Pick)
    assert kind.choices[-1] == UNSURE


def test_new_options_keep_what_they_meant() -> None:
    made = survey("many")
    before = made.questions[0].answer
    assert isinstance(before, PickMany)
    after = with_choices(made, 0, "Rad\nBahn").questions[0].answer
    assert isinstance(after, PickMany)
    assert [c.value for c in after.choices] == ["a1", "a2"]
    again = with_choices(made, 0, "Bus\nBahn\nRad").questions[0].answer
    assert isinstance(again, PickMany)
    assert again.choices[:2] == before.choices


def test_a_question_without_options_gets_none() -> None:
    with pytest.raises(Unfit, match="no_choices"):
        with_choices(survey("words"), 0, LINES)


def test_questions_are_moved_and_removed() -> None:
    made = survey("words", "number", "yes_no")
    assert [q.id for q in moved_up(made, 2).questions] == ["q1", "q3", "q2"]
    assert [q.id for q in moved_up(made, 0).questions] == ["q1", "q2", "q3"]
    fewer = without_question(made, 0)
    assert [q.id for q in fewer.questions] == ["q2", "q3"]
    assert [q.id for q in with_question(fewer, "Neu?", "", "words", "").questions][-1] == "q1"


def test_there_is_an_end_to_questions() -> None:
    made = replace(survey("words"), questions=survey("words").questions * MOST_QUESTIONS)
    with pytest.raises(Unfit, match="too_many_questions"):
        with_question(made, "Noch eine?", "", "words", "")


def test_what_is_sensitive_is_never_tied_to_anybody() -> None:
    tied = replace(survey("words"), anonymity="pseudonymous")
    made = turned(tied, 0, "sensitive")
    assert (made.questions[0].flag, made.anonymity) == ("sensitive", "unlinkable")
    assert turned(made, 0, "sensitive").questions[0].flag == "opinion"
    assert turned(made, 0, "optional").questions[0].optional


def test_texts_are_changed_in_one_language() -> None:
    made = with_text(survey("words"), "title", "en", "Winter")
    assert made.title == {"de": "Wege im Winter", "en": "Winter"}
    worded = with_wording(made, 0, "text", "de-simple", "Einfach?").questions[0]
    assert worded.text == {"de": "Frage 0?", "de-simple": "Einfach?"}


def test_a_copy_is_a_survey_of_its_own() -> None:
    puls = read(shipped("puls"))
    made = copied(puls, "Radeln e. V.", "k3fx")
    assert (made.id, made.questions, made.asker) == (
        "puls-k3fx",
        puls.questions,
        {"de": "Radeln e. V."},
    )


def test_a_trial_counts_nothing_and_is_new_with_every_change() -> None:
    made = survey("words", "yes_no")
    tried = trial(made)
    assert {type(step).__name__ for step in tried.steps} == {"Say", "Ask", "Review"}
    assert (tried.id, tried.survey, tried.purpose) == (f"trial:{made.id}", "", "")
    assert trial(made).version == tried.version
    assert trial(moved_up(made, 1)).version != tried.version
