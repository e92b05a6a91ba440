""" "Frage 2 von 5" is right under branching: it equals walking every way there is (A4)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.engine.progress import total
from dialogs.surveys.reading import read
from dialogs.surveys.survey import Survey, flow
from tests.dialogs.surveys import every_answer, surveys
from tests.play import survey


def longest(survey: Survey, answers: dict[str, Any], place: int) -> int:
    """Most questions still to come, by trying all answers."""
    if place == len(survey.questions):
        return 0
    question = survey.questions[place]
    if question.when and not question.when.holds(answers):
        return longest(survey, answers, place + 1)
    return 1 + max(
        longest(survey, {**answers, question.id: answer}, place + 1)
        for answer in every_answer(question)
    )


@settings(max_examples=300)
@given(surveys(longest=4), st.data())
def test_the_total_is_the_longest_way_from_here(survey: Survey, data: st.DataObject) -> None:
    asked = flow(survey)
    answers: dict[str, Any] = {}
    for place, question in enumerate(survey.questions):
        if question.when and not question.when.holds(answers):
            continue
        found = total(asked, answers, question.id)
        assert found == (len(answers) + 1, len(answers) + longest(survey, answers, place))
        answers[question.id] = data.draw(st.sampled_from(every_answer(question)))


@given(surveys(), st.data())
def test_the_number_grows_and_never_passes_the_total(survey: Survey, data: st.DataObject) -> None:
    asked = flow(survey)
    last_number, last_total = 0, len(survey.questions)
    answers: dict[str, Any] = {}
    for question in survey.questions:
        if question.when and not question.when.holds(answers):
            continue
        number, of = total(asked, answers, question.id)
        assert last_number < number <= of <= last_total
        last_number, last_total = number, of
        answers[question.id] = data.draw(st.sampled_from(every_answer(question)))


@pytest.mark.parametrize(
    ("answers", "step", "told"),
    [
        ({}, "rides", (1, 4)),
        ({"rides": "yes"}, "line", (2, 4)),
        ({"rides": "no"}, "why_not", (2, 3)),
        ({"rides": "no", "why_not": None}, "wish", (3, 3)),
        # A question asked anew from the review counts only what came before it.
        ({"line": "42", "days": 3, "wish": None}, "rides", (1, 4)),
        ({"rides": "yes", "days": 3, "wish": None}, "line", (2, 4)),
        # What is stored is what counts, also once it has been through JSON.
        ({"rides": "no", "why_not": ["price", "time"]}, "wish", (3, 3)),
    ],
)
def test_a_survey_that_branches(answers: dict[str, Any], step: str, told: tuple[int, int]) -> None:
    assert total(flow(survey("bus")), answers, step) == told


def test_many_branches_are_counted_in_time() -> None:
    """Twenty questions that each steer the next still have a total; at worst it is too high."""
    questions = []
    for number in range(20):
        options = [{"value": v, "label": {"de": v}} for v in ("a", "b", "c")]
        when = [
            {"type": "is", "question": f"q{other}", "values": ["a"]} for other in range(number)
        ]
        questions.append(
            {
                "id": f"q{number}",
                "text": {"de": "?"},
                "answer": {"type": "pick_many", "choices": options},
                **({"when": {"type": "any", "of": when}} if when else {}),
            }
        )
    many = {"id": "many", "opening": {"de": "Los."}, "questions": questions}
    assert total(flow(read(json.dumps(many).encode())), {}, "q0") == (1, 20)
