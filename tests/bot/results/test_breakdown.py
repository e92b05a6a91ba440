"""Breakdowns say what the ballots say, of whom it may be said, and how it came about."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest

from bot.results.breakdown import Divided, Unfit
from bot.results.dividing import breakdown_json, breakdown_text
from dialogs.markup import words
from dialogs.suppression import K
from dialogs.surveys.survey import Survey
from dialogs.texts import LANGUAGES
from tests.bot.results.making import Ballots, Case, case, choices
from tests.bot.results.test_worlds import _between, _chosen, _grouping


def asked(*questions: dict[str, Any], **changes: Any) -> Survey:
    """A survey whose results are told after its end."""
    raw = [{"text": {"de": f"Frage {question['id']}?"}} | question for question in questions]
    survey = {"id": "probe", "opening": {"de": "Probe."}, "questions": raw}
    return msgspec.convert(survey | {"results": "after_close"} | changes, Survey)


WHERE: dict[str, Any] = {"id": "where", "answer": {"type": "place"}}
RIDES: dict[str, Any] = {"id": "rides", "answer": {"type": "pick", "choices": choices(2)}}
MOOD: dict[str, Any] = {"id": "mood", "answer": {"type": "scale", "least": 1, "most": 3}}


def people(number: int, **answers: Any) -> Ballots:
    return [dict(answers) for _ in range(number)]


def question(true: Case, by: str, id: str) -> Divided:
    (division,) = true.breakdown(by).divisions
    return next(question for question in division.questions if question.id == id)


def test_every_number_is_what_a_count_by_hand_says() -> None:
    told = 0
    for seed in range(40):
        true = case(seed)
        kinds = {q.id: q.answer for q in true.survey.questions}
        for by, made in true.breakdowns().items():
            for division in made.divisions:
                group_of = _grouping(true, by, division)
                inside = Counter(map(group_of, true.ballots))
                for row, group in enumerate(division.groups):
                    names = group.key.split("+")
                    assert group.n == sum(inside[name] for name in names) >= K
                    there = [b for b in true.ballots if group_of(b) in names]
                    for divided in division.questions:
                        for column, counts in zip(
                            divided.columns, zip(*divided.counts, strict=True), strict=True
                        ):
                            values, kind = set(column.value.split("+")), kinds[divided.id]
                            answers = [ballot.get(divided.id) for ballot in there]
                            by_hand = sum(
                                bool(_chosen(kind, a) & values) or _between(kind, a, values)
                                for a in answers
                            )
                            assert counts[row] == by_hand
                            told += 1
    assert told > 500


def spread() -> Ballots:
    """Enough in three districts, few in the others."""
    made: Ballots = []
    for district, number in {"14713": 60, "14730": 40, "15088": 30, "16077": 4}.items():
        for n in range(number):
            made.append({"where": district, "rides": f"o{n % 2}", "mood": 1 + n % 3})
    return made


def test_small_districts_are_told_together_with_one_that_covers_them() -> None:
    (division,) = Case(asked(WHERE, RIDES), spread()).breakdown("region").divisions
    assert [(group.key, group.n, group.together) for group in division.groups] == [
        ("14730", 40, False),
        ("14713", 60, False),
        ("revier+16077+15087+15082+15084+15088+15002+14729", 34, True),
    ]
    (rides,) = division.questions
    assert rides.counts == ((20, 20), (30, 30), (17, 17))


def test_small_districts_that_are_a_crowd_cover_each_other() -> None:
    ballots = spread() + people(7, where="15087", rides="o1")
    (division,) = Case(asked(WHERE, RIDES), ballots).breakdown("region").divisions
    assert [(group.n, group.together) for group in division.groups] == [
        (30, False),
        (40, False),
        (60, False),
        (11, True),
    ]
    # Of 11 people too few chose either for any small district to be open.
    assert division.questions[0].why == "no_split"


def test_few_participants_are_told_by_land() -> None:
    ballots = [
        *people(30, where="14713", rides="o0"),
        *people(30, where="14713", rides="o1"),
        *people(15, where="15002", rides="o0"),
        *people(14, where="15088", rides="o1"),
    ]
    (division,) = Case(asked(WHERE, RIDES), ballots).breakdown("region").divisions
    assert [group.label for group in division.groups] == [
        "Sachsen",
        "Ganzes Revier, Thüringen, Sachsen-Anhalt zusammen",
    ]
    assert [group.n for group in division.groups] == [60, 29]


def test_whoever_is_too_few_everywhere_is_told_nowhere() -> None:
    true = Case(
        asked(WHERE, RIDES),
        [*people(12, where="14713", rides="o0"), *people(5, where="15002", rides="o1")],
    )
    made = true.breakdown("region")
    assert made.divisions == ()
    assert "lässt sich so nicht aufteilen" in words(breakdown_text(made, "de"))
    where = true.result().questions[0]
    assert (where.why, where.options) == ("regions", ())


def test_municipalities_stand_within_their_district() -> None:
    where = {**WHERE, "answer": {"type": "place", "level": "municipality"}}
    ballots = spread()
    inside = {"14730020": 30, "14730050": 25, "14730030": 4, "14730": 3}
    ballots += [
        {"where": key, "rides": f"o{n % 2}"} for key, n in inside.items() for n in range(n)
    ]
    made = Case(asked(where, RIDES), ballots).breakdown("region")
    assert [division.of for division in made.divisions] == ["", "14730"]
    groups = made.divisions[1].groups
    assert sum(group.n for group in groups) == 40 + sum(inside.values())
    assert all(group.n >= K for group in groups)


def test_answers_of_few_are_told_together() -> None:
    three = {"id": "way", "answer": {"type": "pick", "choices": choices(4)}}
    sizes = {"o0": 60, "o1": 30, "o2": 20, "o3": 4}
    ballots = [
        {"way": way, "mood": 1 + n % 2} for way, number in sizes.items() for n in range(number)
    ]
    (division,) = Case(asked(three, MOOD), ballots).breakdown("way").divisions
    assert [(group.key, group.n) for group in division.groups] == [("o0", 60), ("o1+o2+o3", 54)]
    (mood,) = division.questions
    assert mood.counts == ((30, 30), (27, 27))
    assert mood.medians == ("1 / 2", "1 / 2")
    back = question(Case(asked(three, MOOD), ballots), "mood", "way")
    assert [column.value for column in back.columns] == ["o0", "o1+o2+o3"], "wherever they stand"


def test_where_steps_were_shown_before_no_few_hide_among_others() -> None:
    true = Case(
        asked(RIDES, MOOD, results="public"),
        [
            *people(60, rides="o0", mood=1),
            *people(50, rides="o0", mood=2),
            *people(5, rides="o1", mood=1),
        ],
    )
    assert true.breakdown("rides").divisions == ()


def test_a_group_in_which_nearly_all_agree_is_told_as_a_bound() -> None:
    ballots = spread()
    for ballot in ballots:
        if ballot["where"] == "14730":
            ballot["rides"] = "o1"
    true = Case(asked(WHERE, RIDES), ballots)
    rides = question(true, "region", "rides")
    assert (rides.why, rides.counts) == ("unanimous", ())
    assert rides.bounds == ("≥ 95 % Antwort 1", "", "")
    told = words(breakdown_text(true.breakdown("region"), "de"))
    assert "Nordsachsen: ≥ 95 % Antwort 1" in told


@pytest.mark.parametrize(
    ("by", "reason"),
    [("region", "Ort"), ("nope", "Es gibt: next, many"), ("many", "Auswahl oder Skala")],
)
def test_what_results_cannot_be_told_by_is_refused(by: str, reason: str) -> None:
    many = {"id": "many", "answer": {"type": "pick_many", "choices": choices(3)}}
    where = {**WHERE, "id": "next", "when": {"type": "is", "question": "many", "values": ["o0"]}}
    true = Case(asked(many, where) if by == "region" else asked({**RIDES, "id": "next"}, many), [])
    with pytest.raises(Unfit, match=reason):
        true.breakdown(by)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_breakdown_says_how_it_came_about(language: str) -> None:
    true = Case(asked(WHERE, RIDES, MOOD), spread())
    for by in ("region", "rides", "mood"):
        made = true.breakdown(by)
        text = words(breakdown_text(made, language))
        assert all(line in text for line in made.note)
        assert breakdown_json(made)["note"] == "\n".join(made.note)
        assert (
            msgspec.json.decode(msgspec.json.encode(breakdown_json(made)))["participants"] == 134
        )
