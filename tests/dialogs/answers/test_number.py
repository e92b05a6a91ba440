"""A number, written as people here or there write it, with its unit and within its range."""

from __future__ import annotations

import pytest

from dialogs.answers import Number
from dialogs.markup import words
from dialogs.messages import Heard, Press
from tests.dialogs.answers.saying import THINGS, answer, asking, refusal

COUNT = Number(least=0, most=100_000)
KM = Number({"de": "km", "en": "km"}, least=0, most=60, decimals=1)
DEGREES = Number({"de": "°C"}, least=-30, most=50, decimals=1)
MONEY = Number({"de": "Euro"}, least=0, most=1_000_000, decimals=2)


@pytest.mark.parametrize(
    ("kind", "said", "language", "number"),
    [
        (COUNT, "12", "de", 12),
        (COUNT, " 12 ", "de", 12),
        (COUNT, "12.", "de", 12),
        (COUNT, "ca. 12", "de", 12),
        (COUNT, "etwa 12 Leute 🙂", "de", 12),
        (COUNT, "0", "de", 0),
        (COUNT, "007", "de", 7),
        (COUNT, "zwölf", "de", 12),
        (COUNT, "Zwölf!", "de", 12),
        (COUNT, "zwoelf", "de", 12),
        (COUNT, "eins", "de", 1),
        (COUNT, "keine", "de", 0),
        (COUNT, "seven", "de", 7),
        (COUNT, "sieben", "en", 7),
        # A point parts thousands in German and decimals in English, a comma the other way round.
        (COUNT, "1.200", "de", 1200),
        (COUNT, "1.200", "de-simple", 1200),
        (COUNT, "1,200", "en", 1200),
        (MONEY, "1.200", "en", 1.2),
        (MONEY, "1,200", "de", 1.2),
        (MONEY, "1.200,50", "de", 1200.5),
        (MONEY, "1,200.50", "en", 1200.5),
        (MONEY, "1.200,50", "en", 1200.5),
        (MONEY, "12,5", "en", 12.5),
        (MONEY, "12.5", "de", 12.5),
        (COUNT, "1 200", "de", 1200),
        (COUNT, "1\u202f200", "de", 1200),
        (COUNT, "1'200", "de", 1200),
        (COUNT, "12 300", "de", 12300),
        (KM, "12,5 km", "de", 12.5),
        (KM, "12,5km", "de", 12.5),
        (KM, "zwölf km", "de", 12.0),
        (KM, ",5", "de", 0.5),
        (KM, "0,5", "de", 0.5),
        (KM, "60", "de", 60.0),
        (KM, "60,0", "de", 60.0),
        (DEGREES, "-5", "de", -5.0),
        (DEGREES, "−5", "de", -5.0),
        (DEGREES, "–5 °C", "de", -5.0),
        (DEGREES, "minus 5", "de", -5.0),
        (DEGREES, "-12,5", "de", -12.5),
        (DEGREES, "-0", "de", 0.0),
    ],
)
def test_a_number_is_read(kind: Number, said: str, language: str, number: float) -> None:
    found = answer(kind, said, language)
    assert found == number
    assert isinstance(found, float if kind.decimals else int)


@pytest.mark.parametrize(
    "said",
    [
        *("", "🙂", "viele", "keine Ahnung", "nan", "NaN", "inf", "-inf", "Infinity", "unendlich"),
        *("1e5", "0x10", "3-5", "3–5", "2 oder 3", "12 13", "1 2000", "3. 4", "1/2", "½", "²"),
        *("1.2.3", "12.3.2027", "1,2,3", "1..2", "IV", "a", "e", "eine ganze Weile"),
    ],
)
def test_what_is_not_one_number_is_refused(said: str) -> None:
    assert refusal(COUNT, said) == "want_number"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (COUNT, "-1"),
        (COUNT, "–1"),
        (COUNT, "minus 1"),
        (COUNT, "100001"),
        (COUNT, "9" * 20),
        (COUNT, "9" * 1000),
        (COUNT, "1" + ".000" * 1000),
        (KM, "60,1"),
        (KM, "60,04"),
        (DEGREES, "-30,5"),
        (Number(), "1000000001"),
    ],
)
def test_what_is_out_of_range_is_told_the_range(kind: Number, said: str) -> None:
    assert refusal(kind, said) == "out_of_range"


@pytest.mark.parametrize(
    ("kind", "said", "text"),
    [
        (COUNT, "12,5", "want_whole"),
        (COUNT, "0,1", "want_whole"),
        (KM, "1,25", "too_exact"),
        (MONEY, "1,999", "too_exact"),
    ],
)
def test_no_more_decimals_than_asked_for(kind: Number, said: str, text: str) -> None:
    assert refusal(kind, said) == text


@pytest.mark.parametrize("heard", [*THINGS, Press("1", "12")])
def test_what_cannot_be_a_number_is_refused(heard: Heard) -> None:
    assert refusal(COUNT, heard) == "want_number"


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        (COUNT, "de", "Eine Zahl von 0 bis 100.000."),
        (COUNT, "en", "A number from 0 to 100,000."),
        (KM, "de", "Eine Zahl von 0 bis 60 (km)."),
        (DEGREES, "de", "Eine Zahl von -30 bis 50 (°C)."),
        (Number(least=0.5, most=1.5, decimals=1), "de", "Eine Zahl von 0,5 bis 1,5."),
        (Number(), "de", "Eine Zahl."),
        (Number({"de": "Tage"}), "de", "Eine Zahl (Tage)."),
    ],
)
def test_the_range_and_the_unit_are_told(kind: Number, language: str, said: str) -> None:
    assert words(kind.instruction(asking(kind, language))) == said


def test_an_answer_is_shown_as_it_is_written_there() -> None:
    assert MONEY.words(1200.5, ("de",)) == "1.200,5 Euro"
    assert MONEY.words(1200.5, ("en", "de")) == "1,200.5 Euro"
    assert COUNT.words(1000, ("de",)) == "1.000"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (12, "12"),
        (100, "100"),
        (12.0, "12"),
        (2.5, "2.5"),
        (-0.5, "-0.5"),
        (1e6 + 0.5, "1000000.5"),
    ],
)
def test_an_answer_is_counted_by_its_value(number: float, key: str) -> None:
    assert Number(decimals=1).keys(number) == (key,)
