"""One of the nine districts; an exact place is neither asked for nor kept."""

from __future__ import annotations

import pytest

from dialogs.answers import Where
from dialogs.messages import Heard, Press
from dialogs.places import DISTRICTS, District
from tests.dialogs.answers.saying import POINT, THINGS, answer, candidates, refusal

WHERE = Where()


def test_there_are_the_nine_districts_of_the_region() -> None:
    assert [district.key for district in DISTRICTS] == [
        *("14713", "14729", "14730"),
        *("15002", "15082", "15084", "15087", "15088"),
        "16077",
    ]


@pytest.mark.parametrize(("number", "district"), [*enumerate(DISTRICTS, 1)])
def test_a_district_is_known_by_its_name_its_number_and_its_plates(
    number: int, district: District
) -> None:
    plates = [plate for plate in district.plates if len(plate) > 1]
    for said in (district.short_name, district.short_name.upper(), str(number), *plates):
        assert answer(WHERE, said) == district.key
    assert answer(WHERE, Press("1", district.key)) == district.key


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Halle", "15002"),
        ("halle saale", "15002"),
        ("sk", "15088"),
        ("KÖT", "15082"),
        ("saalkreis", "15088"),
        ("Südharz", "15087"),
        ("suedharz", "15087"),
        ("Bitterfeld", "15082"),
        ("burgenland", "15084"),
        ("Leipzig Stadt", "14713"),
        ("leipzig landkreis", "14729"),
    ],
)
def test_a_district_is_known_by_what_people_type(said: str, key: str) -> None:
    assert answer(WHERE, said) == key


@pytest.mark.parametrize("said", ["Leipzig", "L"])
def test_the_two_leipzigs_are_asked_back(said: str) -> None:
    assert candidates(WHERE, said) == "Leipzig (Stadt) / Leipzig (Landkreis)"


@pytest.mark.parametrize("said", ["Berlin", "B", "04109", "10", "", "📍", "hier"])
def test_what_is_no_district_is_refused(said: str) -> None:
    assert refusal(WHERE, said) in {"want_pick", "ambiguous"}


def test_an_exact_place_is_refused_and_told_why() -> None:
    assert refusal(WHERE, POINT) == "want_district"


@pytest.mark.parametrize(
    "heard", [*(thing for thing in THINGS if thing != POINT), Press("1", "14000"), Press("1", "1")]
)
def test_what_cannot_be_a_district_is_refused(heard: Heard) -> None:
    assert refusal(WHERE, heard) == "want_pick"


def test_an_answer_is_shown_by_its_name_and_counted_by_its_key() -> None:
    assert WHERE.words("15088", ("de",)) == "Saalekreis"
    assert WHERE.keys("15088") == ("15088",)
