"""One of several options, named in whatever way people name things."""

from __future__ import annotations

import pytest

from dialogs.answers import Choice, Pick
from dialogs.messages import Heard, Press
from tests.dialogs.answers.saying import THINGS, answer, candidates, choices, refusal

WAYS = Pick(
    choices(
        bus="Bus und Bahn",
        car="Auto",
        bike="Fahrrad",
        feet="Zu Fuß",
        none="Gar nicht",
    )
)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        # The label, however it is written.
        ("Auto", "car"),
        ("auto", "car"),
        ("AUTO!!!", "car"),
        ("  Auto 🚗 ", "car"),
        ("»Auto«", "car"),
        ("Zu Fuß", "feet"),
        ("zu fuss", "feet"),
        ("ZU FUSS", "feet"),
        ("bus & bahn", "bus"),
        # Its number.
        ("1", "bus"),
        ("1.", "bus"),
        ("(3)", "bike"),
        ("3)", "bike"),
        ("Nr. 3", "bike"),
        ("Nummer 3", "bike"),
        ("Antwort 5", "none"),
        ("５", "none"),
        # Its letter.
        ("c", "bike"),
        ("E", "none"),
        ("d)", "feet"),
        # Its beginning, the beginning of a word in it, a slip of the fingers.
        ("fahr", "bike"),
        ("gar", "none"),
        ("bahn", "bus"),
        ("fuss", "feet"),
        ("Farrad", "bike"),
        ("Fahrradd", "bike"),
        ("Fahrrda", "bike"),
        ("Atuo", "car"),
    ],
)
def test_an_option_is_known_by_what_people_type(said: str, value: str) -> None:
    assert answer(WAYS, said) == value


@pytest.mark.parametrize(
    "said",
    ["0", "6", "99", "1000", "h", "Flugzeug", "Motorrad", "?", "🚗", "", "ja", "1 oder 2"],
)
def test_what_is_no_option_is_refused(said: str) -> None:
    assert refusal(WAYS, said) == "want_pick"


@pytest.mark.parametrize("label", ["Grün", "Gruen", "Grun", "GRÜN", "gru\u0308n", "grün 🌳"])
def test_an_umlaut_is_written_as_anybody_writes_it(label: str) -> None:
    assert answer(Pick(choices(a="Rot", b="Grün")), label) == "b"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("leipzig", "Leipzig (Stadt) / Leipzig (Landkreis)"),
        ("l", "Leipzig (Stadt) / Leipzig (Landkreis)"),
        ("h", "Halle / Hettstedt / Hohenmölsen / …"),
    ],
)
def test_what_may_be_several_is_asked_back(said: str, shown: str) -> None:
    towns = Pick(
        choices(
            a="Leipzig (Stadt)",
            b="Leipzig (Landkreis)",
            c="Halle",
            d="Hettstedt",
            e="Hohenmölsen",
            f="Harzgerode",
        )
    )
    assert candidates(towns, said) == shown


def test_a_slip_that_may_be_two_options_is_not_guessed() -> None:
    assert refusal(Pick(choices(a="Haus", b="Maus")), "Laus") == "want_pick"


def test_a_letter_that_also_begins_another_option_is_asked_back() -> None:
    assert candidates(Pick(choices(x="Bahn", y="Auto")), "a") == "Auto / Bahn"


@pytest.mark.parametrize(("said", "value"), [("1", "one"), ("3", "three"), ("2", "two")])
def test_a_label_that_is_a_number_comes_before_a_place_in_the_list(said: str, value: str) -> None:
    assert answer(Pick(choices(three="3", one="1", two="2")), said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        *((said, "in") for said in ("ja", "Ja!", "j", "jo", "klar", "gerne", "ja bitte", "ok 👍")),
        *((said, "in") for said in ("yes", "y", "sure", "yes please")),
        *((said, "out") for said in ("nein", "Nö", "nee", "n", "nein danke", "lieber nicht")),
        *((said, "out") for said in ("no", "nope", "No, thanks!", "not now")),
    ],
)
@pytest.mark.parametrize(
    "kind",
    [
        Pick(choices(**{"in": "Ja, teilnehmen", "out": "Nicht jetzt"})),
        Pick(choices(**{"in": "Ja", "out": "Nein", "other": "Weiß nicht"})),
        Pick(choices(**{"in": "Ja, gern schreiben", "out": "Nein, nicht schreiben"})),
    ],
    ids=["teilnehmen", "weiß nicht", "schreiben"],
)
def test_a_yes_is_a_yes_and_a_no_is_a_no(kind: Pick, said: str, value: str) -> None:
    assert answer(kind, said) == value


@pytest.mark.parametrize(
    ("said", "value"), [("no", "back"), ("nope", "back"), ("yes", "on"), ("not sure", "unsure")]
)
def test_not_sure_is_not_a_no(said: str, value: str) -> None:
    labels = {"on": "Yes, forward", "same": "The same", "back": "No, back", "unsure": "Not sure"}
    kind = Pick(tuple(Choice(value, {"en": label}) for value, label in labels.items()))
    assert answer(kind, said, "en") == value


@pytest.mark.parametrize("said", ["nein", "nee", "no"])
def test_nicht_sicher_is_not_a_no(said: str) -> None:
    kind = Pick(choices(on="Ja, voran", back="Rückwärts", unsure="Nicht sicher"))
    assert refusal(kind, said) == "want_pick"


def test_a_yes_that_may_be_two_options_is_asked_back() -> None:
    kind = Pick(choices(a="Ja, immer", b="Ja, manchmal", c="Nein"))
    assert candidates(kind, "ja") == "Ja, immer / Ja, manchmal"


def test_a_pressed_option_is_the_answer() -> None:
    assert answer(WAYS, Press("1", "feet")) == "feet"


@pytest.mark.parametrize("heard", [*THINGS, Press("1", "plane"), Press("1", ""), Press("1", "1")])
def test_what_cannot_be_an_option_is_refused(heard: Heard) -> None:
    assert refusal(WAYS, heard) == "want_pick"


def test_labels_are_read_in_the_language_they_are_shown_in() -> None:
    kind = Pick(
        (Choice("tram", {"de": "Straßenbahn", "en": "Tram"}), Choice("taxi", {"de": "Taxi"}))
    )
    assert answer(kind, "tram", "en") == "tram"
    assert answer(kind, "taxi", "en") == "taxi"
    assert refusal(kind, "Straßenbahn", "en") == "want_pick"


def test_an_answer_is_shown_by_its_label_and_counted_by_its_value() -> None:
    assert WAYS.words("feet", ("de",)) == "Zu Fuß"
    assert WAYS.keys("feet") == ("feet",)


def test_an_option_that_is_no_more_is_shown_by_its_value() -> None:
    assert WAYS.words("plane", ("de",)) == "plane"
