"""A district or a municipality, however it is said; an exact position is never kept."""

from __future__ import annotations

import pytest

from dialogs.answers import Draft, Understood, Where
from dialogs.answers.place import OTHER
from dialogs.markup import words
from dialogs.messages import Heard, Place, Press
from dialogs.places import DISTRICTS, WHOLE, District
from tests.dialogs.answers.saying import POINT, THINGS, answer, asking, read, refusal

WHERE = Where()
FINE = Where(level="municipality")
BERLIN = Place(52.52, 13.40)


def echo(kind: Where, said: Heard | str, language: str = "de") -> str:
    found = read(kind, said, language)
    assert isinstance(found, Understood)
    return words(found.echo)


def offered(kind: Where, said: Heard | str) -> tuple[list[str], str]:
    """What is offered instead, and what is said about it."""
    found = answer(kind, said)
    assert isinstance(found, Draft)
    at = asking(kind, draft=found.values)
    return [option.label for option in at.options], words(kind.instruction(at))


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
        ("Bitterfeld", "15082"),
        ("burgenland", "15084"),
        ("Leipzig", "14713"),
        ("Leipzig Stadt", "14713"),
        ("leipzig landkreis", "14729"),
        ("04109", "14713"),
        ("04509", "14730"),
        ("Ich wohne in Eilenbrug", "14730"),
        ("Grünau", "14713"),
        ("10", WHOLE),
        ("ganzes Revier", WHOLE),
    ],
)
def test_a_district_is_known_by_what_people_type(said: str, key: str) -> None:
    assert answer(WHERE, said) == key


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Eilenburg", "14730110"),
        ("Kreis Nordsachsen", "14730"),
        ("Leipzig", "14713000"),
        ("1", "14713000"),
        ("3", "14730"),
        ("06217", "15088220"),
        (POINT, "14713000"),
    ],
)
def test_the_finer_level_keeps_what_the_person_chose(said: Heard | str, key: str) -> None:
    assert answer(FINE, said) == key


def test_what_was_understood_is_said_back() -> None:
    assert echo(WHERE, "Eilenbrug") == "Verstanden: Eilenburg, also Nordsachsen."
    assert echo(WHERE, "SK") == "Verstanden: Saalekreis."
    assert echo(FINE, "Eilenbrug") == "Verstanden: Eilenburg."
    assert echo(FINE, "Gohlis", "en") == "Understood: Gohlis, that is Leipzig."
    assert "nicht den Standort" in echo(WHERE, POINT)


def test_nothing_is_said_back_of_what_was_pressed_or_written_out() -> None:
    for said in (Press("1", "15088"), "Saalekreis", "saalekreis"):
        assert echo(WHERE, said) == ""


def test_where_more_may_be_meant_all_is_offered() -> None:
    labels, asked = offered(FINE, "Naundorf")
    assert labels == [
        "Naundorf (Nordsachsen)",
        "Starkenberg (Altenburger Land)",
        "Ein anderer Ort",
    ]
    assert asked == "Welcher Ort ist gemeint?"


def test_a_guess_is_asked_about_and_a_yes_takes_it() -> None:
    found = answer(FINE, "Rorgau")
    assert offered(FINE, "Rorgau")[1] == "Meinen Sie Torgau (Nordsachsen)?"
    for said in ("ja", "1", "Torgau", Press("1", "14730310")):
        assert answer(FINE, said, draft=found.values) == "14730310"
    assert answer(FINE, Press("1", OTHER), draft=found.values) == Draft(())
    assert answer(FINE, "ein anderer Ort", draft=found.values) == Draft(())
    assert answer(FINE, "Oschatz", draft=found.values) == "14730230"


@pytest.mark.parametrize("said", ["Berlin", "01067", "Naumburg in Hessen", BERLIN])
def test_a_place_elsewhere_gets_the_whole_region(said: Heard | str) -> None:
    labels, asked = offered(WHERE, said)
    assert labels == ["Ganzes Revier", "Ein anderer Ort"]
    assert "nicht im Mitteldeutschen Revier" in asked
    found = answer(WHERE, said)
    assert answer(WHERE, "ja", draft=found.values) == WHOLE


def test_several_municipalities_of_one_district_are_one_answer_at_its_level() -> None:
    assert isinstance(answer(WHERE, "06632"), Draft), "it lies in two districts"
    assert answer(WHERE, "04668") == "14729"
    assert answer(WHERE, "VG Rositz") == "16077"


@pytest.mark.parametrize("said", ["", "📍", "hier", "weiß nicht", "11"])
def test_what_is_no_place_is_refused(said: str) -> None:
    assert refusal(WHERE, said) == "want_place"


@pytest.mark.parametrize("heard", [thing for thing in THINGS if thing != POINT])
def test_what_cannot_be_a_place_is_refused(heard: Heard) -> None:
    assert refusal(WHERE, heard) == "want_place"


@pytest.mark.parametrize("value", ["14000", "1", "14730110", OTHER])
def test_a_button_that_was_not_offered_is_refused(value: str) -> None:
    assert refusal(WHERE, Press("1", value)) == "want_pick"


def test_an_exact_position_is_nowhere_in_what_is_kept() -> None:
    for kind in (WHERE, FINE):
        for point in (POINT, BERLIN):
            kept = repr(read(kind, point))
            assert "51.3" not in kept
            assert "52.5" not in kept


def test_an_answer_is_shown_by_its_name_and_counted_by_its_district() -> None:
    assert WHERE.words("15088", ("de",)) == "Saalekreis"
    assert FINE.words("14730110", ("de",)) == "Eilenburg"
    assert WHERE.words(WHOLE, ("en",)) == "Whole region"
    assert (WHERE.keys("15088"), FINE.keys("14730110")) == (("15088",), ("14730",))
    assert FINE.keys(WHOLE) == (WHOLE,)
